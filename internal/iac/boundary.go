package iac

import (
	"regexp"
	"strings"
)

// boundaryName is the name of a permissions boundary, without signs.
var boundaryName = regexp.MustCompile(`permissions?boundary|boundary(policy)?[0-9]*$`)

// notBoundary are words of what is none, or handles those of others.
var notBoundary = regexp.MustCompile(`with(out)?(no)?(a|the)?(permissions?)?boundary|no(permissions?)?boundary|unbound|bypass|exempt|remov|delet|manag|attach|outside|ignor`)

// SaysBoundary reports that one of the texts, the names and the description of a
// policy, says that it is a permissions boundary.
func SaysBoundary(texts ...string) bool {
	for _, s := range texts {
		low := strings.ReplaceAll(strings.ToLower(bare.Replace(s)), " ", "")
		low = strings.ReplaceAll(low, "/", "")
		for i := strings.Index(low, "${"); i >= 0; i = strings.Index(low, "${") { // names of parameters say nothing
			_, rest, _ := strings.Cut(low[i:], "}")
			low = low[:i] + rest
		}
		if boundaryName.MatchString(low) && !notBoundary.MatchString(low) {
			return true
		}
	}
	return false
}

// PolicyNames are the last parts of what attaches managed policies, by which
// another policy of the same name is known.
func PolicyNames(arns *Node, names map[string]bool) {
	for _, a := range arns.List() {
		if a.Kind == Either {
			PolicyNames(a, names)
		}
		if a.IsText() {
			text := a.RawText()
			names[text[strings.LastIndexByte(text, '/')+1:]] = true
		}
	}
}

// Unattached is what holds of a policy that says so and that nothing attaches.
func Unattached() *Proviso {
	return &Proviso{Only: "if it is attached to anybody: nothing here attaches it, and it says of itself that it is a permissions boundary"}
}
