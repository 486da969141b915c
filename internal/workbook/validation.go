package workbook

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// maxList is how many values a list of answers may have.
const maxList = 2000

// validation is one rule on what cells may hold.
type validation struct {
	over    []Range
	kind    string // "list", "textLength", "whole", "custom", ...
	op      string
	formula string
	unread  bool // it says where it holds in a way that could not be read
}

func newValidation(e *element) validation {
	v := validation{kind: e.attr("type"), op: e.attr("operator")}
	v.add(e.attr("sqref"))
	return v
}

func (v *validation) add(ranges string) {
	rs, ok := parseRanges(ranges)
	v.over = append(v.over, rs...)
	v.unread = v.unread || !ok
}

// List returns the values that a cell offers. known is false where there is a
// list and it could not be read; why says so.
func (s *Sheet) List(r Ref) (values []string, found, known bool, why string) {
	if s.Load() != nil {
		return nil, false, true, ""
	}
	for _, v := range s.validations {
		if v.kind == "list" && anyHas(v.over, r) {
			values, why = s.resolve(v.formula, 0)
			return values, true, why == "", why
		}
	}
	return nil, false, true, ""
}

// resolve reads the source of a list: literal values, a range, a defined name.
func (s *Sheet) resolve(formula string, depth int) (values []string, why string) {
	unread := fmt.Sprintf("its list of values is %q, which can't be read without Excel", formula)
	formula = strings.TrimPrefix(formula, "=")
	if len(formula) >= 2 && formula[0] == '"' && formula[len(formula)-1] == '"' {
		// A literal doubles its quotes; commas part the values and can't be in them.
		text := strings.ReplaceAll(formula[1:len(formula)-1], `""`, `"`)
		for v := range strings.SplitSeq(text, ",") {
			values = append(values, strings.TrimSpace(v))
		}
		return values, ""
	}
	sheet := s
	area := formula
	if i := strings.LastIndexByte(formula, '!'); i >= 0 {
		name := strings.ReplaceAll(strings.Trim(formula[:i], "'"), "''", "'")
		if sheet = s.book.Sheet(name); sheet == nil || sheet.Load() != nil {
			return nil, unread
		}
		area = formula[i+1:]
	}
	rg, err := ParseRange(area)
	if err != nil {
		if to, ok := s.book.names[strings.ToLower(formula)]; ok && depth < 4 {
			return s.resolve(to, depth+1)
		}
		return nil, unread
	}
	to := Ref{min(rg.To.Col, sheet.last.Col), min(rg.To.Row, sheet.last.Row)}
	for y := rg.From.Row; y <= to.Row; y++ {
		for x := rg.From.Col; x <= to.Col; x++ {
			if t := sheet.Text(x, y); t != "" {
				values = append(values, t)
			}
			if len(values) > maxList {
				return nil, fmt.Sprintf("its list %s has more than %d values", formula, maxList)
			}
		}
	}
	if len(values) == 0 {
		return nil, fmt.Sprintf("its list of values, %s, is empty", formula)
	}
	return values, ""
}

// refuses says why the sheet's rules on values do not let the cell hold the text.
func (s *Sheet) refuses(r Ref, text string) string {
	for _, v := range s.validations {
		if !anyHas(v.over, r) {
			continue
		}
		switch v.kind {
		case "", "none":
		case "list":
			values, why := s.resolve(v.formula, 0)
			if why != "" {
				return why
			}
			if !slices.Contains(values, text) {
				return fmt.Sprintf("%q is none of its values: %s", short(text), quoted(values))
			}
		case "textLength":
			if why := v.length(text); why != "" {
				return why
			}
		default:
			return fmt.Sprintf("the sheet allows only values of kind %q there", v.kind)
		}
	}
	return ""
}

// length judges a limit on the length of a text. The limits that a
// questionnaire sets are upper ones; every other kind is left to a person.
func (v *validation) length(text string) string {
	n := len(utf16.Encode([]rune(text)))
	most, err := strconv.Atoi(strings.TrimPrefix(v.formula, "="))
	switch {
	case err == nil && v.op == "lessThanOrEqual":
	case err == nil && v.op == "lessThan":
		most--
	default:
		return "the sheet limits the length of its text in a way that can't be read without Excel"
	}
	if n > most {
		return fmt.Sprintf("the text has %d characters, and the sheet allows %d there", n, most)
	}
	return ""
}

// quoted lists values for a message, the first eight of them.
func quoted(values []string) string {
	const most = 8
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(values[:min(most, len(values))]); err != nil {
		return strconv.Itoa(len(values)) + " values"
	}
	w.Flush()
	out := strings.TrimSpace(b.String())
	if len(values) > most {
		out += fmt.Sprintf(" and %d more", len(values)-most)
	}
	return out
}

// short cuts a text for a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
