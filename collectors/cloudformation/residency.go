package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// residency emits where a resource sends what it holds or is asked.
func (t *template) residency(r *resource) {
	p := t.properties(r)
	t.sink.Profiles(owner(r, ""), p)
	copies := func(what string, n *iac.Node) { t.sink.CrossRegion(owner(r, ""), what, n) }
	switch r.typ {
	case "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable":
		copies("table", nil)
	case "AWS::DynamoDB::GlobalTable":
		var n *iac.Node
		if l := p.Get("Replicas").List(); len(l) > 1 {
			n = iac.Elsewhere(l[1])
		} else if len(l) == 1 && l[0].Kind != iac.Map {
			n = iac.Perhaps(l[0], "the replicas can't be told")
		}
		copies("table", n)
	case "AWS::SecretsManager::Secret":
		copies("secret", iac.Elsewhere(p.Get("ReplicaRegions")))
	case "AWS::S3::Bucket":
		var all []*iac.Node
		for _, rule := range p.Path("ReplicationConfiguration", "Rules").List() {
			all = append(all, t.destination(rule.Path("Destination", "Bucket")))
		}
		copies("bucket", iac.Worst(all...))
	case "AWS::ECR::ReplicationConfiguration":
		var all []*iac.Node
		for _, rule := range p.Path("ReplicationConfiguration", "Rules").List() {
			for _, d := range rule.Get("Destinations").List() {
				all = append(all, iac.Elsewhere(d.Get("Region")))
			}
		}
		copies("registry", iac.Worst(all...))
	case "AWS::RDS::GlobalCluster", "AWS::DocDB::GlobalCluster", "AWS::Neptune::GlobalCluster":
		copies("database", &iac.Node{Kind: iac.Scalar, V: true, From: "literal", Why: "a global cluster spans regions", At: r.at})
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		t.databaseCopies(r, p, copies)
	case "AWS::Backup::BackupPlan":
		var all []*iac.Node
		for _, rule := range p.Path("BackupPlan", "BackupPlanRule").List() {
			for _, c := range rule.Get("CopyActions").List() {
				all = append(all, iac.Vault(c.Get("DestinationBackupVaultArn")))
			}
		}
		copies("backup plan", iac.Worst(all...))
	}
}

// destination tells whether a bucket that is copied to is in another region:
// one of the same template is in the same.
func (t *template) destination(n *iac.Node) *iac.Node {
	if !n.Has() {
		return nil
	}
	for _, r := range t.resources {
		if r.typ == "AWS::S3::Bucket" && n.IsText() && strings.Contains(n.RawText(), "${"+r.id+"}") {
			return &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "the copy goes to a bucket of the same stack", At: n.At}
		}
	}
	return iac.Perhaps(n, "the region of the destination bucket is not in its ARN")
}

// databaseCopies reads replicas of what another region holds, and backups that
// are sent to one.
func (t *template) databaseCopies(r *resource, p *iac.Node, copies func(string, *iac.Node)) {
	backup := p.Get("AutomaticBackupReplicationRegion")
	if backup.Has() {
		t.sink.Region(r.id+"/AutomaticBackupReplicationRegion", "backup copy", iac.At(backup.At, r.id), backup)
	}
	from := p.Get("SourceRegion")
	if from.Has() {
		t.sink.Region(r.id+"/SourceRegion", "source of a replica", iac.At(from.At, r.id), from)
	}
	copies("database", iac.Worst(iac.Elsewhere(backup), iac.Elsewhere(from)))
}
