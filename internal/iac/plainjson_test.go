package iac

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func yamlOf(text string) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

// What is read as JSON is what YAML reads.
func TestParseJSON(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true,
		" \n{\"a\": [1, -2, 3.50, 0, -0, -0.0]}\n":                     true,
		`{"a":{"b":[],"c":{},"":""},"d":"x"}`:                          true,
		`{"a": "\"\\\b\f\n\r\t\u00e9\u2028\u0000", "b\u0041": null}`:   true,
		"{\"a\": [true,\n false , null\n],\n \"<<\": {\"x\": 1}}":      true,
		`{"a": "yes", "b": "2010-09-09", "c": "1"}`:                    true,
		`{"a": "!Ref x", "b": "# no comment", "c": "a: b", "d": "&x"}`: true,
		`{"a": 1, "a": 2}`:        true, // said later
		`{"a" : 1}`:               true,
		``:                        false,
		`[1]`:                     false,
		`{"a": 1,}`:               false, // YAML's
		`{"a"}`:                   false,
		`{a: 1}`:                  false,
		`{"a": 'x'}`:              false,
		`{"a": 1e3}`:              false,
		`{"a": 012}`:              false,
		`{"a": 1234567890123456}`: false,
		`{"a": 1.}`:               false,
		`{"a": truer}`:            false,
		`{"a": 1 2}`:              false,
		`{"a": "\x41"}`:           false,
		`{"a": "\ud83d\ude00"}`:   false,
		`{"a": "é"}`:              false,
		"{\"a\": \"x\ty\"}":       false,
		"{\"a\": \"x\ny\"}":       false,
		"{\"a\"\n: 1}":            false,
		"{\"a\": 1}\r\n":          false,
		`{"a": 1} x`:              false,
		`{"a": 1} # x`:            false,
		`{"a": [`:                 false,
		`{"a": "`:                 false,
		`{"a": "\`:                false,
		`{"a": "\u00`:             false,
		`{"a": tru`:               false,
		`{"a": -`:                 false,
		`{"` + strings.Repeat("k", 1100) + `": 1}`:                                   false,
		`{"a": ` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`:         false,
		`{"a": "` + strings.Repeat("long ", 30) + `", "b": 123456789012345.0123456}`: true,
	} {
		root, ok := parseJSON([]byte(text))
		if ok != want {
			t.Errorf("%q is read: %v", text, ok)
			continue
		}
		if ok {
			if d := cmp.Diff(yamlOf(text), root); d != "" {
				t.Errorf("%q: YAML reads otherwise:\n%s", text, d)
			}
		}
	}
}

// The reader of YAML does not know this escape, which YAML has for the sake of JSON.
func TestEscapedSlash(t *testing.T) {
	root, err := ParseYAML([]byte(`{"a": "b\/c"}`))
	if err != nil || root.Content[1].Value != "b/c" {
		t.Errorf("%+v, %v", root, err)
	}
}

func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, 2.5, "x\n\u0041", true, null, {"b": {}}], "c": []}`, "{\n  \"a\": -1\n}", `{"a":"b","a":"c"}`, `{"a" : 1 , "b":[ ]}`,
		`{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": [{"Key": "k", "Value": "v"}]}}}}`, `{"a": 0.10}`, `{"a":00}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		root, ok := parseJSON([]byte(text))
		if !ok || strings.Contains(text, `\/`) {
			return
		}
		if d := cmp.Diff(yamlOf(text), root); d != "" {
			t.Errorf("%q: YAML reads otherwise:\n%s", text, d)
		}
	})
}
