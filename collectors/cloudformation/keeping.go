package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// planned reports that the template makes a plan that backs up other resources.
func (t *template) planned() bool {
	for _, r := range t.resources {
		if r.typ == "AWS::Backup::BackupSelection" {
			return true
		}
	}
	return false
}

// selection is the selection of a backup plan that names a resource of the
// template, or "".
func (t *template) selection(r *resource) string {
	for _, o := range t.resources {
		if o.typ != "AWS::Backup::BackupSelection" {
			continue
		}
		for _, n := range t.properties(o).Path("BackupSelection", "Resources").List() {
			if id, _, _ := strings.Cut(n.Raw, "."); id == r.id || strings.Contains(n.Raw, "${"+r.id+"}") || strings.Contains(n.Raw, "${"+r.id+".") {
				return o.id
			}
		}
	}
	return ""
}

// backups emits how long a store can be set back.
func (t *template) backups(r *resource) {
	p := t.properties(r)
	emit := func(part, what string, days *iac.Node) {
		t.sink.Backups(owner(r, part), iac.Backups{What: what, Days: days, Plan: t.planned(), Named: t.selection(r)})
	}
	switch r.typ {
	case "AWS::RDS::DBInstance":
		engine, _ := p.Get("Engine").Str()
		if p.Get(clusterOf).Has() || strings.HasPrefix(engine, "aurora") {
			return // its cluster keeps the backups
		}
		days := iac.Days(p.Get("BackupRetentionPeriod"), 1, "BackupRetentionPeriod", r.at)
		if src := p.Get("SourceDBInstanceIdentifier"); src.Has() && !p.Get("BackupRetentionPeriod").Has() {
			days = iac.Hidden("BackupRetentionPeriod of a replica is not set", src.At)
		}
		emit("", "database", days)
	case "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster":
		emit("", "database", iac.Days(p.Get("BackupRetentionPeriod"), 1, "BackupRetentionPeriod", r.at))
	case "AWS::Redshift::Cluster":
		emit("", "data warehouse", iac.Days(p.Get("AutomatedSnapshotRetentionPeriod"), 1, "AutomatedSnapshotRetentionPeriod", r.at))
	case "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ServerlessCache":
		if engine, _ := p.Get("Engine").Str(); engine != "memcached" { // which has nothing to go back to
			emit("", "cache", iac.Days(p.Get("SnapshotRetentionLimit"), 0, "SnapshotRetentionLimit", r.at))
		}
	case "AWS::MemoryDB::Cluster":
		emit("", "database", iac.Days(p.Get("SnapshotRetentionLimit"), 0, "SnapshotRetentionLimit", r.at))
	case "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable":
		emit("", tableOf(p), iac.Recovery(p.Get("PointInTimeRecoverySpecification"), "PointInTimeRecoveryEnabled", "RecoveryPeriodInDays", r.at).Or(expiry(p, r.at)).Or(t.passing(r, tableOf(p))))
	case "AWS::DynamoDB::GlobalTable":
		for i, x := range p.Get("Replicas").List() {
			emit("Replicas["+itoa(i)+"]", tableOf(p), iac.Recovery(x.Get("PointInTimeRecoverySpecification"), "PointInTimeRecoveryEnabled", "RecoveryPeriodInDays", x.At).Or(expiry(p, r.at)).Or(t.passing(r, tableOf(p))))
		}
	case "AWS::EFS::FileSystem":
		t.sink.Backups(owner(r, ""), iac.Backups{What: "file system", Plan: t.planned(), Named: t.selection(r), On: off(iac.OneZone(iac.Word(p.Path("BackupPolicy", "Status"), "ENABLED"), p.Get("AvailabilityZoneName"), r.at), "BackupPolicy", r).OrIfOff(t.passing(r, "file system"))})
	case "AWS::S3::Bucket":
		t.sink.Backups(owner(r, ""), iac.Backups{What: "bucket", Plan: t.planned(), Named: t.selection(r), On: off(iac.Word(p.Path("VersioningConfiguration", "Status"), "Enabled"), "VersioningConfiguration", r)})
	}
}

func off(n *iac.Node, setting string, r *resource) *iac.Node {
	if n.Has() {
		return n
	}
	return iac.Platform(false, setting+" is not set", r.at)
}

