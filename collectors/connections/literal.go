package connections

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor"
)

// literals finds connection strings in the literals of Go and JavaScript: a
// text in quotes that begins with the scheme of a database, a broker or a mail
// server. What only speaks of one, and a scheme alone, is none.
func literals() *regexp.Regexp {
	const scheme = `((?:postgres(?:ql)?|cockroachdb|mysql2?|mariadb|rediss?|valkeys?|mongodb|clickhouse|sqlserver|mssql|amqps?|mqtts?|ldaps?|smtps?)(?:\+[a-z0-9]+)?://`
	return regexp.MustCompile("\"" + scheme + "[^\"\\s]+)\"|'" + scheme + "[^'\\s]+)'|`" + scheme + "[^`\\s]+)`")
}

// mentions is a cheap look at a file of code.
func mentions(text string) bool { return strings.Contains(text, "://") }

// literal reads the connection strings of one line of code. A verb of a format
// hides what it stands for, as a variable in a setting does.
func (r *reader) literal(line string, n int) {
	for _, m := range r.quoted.FindAllStringSubmatchIndex(line, 20) {
		text := ""
		for g := 1; g <= 3; g++ {
			if m[2*g] >= 0 {
				text = line[m[2*g]:m[2*g+1]]
			}
		}
		at := candor.Location{Path: r.path, Line: n}
		if before, after := strings.TrimRight(line[:m[0]], " "), strings.TrimLeft(line[m[1]:], " "); strings.HasSuffix(before, "+") || strings.HasPrefix(after, "+") {
			d, ok := parseDSN(text)
			if ok {
				kind := kindDatabase
				if d.hop != "app-database" {
					kind = kindClient
				}
				r.sink.Unresolved(kind, at.String(), "the connection string is put together when the program runs", at)
			}
			continue
		}
		if d, ok := parseDSN(r.verb.ReplaceAllString(text, "$${}")); ok {
			r.connection(name(line[:m[0]]), d, n)
		}
	}
}

// name is what a literal is given to: "dsn" of `dsn := "..."` and `dsn: "..."`,
// "" where that is not a plain name.
func name(before string) string {
	before = strings.TrimRight(before, " \t:=")
	i := strings.LastIndexFunc(before, func(c rune) bool {
		return !(c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
	})
	return strings.Trim(before[i+1:], ".")
}
