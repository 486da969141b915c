package term

import "strings"

// Code is one attribute of text, as the terminal numbers it.
type Code string

// The attributes in use: the 16 colours that every theme defines.
const (
	Bold    Code = "1"
	Dim     Code = "2"
	Red     Code = "31"
	Green   Code = "32"
	Yellow  Code = "33"
	Blue    Code = "34"
	Magenta Code = "35"
	Cyan    Code = "36"
)

// Style writes attributes, or nothing where colour is off.
type Style struct{ Color, Links bool }

// Paint gives the text the attributes. The text must be clean.
func (s Style) Paint(text string, codes ...Code) string {
	if !s.Color || text == "" || len(codes) == 0 {
		return text
	}
	parts := make([]string, len(codes))
	for i, c := range codes {
		parts[i] = string(c)
	}
	return "\x1b[" + strings.Join(parts, ";") + "m" + text + "\x1b[0m"
}

// Link makes the text a hyperlink where the terminal shows them. An address
// with a control character in it is not linked.
func (s Style) Link(text, address string) string {
	if !s.Links || address == "" || strings.ContainsFunc(address, func(r rune) bool { return r < 0x20 || r >= 0x7f }) {
		return text
	}
	return "\x1b]8;;" + address + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}
