package effects

import (
	"strings"
)

// doubt says why a wrapper may not stand around its door; "" if it always does.
func (w *Wrapper) doubt() string {
	switch {
	case w.Cond == "":
		return ""
	case phrase(w.Cond):
		return Short(w.Symbol) + " may not stand around it (" + w.Cond + ")"
	}
	return Short(w.Symbol) + " stands around it only if " + w.Cond
}

// flags are what the condition of a wrapper does to the records that it
// writes. One behind a switch that is off by default is written when somebody
// switches it on; of any other condition nothing is known.
func (w *Wrapper) flags() flags {
	switch {
	case w.Cond == "":
		return 0
	case plainSwitch(w.Cond):
		return fOff
	}
	return fWeak
}

// phrase reports a condition that a front end put into words, as "one of
// several": in source text, an operator stands between two words.
func phrase(cond string) bool {
	fs := strings.Fields(cond)
	if len(fs) == 0 || fs[0] == "type" || fs[0] == "select" || fs[0] == "default" {
		return true
	}
	for i := 1; i < len(fs); i++ {
		if letter(fs[i-1][len(fs[i-1])-1]) && letter(fs[i][0]) {
			return true
		}
	}
	return false
}

// plainSwitch reports a condition that is nothing but switches which are off
// unless somebody sets them: "cfg.AuditEnabled && cfg.Premium". A comparison is
// none, since nobody knows what is compared.
func plainSwitch(cond string) bool {
	for part := range strings.SplitSeq(cond, "&&") {
		part = strings.TrimSuffix(strings.TrimSpace(part), " == true")
		part = strings.TrimSuffix(part, "()")
		if part == "" || part == "default" || strings.ContainsFunc(part, func(r rune) bool { return r < 0x80 && r != '.' && !letter(byte(r)) }) {
			return false
		}
		switch part[strings.LastIndexByte(part, '.')+1:] {
		case "ok", "err", "true":
			return false
		}
	}
	return true
}
