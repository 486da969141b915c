package vendors

import "strings"

// cStyle is a line without its // and /* */ comments. in says that a comment
// was open before it, and comes back for the next line.
func cStyle(line string, in, hash bool) (string, bool) {
	if in {
		_, rest, ends := strings.Cut(line, "*/")
		if !ends {
			return "", true
		}
		line = rest
	}
	trim := strings.TrimSpace(line)
	if strings.HasPrefix(trim, "//") || hash && strings.HasPrefix(trim, "#") {
		return "", false
	}
	if i := strings.Index(line, "/*"); i >= 0 && strings.Count(line[:i], `"`)%2 == 0 && strings.Count(line[:i], "'")%2 == 0 && strings.Count(line[:i], "`")%2 == 0 {
		rest, open := cStyle(line[i+2:], true, false)
		return line[:i] + " " + rest, open
	}
	if i := strings.Index(line, " //"); i >= 0 {
		line = line[:i]
	}
	return line, false
}

// hashStyle is a line of a file whose comments begin with #.
func hashStyle(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return ""
	}
	if i := strings.Index(line, " #"); i >= 0 {
		line = line[:i]
	}
	return line
}

// pyStyle is a line of Python without comments and texts of several lines. in
// is the quotes of the text that was open before it, or "".
func pyStyle(line, in string) (string, string) {
	if in != "" {
		_, rest, ends := strings.Cut(line, in)
		if !ends {
			return "", in
		}
		return pyStyle(rest, "")
	}
	line = hashStyle(line)
	for _, q := range []string{`"""`, "'''"} {
		if before, rest, ok := strings.Cut(line, q); ok {
			if _, after, closed := strings.Cut(rest, q); closed {
				return before + after, ""
			}
			return before, q
		}
	}
	return line, ""
}

// htmlStyle is a line of HTML without comments.
func htmlStyle(line string, in bool) (string, bool) {
	if in {
		_, rest, ends := strings.Cut(line, "-->")
		if !ends {
			return "", true
		}
		line = rest
	}
	before, rest, ok := strings.Cut(line, "<!--")
	if !ok {
		return line, false
	}
	after, open := htmlStyle(rest, true)
	return before + after, open
}
