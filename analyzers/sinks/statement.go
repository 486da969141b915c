package sinks

import "strings"

// stmtKind is what a statement does to the rows.
type stmtKind int

const (
	notSQL  stmtKind = iota // no statement that is known
	reads                   // select, show, set, explain, begin, rollback, ...
	writes                  // insert, update, delete, merge, truncate, copy from
	ddl                     // create, alter, drop, grant, ...
	commits                 // a commit is no write of its own; losing its error loses one
	calls                   // a function or procedure that may do anything
	unread                  // the part that tells is not constant
)

// statement is what is known of one SQL statement.
type statement struct {
	kind  stmtKind
	verb  string // "insert", "update", ... as Effect.Verb
	table string // "" when it can't be told
	what  string // "INSERT invoices"
	n     int    // the number of the statement in its text; a "with" gives several of one
}

// statements reads every statement of a text. A text that is empty or no SQL
// gives none.
func statements(text string) []statement {
	toks := sqlTokens(text)
	var out []statement
	for n := 0; len(toks) > 0; n++ {
		end, depth := len(toks), 0
		for i, t := range toks {
			switch t.sign {
			case '(':
				depth++
			case ')':
				depth--
			}
			if t.sign == ';' && depth <= 0 {
				end = i
				break
			}
		}
		for _, s := range parse(toks[:end]) {
			if s.kind != notSQL {
				s.n = n
				out = append(out, s)
			}
		}
		toks = toks[min(end+1, len(toks)):]
	}
	return out
}

// parse reads one statement; a "with" may hold several that write.
func parse(toks []tok) []statement {
	for len(toks) > 0 && toks[0].sign == '(' {
		toks = toks[1:]
	}
	if len(toks) == 0 {
		return nil
	}
	if toks[0].is("explain") {
		if len(toks) > 1 && hasWord(toks[:min(len(toks), 6)], "analyze") {
			for i := range toks {
				if toks[i].is("insert", "update", "delete", "merge") {
					return parse(toks[i:])
				}
			}
		}
		return []statement{{kind: reads, verb: "explain"}}
	}
	if !toks[0].is("with") {
		return []statement{simple(toks)}
	}
	return with(toks)
}

// with reads the statements in the parentheses of a list, and the one that the
// list is for.
func with(toks []tok) []statement {
	var out []statement
	depth := 0
	for i := 1; i < len(toks); i++ {
		t, before := toks[i], toks[i-1]
		switch {
		case t.sign == '(':
			depth++
			if before.is("as", "materialized") {
				if inner := simple(toks[i+1:]); inner.kind == writes || inner.kind == unread || inner.kind == calls {
					out = append(out, inner)
				}
			}
		case t.sign == ')':
			depth--
		case depth == 0 && before.sign == ')' && t.is("select", "values", "table", "insert", "update", "delete", "merge", "replace"):
			if s := simple(toks[i:]); s.kind != reads && s.kind != notSQL || len(out) == 0 {
				out = append(out, s)
			}
			return out
		}
	}
	if len(out) == 0 {
		// A list whose statement is built elsewhere.
		return []statement{{kind: unread}}
	}
	return out
}

// simple reads a statement by its first word. Each wants the word that makes
// it one, so that "update deals" as the name of a query is none.
func simple(toks []tok) statement {
	if len(toks) == 0 {
		return statement{}
	}
	first, rest := toks[0], toks[1:]
	if first.sign == 'h' && !first.open {
		return statement{kind: unread}
	}
	if len(rest) > 0 && rest[0].is("as") {
		return statement{}
	}
	open := hasHole(rest)
	switch first.word {
	case "insert", "replace", "upsert":
		if i := indexWord(rest, "into"); i >= 0 {
			verb := first.word
			if c := indexWord(rest, "conflict"); c >= 0 && indexWord(rest[c:], "update") >= 0 || indexWord(rest, "duplicate") >= 0 {
				verb = "upsert" // ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE: a row that is there may be changed
			}
			out := write(verb, skip(rest[i+1:], "table"))
			out.what = label(strings.ToUpper(first.word), out.table)
			return out
		}
		if i := indexWord(rest, "overwrite"); i >= 0 || open {
			return write(first.word, nil)
		}
	case "update":
		if hasWord(rest, "set") || open {
			return write("update", skip(rest, "only", "or", "replace", "rollback", "abort", "fail", "ignore", "low_priority"))
		}
	case "delete":
		if i := indexWord(rest, "from"); i >= 0 {
			return write("delete", skip(rest[i+1:], "only"))
		}
		if open {
			return write("delete", nil)
		}
	case "merge":
		if hasWord(rest, "using") || open {
			return write("upsert", skip(rest, "into"))
		}
	case "truncate":
		return write("truncate", skip(rest, "table", "only"))
	case "copy":
		if len(rest) > 0 && rest[0].sign == '(' || indexWord(rest, "from") < 0 && hasWord(rest, "to") {
			return statement{kind: reads, verb: "copy"}
		}
		if hasWord(rest, "from") {
			return write("copy", rest)
		}
	case "load":
		if i := indexWord(rest, "table"); i >= 0 && hasWord(rest, "into") {
			return write("copy", rest[i+1:])
		}
	case "commit", "end":
		return statement{kind: commits, verb: "commit", what: "COMMIT"}
	case "create", "alter", "drop", "grant", "revoke", "comment", "refresh", "reindex", "rename", "import", "reassign", "cluster":
		return define(first.word, rest)
	case "do":
		return statement{kind: calls, verb: "call", what: "DO"}
	case "call", "exec", "execute":
		if len(rest) > 0 {
			name, _ := tableName(rest)
			return statement{kind: calls, verb: "call", table: name, what: label("CALL", name)}
		}
	case "notify":
		return statement{kind: calls, verb: "send", what: "NOTIFY"}
	case "select", "values", "table":
		return selects(first.word, rest)
	case "show", "describe", "desc", "pragma", "use", "set", "reset", "begin", "start", "rollback", "abort", "savepoint",
		"release", "lock", "unlock", "analyze", "vacuum", "listen", "unlisten", "discard", "fetch", "close", "declare",
		"checkpoint", "deallocate", "optimize", "attach", "detach", "kill", "prepare":
		return statement{kind: reads, verb: first.word}
	}
	return statement{}
}