// protection emits whether a store outlives its stack.
func (t *template) protection(r *resource) {
	p := t.properties(r)
	what, setting, absent, copies := "", "", "Delete", true
	switch r.typ {
	case "AWS::RDS::DBInstance":
		if p.Get(clusterOf).Has() {
			return
		}
		what, setting, absent = "database", "DeletionProtection", "Snapshot"
	case "AWS::RDS::DBCluster":
		what, setting, absent = "database", "DeletionProtection", "Snapshot"
	case "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster":
		what, setting = "database", "DeletionProtection"
	case "AWS::DynamoDB::Table":
		what, setting, copies = tableOf(p), "DeletionProtectionEnabled", false
	case "AWS::Serverless::SimpleTable":
		what, copies = "table", false
	case "AWS::DynamoDB::GlobalTable":
		what, copies = tableOf(p), false
	case "AWS::Redshift::Cluster":
		what = "data warehouse"
	case "AWS::EFS::FileSystem":
		what, copies = "file system", false
	case "AWS::EC2::Volume":
		what = "volume"
	case "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster":
		what = "cache"
	case "AWS::MemoryDB::Cluster":
		what, copies = "database", false
	case "AWS::KMS::Key", "AWS::KMS::ReplicaKey":
		what, copies = "key", false
	default:
		return
	}
	policy := iac.Platform(absent != "Delete", "DeletionPolicy is not set, which means "+absent, r.at)
	if n := t.resolve(r.deletion, 0); n.Has() {
		v, ok := n.Str()
		kept := v == "Retain" || v == "Snapshot" || v == "RetainExceptOnCreate"
		policy = &iac.Node{Kind: iac.Scalar, V: kept, From: n.From, Why: "DeletionPolicy is " + v, At: n.At}
		if kept && n.Choice() != "" {
			policy = iac.Hidden(n.Choice(), n.At)
		}
		if !ok {
			policy = iac.Hidden("DeletionPolicy can't be told", n.At)
		}
	}
	policy = t.replacing(r, policy, absent)
	if what == "key" {
		policy = iac.Window(policy, p.Get("PendingWindowInDays"))
	}
	ways := []string{"DeletionPolicy: Retain and UpdateReplacePolicy: Retain"}
	if copies {
		ways = []string{"DeletionPolicy: Snapshot and UpdateReplacePolicy: Snapshot"}
	}
	guards := []*iac.Node{iac.Selected(t.selection(r), r.at)}
	if setting != "" {
		own := iac.Guard(p.Get(setting), setting)
		if !own.Has() {
			own = iac.Missing(setting, r.at)
		}
		guards, ways = append(guards, own), append([]string{setting + ": true"}, ways...)
	}
	const pitr = "PointInTimeRecoveryEnabled"
	switch r.typ {
	case "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable":
		guards = append(guards, iac.LastBackup(p.Path("PointInTimeRecoverySpecification", pitr), r.at), expiry(p, r.at))
	case "AWS::DynamoDB::GlobalTable":
		const each = "DeletionProtectionEnabled"
		guards = append(guards, expiry(p, r.at), ofReplicas(p.Get("Replicas"), each, r.at))
		ways = append([]string{each + ": true in every replica"}, ways...)
	}
	if r.typ == "AWS::EC2::Volume" {
		guards = append(guards, t.snapshots(r))
	}
	guards = append(guards, t.passing(r, what), policy)
	if src := p.Get("SourceDBInstanceIdentifier"); src.Has() {
		guards = append(guards, iac.Platform(true, "a replica holds what its source holds", src.At))
	}
	t.sink.ProtectionBy(owner(r, ""), what, ways, guards...)
}

// ofReplicas is the guard of a table that stands in several regions: each replica has
// a switch of its own, and one that is off is enough to lose what it holds.
func ofReplicas(list *iac.Node, setting string, at iac.Place) *iac.Node {
	if !list.Has() || list.Kind != iac.List {
		return iac.Hidden("the replicas can't be told", at)
	}
	var on *iac.Node
	for _, x := range list.List() {
		n := x.Get(setting)
		if !n.Has() {
			return iac.Missing(setting+" of a replica", x.At)
		}
		if v, ok := n.Bool(); !ok || !v || len(n.Others) > 0 {
			return iac.Guard(n, setting+" of a replica")
		}
		on = n
	}
	if on == nil {
		return iac.Hidden("the replicas can't be told", at)
	}
	return iac.Guard(on, setting+" of every replica")
}

