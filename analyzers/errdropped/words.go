package errdropped

import (
	"slices"
	"strings"
	"unicode"
)

func lastIsLog(name string) bool {
	w := words(name)
	return len(w) > 0 && logWord(w[len(w)-1]) && !slices.Contains(w, "audit")
}

func logWord(w string) bool {
	switch w {
	case "log", "logf", "logln", "logger", "logging", "mlog", "slog", "zlog", "xlog", "klog", "glog", "logrus", "zap":
		return true
	}
	return false
}

// words splits a Go name at capitals and underscores, in lower case.
func words(name string) []string {
	var out []string
	var cur []rune
	rs := []rune(name)
	for i, r := range rs {
		startsWord := unicode.IsUpper(r) && (i > 0 && !unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]))
		if (startsWord || r == '_') && len(cur) > 0 {
			out, cur = append(out, strings.ToLower(string(cur))), nil
		}
		if r != '_' {
			cur = append(cur, r)
		}
	}
	if len(cur) > 0 {
		out = append(out, strings.ToLower(string(cur)))
	}
	return out
}
