package suppress

import (
	"bytes"
	"go/scanner"
	"go/token"
	"path"
	"strings"
	"unicode/utf8"
)

// comment is one comment without its signs.
type comment struct {
	text string
	off  int // where it begins, in bytes
	line int // the same, 1-based
	end  int // its last line
}

// col returns the column of the comment in code points; 0 when the line is so
// long that a machine wrote it.
func (c comment) col(src []byte) int {
	const longest = 10_000
	head := src[max(0, c.off-longest):c.off]
	i := bytes.LastIndexByte(head, '\n')
	if i < 0 && len(head) == longest {
		return 0
	}
	return utf8.RuneCount(head[i+1:]) + 1
}

// lexer finds the comments of a file and the lines that hold code. It is never
// wrong about a comment that is one; a text that only looks like a comment may
// be taken for one where the language is read roughly.
type lexer func(src []byte) ([]comment, map[int]bool)

// lexerFor returns the lexer for a file of that name, or nil when its language
// is not read or has no comments.
func lexerFor(p string) lexer {
	base := path.Base(p)
	if base == "Dockerfile" || base == "Containerfile" || strings.HasPrefix(base, "Dockerfile.") {
		return rough(syntax{hash: true, hashNeedsSpace: true})
	}
	switch strings.ToLower(path.Ext(base)) {
	case ".go":
		return goLexer
	case ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs":
		return rough(syntax{slashes: true, block: true, quotes: `"'`, template: true, regex: true})
	case ".tf", ".hcl", ".tofu":
		return rough(syntax{hash: true, slashes: true, block: true, quotes: `"`, heredoc: true})
	case ".dockerfile":
		return rough(syntax{hash: true, hashNeedsSpace: true})
	case ".yaml", ".yml":
		return rough(syntax{hash: true, hashNeedsSpace: true, quotes: `"'`, quotesNeedSpace: true, rawSingle: true})
	case ".sh", ".bash":
		return rough(syntax{hash: true, hashNeedsSpace: true, quotes: `"'`, multiline: true, rawSingle: true, heredoc: true})
	case ".py":
		return rough(syntax{hash: true, quotes: `"'`, triple: true})
	case ".toml":
		return rough(syntax{hash: true, quotes: `"'`, triple: true, rawSingle: true})
	case ".sql":
		return rough(syntax{dashes: true, block: true, nested: true, quotes: `'"`, multiline: true, doubled: true, dollar: true})
	}
	return nil
}

// goLexer reads Go with its own scanner.
func goLexer(src []byte) ([]comment, map[int]bool) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, scanner.ScanComments) // errors of the code are not ours
	var out []comment
	code := make(map[int]bool)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out, code
		}
		if tok == token.SEMICOLON && lit != ";" {
			continue // put in by the scanner
		}
		// A //line comment must not move what we say about this very file.
		line := file.PositionFor(pos, false).Line
		end := line + strings.Count(lit, "\n")
		if tok != token.COMMENT {
			for l := line; l <= end; l++ {
				code[l] = true
			}
			continue
		}
		text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(lit, "//"), "/*"), "*/")
		out = append(out, comment{text: text, off: file.Offset(pos), line: line, end: end})
	}
}

// Reads reports whether comments are looked for in a file of that name.
func Reads(path string) bool { return lexerFor(path) != nil }

// Sign returns what begins a comment up to the end of the line in a file of that
// name, "" where comments are not looked for.
func Sign(p string) string {
	switch {
	case !Reads(p):
		return ""
	case strings.EqualFold(path.Ext(p), ".sql"):
		return "--"
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".go", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs":
		return "//"
	}
	return "#"
}
