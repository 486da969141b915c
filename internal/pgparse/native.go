//go:build candor_cgo && cgo

package pgparse

import (
	"errors"

	"github.com/pganalyze/pg_query_go/v6/parser"
)

// maxNative is the longest statement that the parser as compiled C is given, in
// bytes. It calls itself for each level of a tree, on a stack that it does not
// watch, and where that ends the process ends. A level takes two bytes of text at
// least, and TestNativeDeep tries what nests the most. The rest goes to the
// parser as WebAssembly, which survives it.
const maxNative = 16 << 10

// native hands the text to the parser as compiled C; ok is false for what it
// must not be given.
func native(l layout, sql string) (out []byte, ok bool, err error) {
	if longest(sql) > maxNative {
		return nil, false, nil
	}
	if l.fn == parseLayout.fn {
		out, err = parser.ParseToProtobuf(sql)
	} else {
		var s string
		s, err = parser.ParsePlPgSqlToJSON(sql)
		out = []byte(s)
	}
	var syntax *parser.Error
	if errors.As(err, &syntax) {
		return nil, true, &Error{Message: syntax.Message, Offset: offsetOfCursor(sql, syntax.Cursorpos)}
	}
	return out, true, err
}

// longest is the length of the longest statement, in bytes. Only a semicolon
// that is a token ends one.
func longest(sql string) int {
	if len(sql) <= maxNative {
		return len(sql)
	}
	most, from := 0, 0
	for lex := NewLexer(sql, 0); ; {
		t, ok := lex.Next()
		if !ok {
			return max(most, len(sql)-from)
		}
		if sql[t.Start:t.End] == ";" {
			most, from = max(most, t.Start-from), t.End
		}
	}
}
