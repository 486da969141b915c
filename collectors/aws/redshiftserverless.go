package aws

import (
	"context"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func serverlessSpecs() []live.Spec {
	return []live.Spec{
		{ID: "redshiftserverless.ListNamespaces", Doc: "lists what serverless warehouses hold, and by which keys it is encrypted", Needs: []live.Permission{{Action: "redshift-serverless:ListNamespaces"}},
			Kinds: []string{"store.encryption", "store.region"}, Keeps: []string{"kmsKeyId"}, Paged: true, TTL: 7 * day},
		{ID: "redshiftserverless.ListWorkgroups", Doc: "lists the endpoints of serverless warehouses, and whether they are public and require TLS", Needs: []live.Permission{{Action: "redshift-serverless:ListWorkgroups"}},
			Kinds: []string{"net.exposure", "tls.setting"}, Keeps: []string{"status, publiclyAccessible", "the value of require_ssl"}, Paged: true, TTL: 7 * day},
	}
}

// namespace and workgroup are what facts need of the two parts of a serverless
// warehouse. What an answer does not tell is nil or "".
type namespace struct {
	Name string `json:"namespaceName"`
	ARN  string `json:"namespaceArn"`
	Key  string `json:"kmsKeyId"`
}

type workgroup struct {
	Name       string `json:"workgroupName"`
	ARN        string `json:"workgroupArn"`
	Status     string `json:"status"`
	Public     *bool  `json:"publiclyAccessible"`
	Parameters []struct {
		Key   string `json:"parameterKey"`
		Value string `json:"parameterValue"`
	} `json:"configParameters"`
}

type namespaces struct {
	Namespaces []namespace `json:"namespaces"`
	NextToken  string      `json:"nextToken"`
}

type workgroups struct {
	Workgroups []workgroup `json:"workgroups"`
	NextToken  string      `json:"nextToken"`
}

// ownKey stands where a namespace is encrypted by a key that AWS keeps for itself.
const ownKey = "AWS_OWNED_KMS_KEY"

func collectServerless(ctx context.Context, s *scope) {
	p := plain{scope: s, id: "redshiftserverless", name: "redshift-serverless", host: "redshift-serverless." + s.region}
	var spaces []namespace
	a := targetPages(ctx, p, "redshiftserverless.ListNamespaces", "RedshiftServerless", question{Path: s.path("redshift-serverless"), Of: "aws.redshift.namespace"}, "nextToken",
		func(page *namespaces) (string, bool) { return page.NextToken, page.Namespaces != nil }, func(page *namespaces, _ *answer) int {
			spaces = append(spaces, page.Namespaces...)
			return len(page.Namespaces)
		})
	k := keys{}
	for i := range spaces {
		x := &spaces[i]
		name := word(x.Name, 80)
		owner, loc := s.owned(s.path("redshift-serverless", name), "AWS::RedshiftServerless::Namespace", name, x.ARN)
		key := iac.Hidden("the answer does not name the key", owner.At)
		switch x.Key {
		case "":
		case ownKey:
			key = nil
		default:
			key = k.of(ctx, s, x.Key, "redshift", owner.At)
		}
		sink := s.sink(a)
		sink.Store(owner.Type, "redshift", name, loc, iac.Platform(true, "Redshift Serverless encrypts every namespace", owner.At), key)
		sink.Region(name, "data warehouse", loc, node(s.region, owner.At))
	}
	var groups []workgroup
	a = targetPages(ctx, p, "redshiftserverless.ListWorkgroups", "RedshiftServerless", question{Path: s.path("redshift-serverless", "workgroups"), Of: "aws.redshift.workgroup"}, "nextToken",
		func(page *workgroups) (string, bool) { return page.NextToken, page.Workgroups != nil }, func(page *workgroups, _ *answer) int {
			groups = append(groups, page.Workgroups...)
			return len(page.Workgroups)
		})
	for i := range groups {
		s.workgroup(a, &groups[i])
	}
}

// workgroup emits whether an endpoint is public, and whether it requires TLS.
func (s *scope) workgroup(a *answer, x *workgroup) {
	name := word(x.Name, 80)
	owner, _ := s.owned(s.path("redshift-serverless", "workgroups", name), "AWS::RedshiftServerless::Workgroup", name, x.ARN)
	at := owner.At
	public := boolNode(x.Public, "the answer does not say whether it is public", at)
	require := iac.Hidden("the answer does not say whether TLS is required", at)
	for _, p := range x.Parameters {
		if p.Key == requireSSL && p.Value != "" {
			require = node(word(p.Value, 20), at)
		}
	}
	if x.Status != "AVAILABLE" {
		why := "the workgroup is " + word(x.Status, 40) + ", and what is set may not be in force"
		public, require = inForce(public, false, why), inForce(require, true, why)
	}
	s.sink(a).Exposure(owner, "data warehouse", "PubliclyAccessible", public)
	s.databaseSink(a, owner).Warehouse(name, at, nil, require)
}