func write(verb string, rest []tok) statement {
	name, _ := tableName(rest)
	s := statement{kind: writes, verb: verb, table: name, what: label(strings.ToUpper(verb), name)}
	if verb == "replace" {
		s.verb = "upsert"
	}
	if verb == "copy" {
		s.verb = "insert"
	}
	return s
}

// define reads a statement that changes the shape of the database.
func define(verb string, rest []tok) statement {
	out := statement{kind: ddl, verb: "ddl"}
	object := ""
	for i, t := range rest {
		switch {
		case t.is("or", "replace", "temp", "temporary", "unlogged", "global", "local", "unique", "materialized", "virtual", "concurrently", "if", "not", "exists", "recursive", "external", "foreign", "constraint", "only"):
			continue
		case object == "" && t.is("table", "index", "view", "schema", "database", "extension", "type", "function", "procedure", "trigger",
			"sequence", "role", "user", "policy", "aggregate", "domain", "column", "owned", "publication", "subscription", "server", "event",
			"keyspace", "default", "rule", "collation", "cast", "operator", "statistics", "system", "group", "language", "stream", "dictionary"):
			object = t.word
			continue
		case object == "" && verb != "grant" && verb != "revoke" && verb != "comment" && t.sign != 'h':
			return statement{} // "create deals" as the name of a query
		}
		name := ""
		if object == "table" || object == "view" {
			name, _ = tableName(rest[i:])
		}
		out.table = name
		out.what = label(strings.TrimSpace(strings.ToUpper(verb+" "+object)), name)
		return out
	}
	if object == "" {
		return statement{}
	}
	out.what = strings.ToUpper(verb + " " + object)
	return out
}

// tableName reads "name", "schema.name" or a part of a name beside a hole, and
// says how many tokens it takes. The schemas that are searched by default are
// left out, so that one table has one name.
func tableName(toks []tok) (string, int) {
	var parts []string
	n := 0
	for n < len(toks) {
		t := toks[n]
		if t.name == "" && t.sign != 'h' {
			break
		}
		name := t.name
		if t.open {
			name = strings.Trim(strings.ReplaceAll(name, hole, ""), "_")
		}
		parts = append(parts, name)
		n++
		if n >= len(toks) || toks[n].sign != '.' {
			break
		}
		n++
	}
	if len(parts) == 0 {
		return "", n
	}
	last := parts[len(parts)-1]
	if last == "" {
		return "", n
	}
	if len(parts) > 1 {
		switch schema := parts[len(parts)-2]; schema {
		case "", "public", "dbo", "main":
		default:
			return schema + "." + last, n
		}
	}
	return last, n
}

func label(verb, table string) string {
	if table == "" {
		return verb
	}
	return verb + " " + table
}

func skip(toks []tok, words ...string) []tok {
	for len(toks) > 0 && toks[0].is(words...) {
		toks = toks[1:]
	}
	return toks
}

func indexWord(toks []tok, w string) int {
	for i, t := range toks {
		if t.word == w {
			return i
		}
	}
	return -1
}

func hasWord(toks []tok, w string) bool { return indexWord(toks, w) >= 0 }

func hasHole(toks []tok) bool {
	for _, t := range toks {
		if t.sign == 'h' || t.open {
			return true
		}
	}
	return false
}
