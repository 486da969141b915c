package sql

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/pgparse"
)

var (
	dynamicDo = regexp.MustCompile(`\bdo\s+(language\s+\w+\s+)?(\$|')`)
	// What the tools write above the part that does a migration and above the part
	// that undoes it: goose, sql-migrate, dbmate, node-pg-migrate, Play, MyBatis, tern.
	marker = regexp.MustCompile(`(?i)^\s*(?:--|#)[-\s/]*(?:(\+goose|\+migrate|migrate:)\s*(up|down)\b|(up|down)\s+migration\b|!(up|down)s\b|@(un)do\b|create above / drop below)`)
	// A line like this may stand above such a part, or be a remark.
	hint = regexp.MustCompile(`(?i)^\s*--[-\s]*(?:down|undo|rollback|revert)\s*:?[-\s]*$`)
)

// mayHoldTables is a cheap look at the bytes of a file: false when no statement
// in it can be about tables or policies, as in a file of queries.
func mayHoldTables(text []byte) bool {
	low := bytes.ToLower(text)
	for _, word := range []string{"table", "policy", "schema", "drop", "level security", "search_path"} {
		if bytes.Contains(low, []byte(word)) {
			return true
		}
	}
	into := bytes.Count(low, []byte("into")) - bytes.Count(low, []byte("insert into")) - bytes.Count(low, []byte("merge into"))
	return into > 0 || dynamicDo.Match(low)
}

// forward blanks the part of a file that undoes the migration, and names the
// tool whose marks are in it ("" for none). hinted is the line from which a part
// may undo the migration by a mark that no known tool writes, 0 for none.
func forward(text string) (up, tool string, hinted int) {
	down := false
	var spans []pgparse.Span
	at, n := 0, 0
	for line := range strings.Lines(text) {
		n++
		if m := markOf(line); m != nil {
			down = isDown(m)
			switch strings.ToLower(m[1]) {
			case "+goose":
				tool = goose
			case "migrate:":
				tool = dbmate
			}
		} else if hinted == 0 && !down && hint.MatchString(line) {
			hinted = n
		}
		if down {
			spans = append(spans, pgparse.Span{Start: at, End: at + len(line)})
		}
		at += len(line)
	}
	if len(spans) == 0 {
		return text, tool, hinted
	}
	return pgparse.Blank(text, spans...), tool, hinted
}

func markOf(line string) []string {
	if t := strings.TrimLeft(line, " \t"); !strings.HasPrefix(t, "--") && !strings.HasPrefix(t, "#") {
		return nil
	}
	return marker.FindStringSubmatch(line)
}

// isDown reports whether what follows a mark undoes the migration.
func isDown(m []string) bool {
	for _, word := range m[2:5] {
		switch strings.ToLower(word) {
		case "up":
			return false
		case "down":
			return true
		}
	}
	return true // @undo, and what tern writes
}
