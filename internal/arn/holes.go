package arn

import "strings"

// hole marks a hole while a text is worked on; it is a private-use character.
const hole = '\uE000'

// HideHoles replaces every "${...}" by a mark that is no wildcard.
func HideHoles(text string) string {
	var b strings.Builder
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			break
		}
		b.WriteString(text[:i])
		b.WriteRune(hole)
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			return b.String()
		}
		text = text[i+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// ShowHoles replaces the marks that HideHoles set.
func ShowHoles(text, by string) string { return strings.ReplaceAll(text, string(hole), by) }
