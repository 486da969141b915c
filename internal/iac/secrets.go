package iac

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/redact"
)

// What a place for a secret holds. The secret itself goes nowhere.
const (
	HoldsLiteral   = "literal"   // the secret
	HoldsDefault   = "default"   // the default of a parameter, which is a literal, too
	HoldsEchoed    = "echoed"    // a parameter that is shown to whoever may look at the stack
	HoldsShown     = "shown"     // a parameter that an output of the stack repeats
	HoldsReference = "reference" // a name for what is kept elsewhere, or a value given at deployment
	StandsFor      = "name"      // words that a description calls a name
)

// Secret emits what a place for a secret holds.
func (s *Sink) Secret(r Owner, what, holds string, at Place) {
	n := Text(holds, at)
	switch holds {
	case StandsIn:
		n = Hidden(standIn, at)
	case StandsFor:
		n = Hidden("its description calls it the name of a secret, and it reads like one", at)
	}
	s.secret(r, what, n, at)
}

// Secrets looks through the values of a resource: places that are secret by
// their name, and texts that look like the credentials of a known service. doubt is why
// words in a property may be none, "" where they are one; it may be nil.
func (s *Sink) Secrets(r Owner, props *Node, doubt func(key string) string) {
	w := secretWalk{sink: s, owner: r, left: 20_000, doubt: doubt}
	w.walk(props, "", "", 0)
}

type secretWalk struct {
	sink  *Sink
	owner Owner
	left  int
	doubt func(key string) string
}

