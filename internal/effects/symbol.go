package effects

import "strings"

// Package is the import path of a symbol.
func (s Symbol) Package() string {
	pkg, _ := s.cut()
	return pkg
}

// Outer is the declared function that a function literal stands in; of another
// function itself.
func (s Symbol) Outer() Symbol {
	_, name := s.cut()
	if i := strings.IndexByte(name, '$'); i >= 0 {
		return s[:len(s)-len(name)+i]
	}
	return s
}

func (s Symbol) literal() bool { return s.Outer() != s }

// cut parts the import path from what stands in the package.
func (s Symbol) cut() (pkg, name string) {
	t := string(s)
	slash := strings.LastIndexByte(t, '/') + 1
	if i := strings.Index(t[slash:], ".("); i >= 0 {
		return t[:slash+i], t[slash+i+1:]
	}
	if i := strings.LastIndexByte(t[slash:], '.'); i >= 0 {
		return t[:slash+i], t[slash+i+1:]
	}
	if i := strings.LastIndexByte(t, '#'); i >= 0 {
		return t[:i], t[i+1:]
	}
	return "", t
}

// Short is a symbol without the folders of its package:
// "store.(*Store).InsertMember".
func Short(s Symbol) string {
	pkg, name := s.cut()
	if pkg == "" {
		return name
	}
	parts := strings.Split(pkg, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && majorVersion(last) {
		last = parts[len(parts)-2]
	}
	return last + "." + name
}

func majorVersion(s string) bool {
	if len(s) < 2 || s[0] != 'v' {
		return false
	}
	return strings.Trim(s[1:], "0123456789") == ""
}

// method is the last name of a symbol: "Write" of "io.(Writer).Write".
func (s Symbol) method() string {
	t := string(s)
	return t[strings.LastIndexAny(t, ".#")+1:]
}

// receiver is the type of a method, with its package; "" of a function.
func (s Symbol) receiver() string {
	_, name := s.cut()
	if !strings.HasPrefix(name, "(") {
		return ""
	}
	i := strings.IndexByte(name, ')')
	if i < 0 {
		return ""
	}
	return string(s[:len(s)-len(name)+i])
}

// parameterOf is the function whose parameter a dynamic call calls, by the
// name that the front end gives it: "param 2 of import/path.F".
func parameterOf(callee Symbol) (Symbol, bool) {
	rest, ok := strings.CutPrefix(string(callee), "param ")
	if !ok {
		return "", false
	}
	_, f, ok := strings.Cut(rest, " of ")
	return Symbol(f), ok
}

// words are the parts of a name, in lower case: "auditLogs_v2" gives audit,
// logs, v2.
func words(s string) []string {
	var out []string
	var cur []byte
	flush := func() {
		if len(cur) > 0 {
			out = append(out, strings.ToLower(string(cur)))
			cur = cur[:0]
		}
	}
	upper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80:
			cur = append(cur, c)
		case upper(c):
			// A new word begins at a capital after a small letter, and at the
			// last capital of a row of them: "HTTPServer".
			if n := len(cur); n > 0 && (!upper(cur[n-1]) || i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z') {
				flush()
			}
			cur = append(cur, c)
		default:
			flush()
		}
	}
	flush()
	return out
}
