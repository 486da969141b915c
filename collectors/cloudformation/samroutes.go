package cloudformation

import (
	"github.com/candor-dev/candor/internal/iac"
)

// samRoutes emits whether the routes that SAM makes for the events of a function
// ask who the caller is: by the event, else by its interface, else by Globals.
func (t *template) samRoutes(r *resource, p *iac.Node) {
	events := p.Get("Events")
	if !events.Has() || events.Kind != iac.Map {
		return
	}
	for _, e := range events.Entries {
		typ, _ := e.Node.Get("Type").Str()
		section, ref := "", ""
		switch typ {
		case "Api":
			section, ref = "Api", "RestApiId"
		case "HttpApi":
			section, ref = "HttpApi", "ApiId"
		default:
			continue
		}
		event := e.Node.Get("Properties")
		auth := event.Path("Auth", "Authorizer")
		key := event.Path("Auth", "ApiKeyRequired")
		api, why := t.samAPI(event.Get(ref), section)
		if !auth.Has() {
			auth = api.Get("DefaultAuthorizer")
		}
		if !key.Has() {
			key = api.Get("ApiKeyRequired")
		}
		if auth == nil && why != "" {
			auth = iac.Hidden(why, e.At)
		}
		if auth == nil && api.Get("ResourcePolicy").Has() {
			auth = iac.Hidden("a resource policy of the interface may say who may call it", api.Get("ResourcePolicy").At)
		}
		o := owner(r, "Events."+e.Key)
		o.At = e.At
		t.sink.Method(o, event.Get("Method"), auth, key, "Auth")
	}
}

// samAPI is what the interface of an event says of who may call it: nil when it
// says nothing, and why when it can't be told.
func (t *template) samAPI(ref *iac.Node, section string) (auth *iac.Node, why string) {
	if !ref.Has() { // the one that SAM makes of Globals
		if y := fields(t.globals)[section]; y != nil {
			return t.resolve(y, 1).Get("Auth"), ""
		}
		return nil, ""
	}
	if ref.Kind == iac.Unknown {
		if r := t.byID[ref.Raw]; r != nil && r.typ == "AWS::Serverless::"+section {
			return t.properties(r).Get("Auth"), ""
		}
	}
	return nil, "the interface of the event is not in the template"
}