// doubted is why it can't be told whether words are a secret, "" where they are one. A
// text that no one would call words is a secret that was written.
func (w *secretWalk) doubted(path string, n *Node) string {
	if w.doubt == nil || !n.IsText() || !plainWords(n.RawText()) {
		return ""
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	return w.doubt(path[:end])
}

func (w *secretWalk) walk(n *Node, path, key string, depth int) {
	w.left--
	if !n.Has() || w.left < 0 || depth > 40 {
		return
	}
	switch n.Kind {
	case List, Either:
		for i, x := range n.Items {
			sub := path
			if n.Kind == List && len(n.Items) > 1 {
				sub += "[" + strconv.Itoa(i) + "]"
			}
			w.walk(x, sub, key, depth+1)
		}
		return
	case Map:
		w.object(n, path, depth)
		return
	}
	switch {
	case SecretName(key):
		if holds := holdsOf(key, n); holds != nil {
			if holds.V == HoldsLiteral || holds.V == HoldsDefault {
				if why := w.doubted(path, n); why != "" {
					holds = Hidden(why, n.At)
				}
			}
			w.emit(path, "a place for a secret", holds, n.At)
		}
	case n.IsText() && credential(n):
		holds := Text(HoldsLiteral, n.At)
		holds.Origin = n.Origin
		if n.From == "default" {
			holds.V, holds.From, holds.Why = HoldsDefault, n.From, n.Why
		}
		w.emit(path, "the look of a credential", holds, n.At)
	}
}

// object walks the keys of an object; a pair of a name and a value, as
// containers and builds write their variables, is a key of its own.
func (w *secretWalk) object(n *Node, path string, depth int) {
	for _, pair := range [][2]string{{"Name", "Value"}, {"name", "value"}, {"Key", "Value"}} {
		name, ok := n.Get(pair[0]).Str()
		v := n.Get(pair[1])
		if !ok || !v.Has() {
			continue
		}
		kind, _ := n.Get("Type").Str()
		if kind == "" {
			kind, _ = n.Get("type").Str()
		}
		if kind == "SECRETS_MANAGER" || kind == "PARAMETER_STORE" {
			if SecretName(name) {
				w.emit(join(path, name), "a place for a secret", Text(HoldsReference, v.At), v.At)
			}
			return
		}
		w.walk(v, join(path, name), name, depth+1)
		return
	}
	for _, e := range n.Entries {
		switch e.Key {
		case "PolicyDocument", "AssumeRolePolicyDocument", "policy", "assume_role_policy", "Tags", "tags":
			continue // statements name keys of conditions, and tags are labels
		case "TokenValidityUnits", "token_validity_units":
			continue // hours or days, under the names of tokens
		case "container_definitions":
			w.walk(Document(e.Node), join(path, e.Key), e.Key, depth+1)
			continue
		}
		w.walk(e.Node, join(path, e.Key), e.Key, depth+1)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (w *secretWalk) emit(path, what string, holds *Node, at Place) {
	r := w.owner
	r.Subject += "/" + path
	if known := holds.Origin != (Place{}); known || holds.V == HoldsDefault {
		use := at
		if known {
			holds.At, at = holds.Origin, holds.Origin
		}
		if !w.sink.WrittenOnce(at) {
			w.sink.taken(at, use, r.Subject)
			return
		}
	}
	w.sink.secret(r, what, holds, at)
}

// bare takes the signs out of a name.
var bare = strings.NewReplacer("_", "", "-", "", ".", "")

// SecretName reports a name whose value opens something.
func SecretName(name string) bool {
	low := strings.ToLower(bare.Replace(name))
	return speaksOfSecret(low) && !besideSecret(low)
}

func speaksOfSecret(low string) bool {
	for _, word := range []string{"password", "passwd", "passphrase", "apikey", "privatekey", "secretkey", "secretaccesskey", "clientsecret", "secretstring"} {
		if strings.Contains(low, word) {
			return true
		}
	}
	for _, end := range []string{"secret", "authtoken", "accesstoken", "oauthtoken", "apitoken", "secrettoken", "bearertoken", "bottoken"} {
		if strings.HasSuffix(low, end) {
			return true
		}
	}
	return false
}

// besideSecret reports a name of what goes with a secret: where it is kept, how
// long it lives, what it has to be like.
func besideSecret(low string) bool {
	for _, end := range []string{
		"arn", "arns", "id", "ids", "name", "names", "path", "file", "url", "uri", "ref", "type", "kind", "policy", "length", "version",
		"rotation", "rule", "rules", "enabled", "expiry", "days", "ttl", "size", "count", "description", "valuefrom", "endpoint",
		"characters", "prefix", "suffix", "template", "source", "param", "parameter", "algorithm", "field", "header", "required", "secrets", "tokens", "passwords",
		"age", "prevention", "passwordkey", "usernamekey", "generatesecret", "bits", "curve", "special", "charset", "chars", "rounds", "iterations",
	} {
		if strings.HasSuffix(low, end) {
			return true
		}
	}
	return strings.HasPrefix(low, "allow") || strings.HasPrefix(low, "require") // a rule about passwords
}

// holdsOf tells what the place for a secret of that name holds: nil when it
// holds nothing.
func holdsOf(name string, n *Node) *Node {
	switch n.Kind {
	case Scalar:
		text, isText := n.V.(string)
		_, isInt := n.V.(int)
		holds := HoldsLiteral
		if isText {
			holds = SecretText(name, text)
		}
		switch {
		case holds == "", !isText && !isInt:
			return nil
		case holds == StandsIn:
			return Hidden(standIn, n.At)
		case holds == HoldsLiteral && n.From == "default":
			return &Node{Kind: Scalar, V: HoldsDefault, From: "default", Why: n.Why, Origin: n.Origin, At: n.At}
		}
		v := Text(holds, n.At)
		if holds == HoldsLiteral {
			v.Origin = n.Origin
		}
		return v
	case Pattern:
		if reference(n.RawText()) {
			return Text(HoldsReference, n.At)
		}
		return Hidden("a part of it is written and a part is not", n.At)
	}
	// What a deployment gives, or another resource makes, is named and not written.
	if n.Given || n.Raw != "" {
		return Text(HoldsReference, n.At)
	}
	return Hidden(n.Why, n.At)
}

// blank reports a text that holds nothing to keep: none, or a switch.
func blank(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "true", "false", "null", "none":
		return true
	}
	return false
}

func reference(text string) bool {
	text = strings.TrimSpace(text)
	for _, p := range []string{"{{resolve:", "arn:", "ssm:", "/aws/reference/secretsmanager/", "secretsmanager:"} {
		if strings.HasPrefix(strings.ToLower(text), p) {
			return true
		}
	}
	return strings.HasPrefix(text, "${") && strings.HasSuffix(text, "}")
}

// credential reports a text that holds what only a credential looks like.
func credential(n *Node) bool {
	text := n.RawText()
	marks := strings.Contains(text, "PRIVATE KEY-----") || strings.Contains(text, "://") && strings.Contains(text, "@")
	for _, mark := range []string{"AKIA", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk_live_", "rk_live_", "xox", "sk-ant-", "AIza"} {
		marks = marks || strings.Contains(text, mark)
	}
	if !marks || len(text) > 1<<20 {
		return false
	}
	mask := redact.New()
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "-----BEGIN ") && strings.Contains(line, "PRIVATE KEY-----") {
			return true
		}
		if !strings.ContainsAny(line, "@_-") && !strings.Contains(line, "AKIA") && !strings.Contains(line, "AIza") {
			continue
		}
		line = plainURLs(line, mask)
		if mask.Value(line) != line || strings.Contains(line, "AKIA") && mask.Line(line) != line {
			return true
		}
	}
	return false
}
