package tree

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote resolves the escapes of a JSON string. Half a surrogate pair becomes
// the replacement character.
func unquote(b []byte) (string, bool) {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		if i++; i >= len(b) {
			return "", false
		}
		switch b[i] {
		case '"', '\\', '/':
			out = append(out, b[i])
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, ok := hex4(b[i+1:])
			if !ok {
				return "", false
			}
			i += 4
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), false
				if i+2 < len(b) && b[i+1] == '\\' && b[i+2] == 'u' {
					low, ok = hex4(b[i+3:])
				}
				if r = utf16.DecodeRune(r, low); ok && r != utf8.RuneError {
					i += 6
				}
			}
			out = utf8.AppendRune(out, r)
		default:
			return "", false
		}
	}
	return string(out), true
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[:4]), 16, 32)
	return rune(n), err == nil
}

// text reads a string; the reader stands on its opening quote.
func (r *reader) text() (string, *Fault) {
	start := r.i
	r.i++
	for r.i < len(r.src) {
		switch c := r.src[r.i]; {
		case c == '"':
			r.i++
			return r.texts.cut(r.src, start+1, r.i-1), nil
		case c == '\\':
			return r.escaped(start)
		case c < 0x20:
			return "", r.fail("a control character inside a string")
		}
		r.i++
	}
	return "", r.fail("")
}

// escaped reads a string that holds escapes, from its start.
func (r *reader) escaped(start int) (string, *Fault) {
	for r.i = start + 1; r.i < len(r.src); r.i++ {
		switch c := r.src[r.i]; {
		case c == '\\':
			r.i++
		case c < 0x20:
			return "", r.fail("a control character inside a string")
		case c == '"':
			r.i++
			s, ok := unquote(r.src[start+1 : r.i-1])
			if !ok {
				r.i = start
				return "", r.fail("a broken escape in a string")
			}
			return s, nil
		}
	}
	return "", r.fail("")
}
