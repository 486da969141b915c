package terraform

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// mock is what a block stands under whose provider is that of a mock or an emulator:
// what it makes is not made in AWS. nil for any other.
func (m *module) mock(b *block) *iac.Proviso {
	switch {
	case b.Type == "provider" && b.name == "aws":
		return m.mocks(b)
	case b.Type != "resource" && b.Type != "data", !strings.HasPrefix(b.typ, "aws_"):
		return nil
	}
	name := "aws"
	if a := b.Body.Attributes["provider"]; a != nil {
		name = providerName(a.Expr)
	}
	return m.mockOf(name)
}

// providerName is the configuration that an expression names: aws, aws.west; "" where
// that can't be told.
func providerName(x hclsyntax.Expression) string {
	if k, ok := x.(*hclsyntax.ObjectConsKeyExpr); ok {
		x = k.Wrapped
	}
	t, diags := hcl.AbsTraversalForExpr(x)
	if diags.HasErrors() {
		return ""
	}
	return traversalName(t)
}

// mockOf is the same of a configuration by its name in this folder: its own, or the
// one that the caller hands it.
func (m *module) mockOf(name string) *iac.Proviso {
	var found *iac.Proviso
	own := false
	for _, b := range m.blocks {
		if b.Type != "provider" || b.name != "aws" || m.providerID(b) != name {
			continue
		}
		mock := m.mocks(b)
		if mock == nil {
			return nil
		}
		found, own = mock, true
	}
	if own || m.caller == nil || name == "" {
		return found
	}
	handed := m.site.Body.Attributes["providers"]
	if handed == nil {
		if name != "aws" {
			return nil
		}
		return m.caller.mockOf(name)
	}
	list, ok := handed.Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	for _, x := range list.Items {
		if providerName(x.KeyExpr) == name {
			return m.caller.mockOf(providerName(x.ValueExpr))
		}
	}
	return nil
}

// providerID is the name of a configuration, "" where its alias can't be told.
func (m *module) providerID(b *block) string {
	alias := m.properties(b).Get("alias")
	if !alias.Has() {
		return "aws"
	}
	if s, ok := alias.Str(); ok {
		return "aws." + s
	}
	return ""
}

// mocks tells that a configuration is that of a mock: nothing asks AWS whether its
// credentials are any, and either they say that they are none or its endpoints are on
// the machine itself. A variable can be given another value, so only what is written
// counts.
func (m *module) mocks(b *block) *iac.Proviso {
	p := m.properties(b)
	on := func(key string) bool {
		n := p.Get(key)
		v, ok := n.Bool()
		return ok && v && settled(n)
	}
	key, _ := p.Get("access_key").Str()
	if !settled(p.Get("access_key")) {
		key = ""
	}
	if !on("skip_credentials_validation") || !on("skip_requesting_account_id") && key == "" {
		return nil
	}
	why := ""
	switch {
	case mockKey.MatchString(key) && !realKey.MatchString(key):
		why = "its access key says that it is none"
	case allLocal(p.Get("endpoints")):
		why = "its endpoints are on the machine itself"
	default:
		return nil
	}
	at := placeOf(b)
	return &iac.Proviso{Only: fmt.Sprintf("if it is made in AWS: its provider (%s, line %d) is a mock, which checks no credentials, and %s", at.Path, at.Line, why)}
}

// settled reports a value that no deployment chooses.
func settled(n *iac.Node) bool {
	return n.Has() && n.Kind == iac.Scalar && n.From != "default" && len(n.Others) == 0
}

var (
	mockKey = regexp.MustCompile(`(?i)mock|test|fake|dummy`)
	realKey = regexp.MustCompile(`^A[KS]IA[A-Z0-9]{16}$`)
)

// allLocal reports endpoints of which there are some, all on the machine itself.
func allLocal(list *iac.Node) bool {
	some := false
	for _, x := range list.List() {
		if x.Kind != iac.Map {
			return false
		}
		for _, e := range x.Entries {
			s, ok := e.Node.Str()
			if !ok || !settled(e.Node) || !localHost(s) {
				return false
			}
			some = true
		}
	}
	return some
}

// localHost reports an address whose host is the machine itself.
func localHost(text string) bool {
	u, err := url.Parse(text)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "localhost.localstack.cloud" || strings.HasSuffix(host, ".localhost.localstack.cloud") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsUnspecified())
}
