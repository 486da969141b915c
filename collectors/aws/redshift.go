package aws

import (
	"context"
	"net/url"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func warehouseSpecs() []live.Spec {
	return []live.Spec{
		{ID: "redshift.DescribeClusters", Doc: "lists the warehouses of a region, how they are encrypted, backed up and reached", Needs: []live.Permission{{Action: "redshift:DescribeClusters"}},
			Kinds: []string{"net.exposure", "store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting"},
			Keeps: []string{"Encrypted, KmsKeyId", "PubliclyAccessible", "AutomatedSnapshotRetentionPeriod", "ClusterSnapshotCopyStatus/DestinationRegion", "ClusterParameterGroups and whether they are in force"}, Paged: true, TTL: 7 * day},
		{ID: "redshift.DescribeClusterParameters", Doc: "tells whether a group of parameters requires TLS", Needs: []live.Permission{{Action: "redshift:DescribeClusterParameters"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"the value of require_ssl"}, Paged: true, TTL: 7 * day},
	}
}

// warehouse is what facts need of a cluster. What an answer does not tell is nil
// or "".
type warehouse struct {
	ID        string `xml:"ClusterIdentifier"`
	Encrypted *bool
	Key       string `xml:"KmsKeyId"`
	HSM       string `xml:"HsmStatus>HsmConfigurationIdentifier"`
	Public    *bool  `xml:"PubliclyAccessible"`
	Days      *int32 `xml:"AutomatedSnapshotRetentionPeriod"`
	CopiedTo  string `xml:"ClusterSnapshotCopyStatus>DestinationRegion"`
	Groups    []struct {
		Name   string `xml:"ParameterGroupName"`
		Status string `xml:"ParameterApplyStatus"`
	} `xml:"ClusterParameterGroups>ClusterParameterGroup"`
	Pending struct {
		Public    *bool  `xml:"PubliclyAccessible"`
		Encrypted string `xml:"EncryptionType"`
		Days      *int32 `xml:"AutomatedSnapshotRetentionPeriod"`
	} `xml:"PendingModifiedValues"`
}

type warehousePage struct {
	Clusters []warehouse `xml:"Clusters>Cluster"`
	Marker   string
}

type warehouseParameters struct {
	Parameters []struct {
		Name  string `xml:"ParameterName"`
		Value string `xml:"ParameterValue"`
	} `xml:"Parameters>Parameter"`
	Marker string
}

// warehouseVersion is the version of the API that answers are read by.
const warehouseVersion = "2012-12-01"

// changing is why what a warehouse tells may not stay.
const changing = "a change of it is under way"

// requireSSL is the parameter that refuses connections without TLS.
const requireSSL = "require_ssl"

// warehouses asks Redshift in one region, for each group of parameters once.
type warehouses struct {
	plain
	groups map[string]*warehouseGroup
}

// warehouseGroup is what a group says of require_ssl: "" where it has no value.
type warehouseGroup struct {
	a     *answer
	value string
}

func collectWarehouses(ctx context.Context, s *scope) {
	w := warehouses{plain: plain{scope: s, name: "redshift", host: "redshift." + s.region, xml: true}, groups: make(map[string]*warehouseGroup)}
	var all []warehouse
	a := queryPages(ctx, w.plain, "redshift.DescribeClusters", warehouseVersion, question{Path: s.path("redshift"), Of: "aws.redshift.cluster"}, "Marker", nil,
		func(p *warehousePage) string { return p.Marker }, func(p *warehousePage, _ *answer) int {
			all = append(all, p.Clusters...)
			return len(p.Clusters)
		})
	k := keys{}
	for i := range all {
		w.cluster(ctx, a, k, &all[i])
	}
}

func (w warehouses) cluster(ctx context.Context, a *answer, k keys, x *warehouse) {
	id := word(x.ID, 80)
	arn := "arn:" + w.acct.partition + ":redshift:" + w.region + ":" + w.acct.id + ":cluster:" + id
	owner, loc := w.owned(w.path("redshift", id), "AWS::Redshift::Cluster", id, arn)
	at, sink := owner.At, w.sink(a)
	key := k.of(ctx, w.scope, x.Key, "redshift", at)
	if x.HSM != "" {
		key = iac.Hidden("a hardware module of the customer's holds its key", at)
	}
	on := boolNode(x.Encrypted, "the answer does not say whether it is encrypted", at)
	if x.Pending.Encrypted != "" {
		on = inForce(on, true, changing)
	}
	sink.Store(owner.Type, "redshift", id, loc, on, key)
	sink.Region(id, "data warehouse", loc, node(w.region, at))
	public := boolNode(x.Public, "the answer does not say whether it is public", at)
	if x.Pending.Public != nil {
		public = inForce(public, false, changing)
	}
	sink.Exposure(owner, "data warehouse", "PubliclyAccessible", public)
	kept := intNode(x.Days, "the answer does not say how long snapshots are kept", at)
	if x.Pending.Days != nil {
		kept = iac.Hidden(changing, at)
	}
	sink.Backups(owner, iac.Backups{What: "data warehouse", Days: kept})
	sink.Protection(owner, "data warehouse", unprotected("warehouses", at))
	copies := node(x.CopiedTo != "" && x.CopiedTo != w.region, at)
	if x.CopiedTo != "" {
		copies.Why = "its snapshots are copied to " + word(x.CopiedTo, 40)
	}
	sink.CrossRegion(owner, "data warehouse", copies)
	w.tls(ctx, a, owner, x)
}

// tls emits what a warehouse requires of a connection: what stands in its group
// of parameters, where the warehouse says that it follows it.
func (w warehouses) tls(ctx context.Context, listed *answer, owner iac.Owner, x *warehouse) {
	at := owner.At
	emit := func(a *answer, n *iac.Node) { w.databaseSink(a, owner).Warehouse(owner.Subject, at, nil, n) }
	if len(x.Groups) != 1 || x.Groups[0].Name == "" {
		emit(listed, iac.Hidden("the answer does not name its group of parameters", at))
		return
	}
	g := x.Groups[0]
	name := word(g.Name, 255)
	if g.Status != inSync {
		emit(listed, iac.Hidden("the parameter group "+name+" is not in force: its status is "+word(g.Status, 40), at))
		return
	}
	group := w.group(ctx, g.Name)
	switch {
	case group == nil: // the gap is made, of the group
	case group.value == "":
		emit(group.a, iac.Hidden("the parameter group "+name+" gives require_ssl no value", at))
	default:
		emit(group.a, node(word(group.value, 20), at))
	}
}

// group reads a group of parameters; nil where that was not answered.
func (w warehouses) group(ctx context.Context, name string) *warehouseGroup {
	if g, ok := w.groups[name]; ok {
		return g
	}
	g := &warehouseGroup{}
	q := question{Path: w.path("redshift", "parameters", word(name, 255)), Subject: name, Of: "aws.redshift.parameter", Params: map[string]string{"ParameterGroupName": name}}
	g.a = queryPages(ctx, w.plain, "redshift.DescribeClusterParameters", warehouseVersion, q, "Marker", url.Values{"ParameterGroupName": {name}},
		func(p *warehouseParameters) string { return p.Marker }, func(p *warehouseParameters, _ *answer) int {
			for _, x := range p.Parameters {
				if x.Name == requireSSL {
					g.value = x.Value
				}
			}
			return len(p.Parameters)
		})
	if !g.a.ok() {
		g = nil
	}
	w.groups[name] = g
	return g
}
