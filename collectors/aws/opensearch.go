package aws

import (
	"context"
	"net/url"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func searchSpecs() []live.Spec {
	kinds := []string{"iam.statement", "net.exposure", "store.encryption", "store.protection", "store.region", "tls.setting"}
	return []live.Spec{
		{ID: "opensearch.ListDomainNames", Doc: "lists the search domains of a region, of OpenSearch and of Elasticsearch", Needs: []live.Permission{{Action: "es:ListDomainNames"}},
			Kinds: kinds, Keeps: []string{"DomainName"}, TTL: 7 * day},
		{ID: "opensearch.DescribeDomain", Doc: "tells how a search domain is encrypted, spoken to and reached, and who may use it", Needs: []live.Permission{{Action: "es:DescribeDomain", Resources: []string{"arn:*:es:*:*:domain/*"}}},
			Kinds: kinds, Keeps: []string{"EncryptionAtRestOptions", "DomainEndpointOptions/EnforceHTTPS, TLSSecurityPolicy", "VPCOptions/VPCId, and whether there is an endpoint outside", "AccessPolicies", "Processing"}, TTL: 7 * day},
	}
}

type searchNames struct {
	DomainNames []struct{ DomainName string }
}

type searchStatus struct {
	DomainStatus *searchDomain
}

// searchDomain is what facts need of a domain. What an answer does not tell is nil
// or "".
type searchDomain struct {
	ARN        string
	Processing *bool
	Endpoint   string
	VPCOptions *struct {
		VPCID string `json:"VPCId"`
	}
	AtRest struct {
		Enabled *bool
		Key     string `json:"KmsKeyId"`
	} `json:"EncryptionAtRestOptions"`
	Options struct {
		EnforceHTTPS *bool
		Policy       string `json:"TLSSecurityPolicy"`
	} `json:"DomainEndpointOptions"`
	AccessPolicies string
}

func collectSearch(ctx context.Context, s *scope) {
	p := plain{scope: s, id: "opensearch", name: "es", host: "es." + s.region}
	names, a := ask(ctx, s, "opensearch.ListDomainNames", question{Path: s.path("opensearch")}, func(ctx context.Context) (*searchNames, error) {
		out, err := get[searchNames](ctx, p, "/2021-01-01/domain", nil)
		if err == nil && out.DomainNames == nil {
			err = errNoList
		}
		return out, err
	})
	if !a.ok() {
		return
	}
	k := keys{}
	for _, n := range names.DomainNames {
		name := word(n.DomainName, 64)
		path := s.path("opensearch", name)
		out, a := ask(ctx, s, "opensearch.DescribeDomain", question{Path: path, Subject: name, Params: map[string]string{"DomainName": n.DomainName}}, func(ctx context.Context) (*searchStatus, error) {
			return get[searchStatus](ctx, p, "/2021-01-01/opensearch/domain/"+url.PathEscape(n.DomainName), nil)
		})
		switch {
		case !a.ok():
		case out.DomainStatus == nil:
			s.gapOf(a, path, "the answer holds no domain", s.run.spec("opensearch.DescribeDomain").Kinds...)
		default:
			s.domain(ctx, a, k, name, out.DomainStatus)
		}
	}
}

func (s *scope) domain(ctx context.Context, a *answer, k keys, name string, d *searchDomain) {
	owner, loc := s.owned(s.path("opensearch", name), "AWS::OpenSearchService::Domain", name, d.ARN)
	at, sink := owner.At, s.sink(a)
	on := boolNode(d.AtRest.Enabled, "the answer does not say whether it is encrypted", at)
	enforce := boolNode(d.Options.EnforceHTTPS, "the answer does not say whether HTTPS is enforced", at)
	policy := iac.Hidden("the answer does not tell the policy", at)
	if d.Options.Policy != "" {
		policy = node(word(d.Options.Policy, 80), at)
	}
	public := reachable(d, at)
	if d.Processing == nil || *d.Processing {
		// What is set is told at once, and in force only when the domain was changed.
		why := "the domain is being changed, and what is set may not be in force"
		on, enforce, public = inForce(on, true, why), inForce(enforce, true, why), inForce(public, false, why)
	}
	sink.Store(owner.Type, "opensearch", name, loc, on, k.of(ctx, s, d.AtRest.Key, "es", at))
	sink.Region(name, "search domain", loc, node(s.region, at))
	sink.Protection(owner, "search domain", unprotected("search domains", at))
	sink.Exposure(owner, "search domain", "VPCOptions", public)
	s.databaseSink(a, owner).Endpoint(name, at, enforce, policy)
	if d.AccessPolicies != "" {
		sink.Policy(iac.Policy{Owner: name, Kind: "resource", Service: "es", Doc: document(d.AccessPolicies, at), At: at})
	}
}

// reachable is whether a domain has an endpoint on the internet: it has, unless
// it was put into a network.
func reachable(d *searchDomain, at iac.Place) *iac.Node {
	switch {
	case d.VPCOptions != nil && d.VPCOptions.VPCID != "":
		return node(false, at)
	case d.Endpoint != "":
		n := node(true, at)
		n.Why = "it is in no network, so its endpoint is on the internet"
		return n
	}
	return iac.Hidden("the answer names neither a network nor an endpoint", at)
}

// inForce is a value that counts only when it is other than the good one: that
// one is what a change may still be on its way to.
func inForce(n *iac.Node, good bool, why string) *iac.Node {
	if v, ok := n.Bool(); ok && v == good {
		return iac.Hidden(why, n.At)
	}
	return n
}
