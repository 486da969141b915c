// Package term decides what a terminal can show, measures text in its cells
// and cleans what was scanned. It writes only to writers that it is given.
package term

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// Mode is what the user asks of colour.
type Mode int

// The modes of --color.
const (
	Auto Mode = iota
	Always
	Never
)

// ParseMode reads "auto", "always" or "never".
func ParseMode(s string) (Mode, error) {
	switch s {
	case "auto", "":
		return Auto, nil
	case "always":
		return Always, nil
	case "never":
		return Never, nil
	}
	return Auto, fmt.Errorf("unknown colour mode %q: want auto, always or never", s)
}

// Env is everything that the decision rests on.
type Env struct {
	Color      Mode
	Getenv     func(string) string // nil: an empty environment
	IsTerminal bool
	Width      int // in cells, as the terminal says; 0 when unknown
}

// Terminal says what may be written to an output.
type Terminal struct {
	IsTerminal bool
	Color      bool
	Links      bool // OSC 8 hyperlinks
	Width      int  // in cells; 0 when unknown
}

// Detect looks at an output. A writer that is no file is no terminal.
func Detect(w io.Writer, c Mode, getenv func(string) string) Terminal {
	e := Env{Color: c, Getenv: getenv}
	if f, ok := w.(*os.File); ok && f != nil {
		fd := int(f.Fd())
		if e.IsTerminal = term.IsTerminal(fd); e.IsTerminal {
			if cols, _, err := term.GetSize(fd); err == nil {
				e.Width = cols
			}
		}
	}
	return Decide(e)
}

// Decide applies the flag, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, then
// TERM, then whether the output is a terminal at all.
func Decide(e Env) Terminal {
	get := e.Getenv
	if get == nil {
		get = func(string) string { return "" }
	}
	t := Terminal{IsTerminal: e.IsTerminal, Width: e.Width}
	if t.Width <= 0 {
		t.Width = 0
		if n, err := strconv.Atoi(get("COLUMNS")); err == nil && n > 0 {
			t.Width = n
		}
	}
	t.Color = color(e.Color, e.IsTerminal, get)
	t.Links = t.Color && e.IsTerminal && get("CI") == "" && showsLinks(get)
	return t
}

func color(c Mode, isTerminal bool, get func(string) string) bool {
	switch {
	case c == Always:
		return true
	case c == Never:
		return false
	case get("NO_COLOR") != "":
		return false
	case forced(get("FORCE_COLOR")), forced(get("CLICOLOR_FORCE")):
		return true
	case get("FORCE_COLOR") == "0", get("CLICOLOR") == "0", get("TERM") == "dumb":
		return false
	}
	return isTerminal
}

func forced(v string) bool { return v != "" && v != "0" && v != "false" }

// showsLinks knows the terminals that show OSC 8 links; others may print the
// escape as text, so the answer for an unknown one is no.
func showsLinks(get func(string) string) bool {
	switch get("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper":
		return true
	}
	if vte, err := strconv.Atoi(get("VTE_VERSION")); err == nil && vte >= 5000 {
		return true
	}
	kind := get("TERM")
	return get("WT_SESSION") != "" || get("KITTY_WINDOW_ID") != "" ||
		kind == "alacritty" || strings.HasPrefix(kind, "foot")
}
