package arn

import "strings"

// Takes reports that a pattern matches the ARN of one thing, whatever the holes
// "${...}" of both stand for. same gives the holes that are one text wherever they
// stand a common name, and all others "". False means "not certainly".
func Takes(granted, own string, same func(hole string) string) bool {
	if strings.ContainsAny(HideHoles(own), "*?") {
		return false
	}
	signs := make(map[string]rune)
	shown := marked(own, same, signs, loneOwn)
	if strings.Contains(granted, "?") && strings.Contains(own, "${") { // a hole may be of any length
		return false
	}
	return parse(marked(granted, same, signs, loneGranted)).matches(shown)
}

// firstSign begins the private-use characters that stand for one hole each; the
// others stand for holes that nothing is said to be the same as.
const (
	firstSign   = '\U000F0000'
	loneOwn     = '\U0010FFFC'
	loneGranted = '\U0010FFFD'
)

// marked has a sign in the place of each hole. Two holes have the same one when
// they are the same text.
func marked(text string, same func(string) string, signs map[string]rune, lone rune) string {
	var b strings.Builder
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			break
		}
		n := strings.IndexByte(text[i:], '}')
		if n < 0 {
			break
		}
		sign := lone
		if name := same(text[i+2 : i+n]); name != "" {
			if signs[name] == 0 {
				signs[name] = firstSign + rune(len(signs))
			}
			sign = signs[name]
		}
		b.WriteString(text[:i])
		b.WriteRune(sign)
		text = text[i+n+1:]
	}
	b.WriteString(text)
	return b.String()
}
