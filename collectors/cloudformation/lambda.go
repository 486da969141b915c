package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// function emits the address of a Lambda function.
func (t *template) function(r *resource) {
	switch r.typ {
	case "AWS::Lambda::Url":
		t.url(r, t.properties(r), "AuthType")
	case "AWS::Serverless::Function":
		if c := t.properties(r).Get("FunctionUrlConfig"); c.Has() {
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
