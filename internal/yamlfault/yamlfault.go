// Package yamlfault says where a YAML file breaks: the parser names the line
// where the enclosing block begins, which may be far above.
package yamlfault

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Find returns the message of a syntax error without its line, and the line
// (1-based) at which the file stops being YAML. err is what the parser said.
func Find(src []byte, err error) (msg string, line int) {
	msg, line = take(err)
	if at := failsAt(src); at > 0 {
		line = at
	}
	return msg, line
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// take takes the parser's message and line apart.
func take(err error) (msg string, line int) {
	msg = err.Error()
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1]) // no line: zero
		msg = msg[len(m[0]):]
	}
	return msg, max(line, 1)
}

// failsAt returns the line at which the YAML breaks: the one after the longest
// run of lines that can be read. The parser itself names the line where the
// enclosing block begins, which may be far above. 0 when the file is too large
// for the search.
func failsAt(src []byte) int {
	const largest, ahead = 64 << 10, 40
	if len(src) > largest {
		return 0
	}
	ends := lineEnds(src)
	reads := func(lines int) bool {
		if lines == 0 {
			return true
		}
		return parses(src[:ends[lines-1]])
	}
	lo := 0
	for range 4 {
		hi := len(ends)
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; reads(mid) {
				lo = mid
			} else {
				hi = mid
			}
		}
		// A text over several lines breaks when it is cut in its middle, so the
		// place found may be no fault: look whether more lines make it whole.
		further := 0
		for n := lo + 2; n <= min(lo+ahead, len(ends)); n++ {
			if reads(n) {
				further = n
			}
		}
		if further == 0 {
			break
		}
		lo = further
	}
	return min(lo+1, len(ends))
}

// parses reports whether the text holds one document, or none.
func parses(src []byte) bool {
	d := yaml.NewDecoder(bytes.NewReader(src))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err != nil {
		return errors.Is(err, io.EOF)
	}
	return errors.Is(d.Decode(&second), io.EOF)
}

func lineEnds(src []byte) []int {
	var ends []int
	for i, b := range src {
		if b == '\n' {
			ends = append(ends, i+1)
		}
	}
	if n := len(src); n > 0 && (len(ends) == 0 || ends[len(ends)-1] < n) {
		ends = append(ends, n)
	}
	return ends
}
