package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// function emits the address of a Lambda function.
func (t *template) function(r *resource) {
	switch r.typ {
	case "AWS::Lambda::Url":
		t.url(r, t.properties(r), "AuthType")
	case "AWS::Serverless::Function":
		if c := t.withGlobals(r).Get("FunctionUrlConfig"); c.Has() {
			t.url(r, c, "AuthType")
		}
	}
}

func (t *template) url(r *resource, config *iac.Node, key string) {
	auth := config.Get(key)
	if auth == nil {
		auth = iac.Hidden("no "+key+", which is required", r.at)
	}
	t.sink.URL(r.id, iac.At(r.at, r.id), auth)
}

// withGlobals lays the properties of a SAM function over those of Globals.
func (t *template) withGlobals(r *resource) *iac.Node {
	own := t.properties(r)
	if own.Kind != iac.Map || r.typ != "AWS::Serverless::Function" {
		return own
	}
	y := fields(t.globals)["Function"]
	if y == nil {
		return own
	}
	return overlay(t.resolve(y, 1), own)
}

// overlay merges two objects; the second wins.
func overlay(base, own *iac.Node) *iac.Node {
	if base.Kind != iac.Map || own.Kind != iac.Map {
		return own
	}
	out := &iac.Node{Kind: iac.Map, At: own.At}
	for _, e := range own.Entries {
		if b := base.Get(e.Key); b != nil {
			e.Node = overlay(b, e.Node)
		}
		out.Entries = append(out.Entries, e)
	}
	for _, e := range base.Entries {
		if own.Get(e.Key) == nil {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}
