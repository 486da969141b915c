package scan

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// sourceLine is a line of a file.
type sourceLine struct {
	path string
	line int
}

// veiled are the lines on which a secret of a template may stand. Redaction
// knows secrets by their look; of these lines it is known that they hold one.
func veiled(facts []candor.Fact) map[sourceLine]bool {
	out := make(map[sourceLine]bool)
	for _, f := range facts {
		if f.Kind == "secret.value" && f.At.Line > 0 {
			out[sourceLine{f.At.Path, f.At.Line}] = true
		}
	}
	return out
}

// veil masks a line but for the name that the value is given to. The line keeps
// its number of code points, so that columns still point at the same places.
func veil(text string) string {
	keep := 0
	if m := regexp.MustCompile(`^[\s-]*["']?([A-Za-z0-9_.-]+)["']?\s*[:=]`).FindStringSubmatchIndex(text); m != nil {
		name := text[m[2]:m[3]]
		if iac.SecretName(name) || strings.EqualFold(name, "default") || strings.EqualFold(name, "value") {
			keep = m[1]
		}
	}
	return text[:keep] + strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return r
		}
		return '*'
	}, text[keep:])
}
