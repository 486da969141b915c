package tree

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// tree turns a node into what encoding/json gives.
func (n *Node) tree() any {
	switch n.Kind {
	case Bool:
		return n.Str == "true"
	case Number:
		f, _ := strconv.ParseFloat(n.Str, 64)
		return f
	case Text:
		return n.Str
	case List:
		out := []any{}
		for i := range n.Members {
			out = append(out, n.Members[i].Val.tree())
		}
		return out
	case Object:
		out := map[string]any{}
		for i := range n.Members {
			out[n.Members[i].Key] = n.Members[i].Val.tree()
		}
		return out
	}
	return nil
}

func TestParseJSON(t *testing.T) {
	for _, s := range []string{
		`{}`, `[]`, ` {"a": [1, -2.5e3, true, false, null, "x"]} `, `"\u00e9\ud83d\ude00\n\"\\\/"`, `{"a": 1, "a": 2}`, `""`, `"\ud800"`,
	} {
		n, jerr := ParseJSON([]byte(s))
		var want any
		if err := json.Unmarshal([]byte(s), &want); err != nil || jerr != nil {
			t.Errorf("%s: %v, %v", s, jerr, err)
			continue
		}
		if got := n.tree(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", s, got, want)
		}
	}
}

func TestBrokenJSON(t *testing.T) {
	for s, line := range map[string]int{
		"": 1, "{": 1, "{\n\"a\": 1,\n}": 3, "{\n\"a\" 1}": 2, "[1\n2]": 2, "{}\n{}": 2, "\"a\nb\"": 1, "tru": 1, "-": 1,
		"{\n<<<<<<< ours\n}": 2, "\"\\x\"": 1, "{\"a\":\n}": 2, "{\"a\": 1": 1, "[1,]": 1, "1.": 1, "01": 1, "1e": 1, "[1-2]": 1, "\"\\u12\"": 1,
		strings.Repeat("[", 300): 1,
	} {
		_, err := ParseJSON([]byte(s))
		if err == nil {
			t.Errorf("%q was taken for JSON", s)
			continue
		}
		if at := NewLines("x", []byte(s)).At(err.Off); at.Line != line {
			t.Errorf("%q: %s at %v, want line %d", s, err.Msg, at, line)
		}
	}
}

func TestPositions(t *testing.T) {
	l := NewLines("p", []byte("aé\n\nüb"))
	for off, want := range map[int32]string{0: "p:1:1", 1: "p:1:2", 3: "p:1:3", 4: "p:2:1", 5: "p:3:1", 7: "p:3:2", 8: "p:3:3", 99: "p:3:3"} {
		if got := l.At(off).String(); got != want {
			t.Errorf("offset %d: got %s, want %s", off, got, want)
		}
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a": [1, true, null, "\u00e9"]}`, `{`, `"\ud83d\ude00"`, `[-1.5e+3]`, "{\"a\":1,\"a\":2}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, jerr := ParseJSON([]byte(s))
		var want any
		if err := json.Unmarshal([]byte(s), &want); err != nil {
			if jerr == nil && !json.Valid([]byte(s)) {
				t.Errorf("%q is accepted: %v", s, err)
			}
			return
		}
		if jerr != nil {
			if !strings.Contains(jerr.Msg, "more than") {
				t.Errorf("%q: %s", s, jerr.Msg)
			}
			return
		}
		if strings.ToValidUTF8(s, "") == s && !reflect.DeepEqual(n.tree(), want) {
			t.Errorf("%q: got %v, want %v", s, n.tree(), want)
		}
	})
}
