package candor_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestVal: what rules and readers of JSON see of a value.
func TestVal(t *testing.T) {
	at := candor.Pos{Line: 3, Col: 5}
	byDefault := candor.Known("a", "default", at)
	byDefault.Why, byDefault.More = "default of Name", &candor.More{Others: []any{"b"}, Placed: true}
	hole := candor.Pattern("a/*", "Name is given at deployment", candor.Pos{Line: 3, EndLine: 4, EndCol: 2})
	hole.More = &candor.More{Raw: "a/${Name}", Type: "AWS", Path: "other.yaml"}
	for _, c := range []struct {
		v    *candor.Val
		want string
	}{
		{candor.Known(false, "literal", at), `{"at":{"col":5,"line":3},"from":"literal","k":"known","v":false}`},
		{candor.Known(nil, "platform", candor.Pos{}), `{"at":{"line":0},"from":"platform","k":"known","v":null}`},
		{byDefault, `{"at":{"col":5,"line":3},"from":"default","k":"known","others":["b"],"v":"a","why":"default of Name","within":"place"}`},
		{hole, `{"at":{"end_col":2,"end_line":4,"line":3,"path":"other.yaml"},"k":"pattern","raw":"a/${Name}","type":"AWS","v":"a/*","why":"Name is given at deployment"}`},
		{candor.UnknownValue("", at), `{"at":{"col":5,"line":3},"k":"unknown","why":""}`},
	} {
		b, err := json.Marshal(map[string]any{"x": []any{c.v}})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(b); got != `{"x":[`+c.want+`]}` {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		plain, err := json.Marshal(candor.Plain([]any{c.v}))
		if err != nil {
			t.Fatal(err)
		}
		if string(plain) != "["+c.want+"]" {
			t.Errorf("plain: %s", plain)
		}
	}
}

// TestValTexts: whoever masks credentials meets every text of a value.
func TestValTexts(t *testing.T) {
	v := candor.Pattern("CANARY/*", "CANARY", candor.Pos{})
	v.From = "literal"
	v.More = &candor.More{Raw: "CANARY/${x}", Type: "CANARY", Path: "CANARY.yaml", Others: []any{"CANARY", 3}}
	v.Texts(func(s string) string { return strings.ReplaceAll(s, "CANARY", "(redacted)") })
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "CANARY") {
		t.Errorf("left: %s", b)
	}
}

func TestValSameAs(t *testing.T) {
	a, b := candor.Known("x", "default", candor.Pos{Line: 1}), candor.Known("x", "literal", candor.Pos{Line: 2})
	a.Why, b.More = "default of variable v", &candor.More{Path: "other.tf"}
	if !a.SameAs(b) || a.Equal(b) {
		t.Error("one value at two places")
	}
	for _, c := range []*candor.Val{candor.Known("y", "literal", candor.Pos{}), candor.Pattern("x", "", candor.Pos{}), candor.UnknownValue("", candor.Pos{})} {
		if a.SameAs(c) || c.SameAs(a) {
			t.Errorf("%v", c.Tree())
		}
	}
}