// snapshots is the guard of a volume that a policy of the template makes snapshots of.
func (t *template) snapshots(r *resource) *iac.Node {
	own := iac.Tags(t.properties(r).Get("Tags"))
	for _, o := range t.resources {
		if o.typ != "AWS::DLM::LifecyclePolicy" || o.never {
			continue
		}
		if n := iac.Snapshots(o.id, iac.Tags(t.properties(o).Path("PolicyDetails", "TargetTags")), own, r.at); n != nil {
			return n
		}
	}
	return nil
}

// passing is the doubt about a store whose name speaks of what passes.
func (t *template) passing(r *resource, what string) *iac.Node {
	p := t.properties(r)
	names := []*iac.Node{p.Get("TableName")}
	for _, key := range []string{"FileSystemTags", "Tags"} {
		if list := p.Get(key); list.Has() && list.Kind == iac.List {
			names = append(names, iac.Attribute(list, "Name"))
		}
	}
	return iac.Passing(what, r.id, r.at, names...)
}

// replacing is what is left of a policy on deletion when a change replaces the
// resource: UpdateReplacePolicy decides then, and means Delete when it is not
// set. Where a deletion leaves a snapshot by itself, only what is written counts.
func (t *template) replacing(r *resource, policy *iac.Node, absent string) *iac.Node {
	if v, ok := policy.Bool(); !ok || !v {
		return policy
	}
	n := t.resolve(r.replaced, 0)
	v, ok := n.Str()
	switch {
	case !n.Has() && absent != "Delete":
		return policy
	case !n.Has():
		return iac.Platform(false, "a replacement deletes it (UpdateReplacePolicy is not set, and "+policy.Why+" counts for a deletion alone)", policy.At)
	case !ok:
		return iac.Hidden("UpdateReplacePolicy can't be told", n.At)
	case n.Choice() != "":
		return iac.Hidden(n.Choice(), n.At)
	case v == "Delete":
		return &iac.Node{Kind: iac.Scalar, V: false, From: n.From, Why: "a replacement deletes it (UpdateReplacePolicy is Delete, and " + policy.Why + " counts for a deletion alone)", At: n.At}
	}
	return policy
}

// logs emits how long logs are kept and who writes down what.
func (t *template) logs(r *resource) {
	p := t.properties(r)
	switch r.typ {
	case "AWS::Logs::LogGroup":
		t.sink.LogDays(owner(r, ""), p.Get("RetentionInDays"))
	case "AWS::CloudTrail::Trail":
		t.sink.Trail(owner(r, ""), p.Get("IsLogging"), false, p.Get("IsMultiRegionTrail"), p.Get("EnableLogFileValidation"))
	case "AWS::S3::Bucket":
		t.sink.AccessLog(owner(r, ""), "bucket", iac.Present(p.Get("LoggingConfiguration")))
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		t.sink.AccessLog(owner(r, ""), "load balancer", p.Path("AccessLoggingPolicy", "Enabled"))
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		t.sink.AccessLog(owner(r, ""), "load balancer", iac.Attribute(p.Get("LoadBalancerAttributes"), "access_logs.s3.enabled"))
	case "AWS::CloudFront::Distribution":
		t.sink.AccessLog(owner(r, ""), "distribution", iac.Present(p.Path("DistributionConfig", "Logging")))
	case "AWS::ApiGateway::Stage":
		t.sink.AccessLog(owner(r, ""), "API", iac.Present(p.Get("AccessLogSetting")))
	case "AWS::ApiGatewayV2::Stage", "AWS::Serverless::HttpApi":
		t.sink.AccessLog(owner(r, ""), "API", iac.Present(p.Get("AccessLogSettings")))
	case "AWS::Serverless::Api":
		t.sink.AccessLog(owner(r, ""), "API", iac.Present(p.Get("AccessLogSetting")))
	}
}

// tableOf says what a table is by its keys.
func tableOf(p *iac.Node) string {
	var keys []*iac.Node
	for _, k := range p.Get("KeySchema").List() {
		keys = append(keys, k.Get("AttributeName"))
	}
	return iac.Table(keys...)
}

func expiry(p *iac.Node, at iac.Place) *iac.Node {
	return iac.Expiry(p.Path("TimeToLiveSpecification", "Enabled"), p.Path("TimeToLiveSpecification", "AttributeName"), at)
}
