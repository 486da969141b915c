package terraform

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// residency emits where a resource sends what it holds or is asked.
func (m *module) residency(b *block) {
	p, at := m.properties(b), placeOf(b)
	m.sink.Profiles(owner(b, ""), p)
	copies := func(what string, n *iac.Node) { m.sink.CrossRegion(owner(b, ""), what, n) }
	switch b.typ {
	case "aws_dynamodb_table":
		copies("table", iac.Elsewhere(p.Get("replica")))
	case "aws_dynamodb_table_replica":
		copies("table", &iac.Node{Kind: iac.Scalar, V: true, From: "literal", Why: "a replica is in another region", At: at})
	case "aws_secretsmanager_secret":
		copies("secret", iac.Elsewhere(p.Get("replica")))
	case "aws_s3_bucket":
		copies("bucket", m.bucketCopies(b))
	case "aws_ecr_replication_configuration":
		copies("registry", iac.Elsewhere(p.Path("replication_configuration", "rule", "destination")))
	case "aws_rds_global_cluster", "aws_docdb_global_cluster", "aws_neptune_global_cluster":
		copies("database", &iac.Node{Kind: iac.Scalar, V: true, From: "literal", Why: "a global cluster spans regions", At: at})
	case "aws_db_instance_automated_backups_replication":
		copies("database", &iac.Node{Kind: iac.Scalar, V: true, From: "literal", Why: "backups are copied to another region", At: at})
	case "aws_db_instance":
		src := p.Get("replicate_source_db")
		if s, ok := src.Str(); ok && strings.HasPrefix(s, "arn:") {
			copies("database", &iac.Node{Kind: iac.Scalar, V: true, From: src.From, Why: "a source named by its ARN is in another region", At: src.At})
			return
		}
		copies("database", nil)
	case "aws_rds_cluster":
		copies("database", iac.Elsewhere(p.Get("source_region")))
	case "aws_backup_plan":
		var all []*iac.Node
		for _, rule := range p.Get("rule").List() {
			for _, c := range rule.Get("copy_action").List() {
				all = append(all, iac.Vault(c.Get("destination_vault_arn")))
			}
		}
		copies("backup plan", iac.Worst(all...))
	}
}

// bucketCopies tells whether the replication of a bucket leaves its region. A
// destination of the folder, made by the same provider, is in the same.
func (m *module) bucketCopies(b *block) *iac.Node {
	var all []*iac.Node
	for _, o := range m.blocks {
		if o.Type != "resource" || o.typ != "aws_s3_bucket_replication_configuration" || m.existence(o) != present {
			continue
		}
		switch m.ofBucket(o, b) {
		case another:
			continue
		case perhapsMine:
			all = append(all, iac.Hidden("the bucket of "+o.id+" can't be told", placeOf(b)))
			continue
		}
		for _, rule := range o.Body.Blocks {
			if rule.Type != "rule" {
				continue
			}
			for _, d := range rule.Body.Blocks {
				if a := d.Body.Attributes["bucket"]; d.Type == "destination" && a != nil {
					all = append(all, m.destination(b, &block{Block: d, id: o.id}))
				}
			}
		}
	}
	return iac.Worst(all...)
}

func (m *module) destination(b, d *block) *iac.Node {
	a := d.Body.Attributes["bucket"]
	at := place(a.Expr.Range())
	for _, v := range a.Expr.Variables() {
		to := m.byName[v.RootName()+"."+first(attrs(v))]
		if to != nil && to.typ == b.typ && sameProvider(b, to) {
			return &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "the copy goes to a bucket of the same provider", At: at}
		}
	}
	return iac.Hidden("the region of the destination bucket is not in its ARN", at)
}
