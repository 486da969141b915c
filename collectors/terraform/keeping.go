package terraform

import "github.com/candor-dev/candor/internal/iac"

// planned reports that the folder makes a plan that backs up other resources.
func (m *module) planned() bool {
	for _, b := range m.blocks {
		if b.Type == "resource" && b.typ == "aws_backup_selection" {
			return true
		}
	}
	return false
}

// selection is the selection of a backup plan that names a resource of the folder,
// or "". One that is perhaps not made counts, too: what it says is no answer.
func (m *module) selection(b *block) string {
	for _, o := range m.blocks {
		if o.Type != "resource" || o.typ != "aws_backup_selection" || o.Body.Attributes["resources"] == nil {
			continue
		}
		for _, v := range o.Body.Attributes["resources"].Expr.Variables() {
			if v.RootName() == b.typ && first(attrs(v)) == b.name {
				return o.id
			}
		}
	}
	return ""
}

// beside is the resource of a type that is about another one of the folder, by
// the argument that names it. doubt says that one may be.
func (m *module) beside(b *block, typ, key string) (own *iac.Node, doubt string) {
	found := 0
	for _, o := range m.blocks {
		if o.Type != "resource" || o.typ != typ || m.existence(o) != present {
			continue
		}
		a := o.Body.Attributes[key]
		if a == nil {
			continue
		}
		named := false
		for _, v := range a.Expr.Variables() {
			if v.RootName() != b.typ {
				continue
			}
			named = true
			if first(attrs(v)) != b.name {
				continue
			}
			if m.doubtful(o, b, a.Expr) {
				doubt = "whether " + o.id + " is made can't be told"
				continue
			}
			found++
			own = m.properties(o)
		}
		if _, known := m.properties(o).Get(key).Str(); !named && !known {
			doubt = "whom " + o.id + " is about can't be told"
		}
	}
	if found > 1 {
		return nil, "which of several " + typ + " counts can't be told"
	}
	return own, doubt
}

// backups emits how long a store can be set back.
func (m *module) backups(b *block) {
	p, at := m.properties(b), placeOf(b)
	days := func(what, key string, absent int) {
		n := iac.Days(p.Get(key), absent, key, at)
		if src := p.Get("replicate_source_db"); src.Has() && !p.Get(key).Has() {
			n = iac.Hidden(key+" of a replica is not set", src.At)
		}
		m.sink.Backups(owner(b, ""), iac.Backups{What: what, Days: n, Plan: m.planned(), Named: m.selection(b)})
	}
	on := func(what string, n *iac.Node, doubt, absent string) {
		switch {
		case n.Has():
		case doubt != "":
			n = iac.Hidden(doubt, at)
		default:
			n = iac.Platform(false, absent, at)
		}
		m.sink.Backups(owner(b, ""), iac.Backups{What: what, On: n.OrIfOff(m.passing(b, what)), Plan: m.planned(), Named: m.selection(b)})
	}
	switch b.typ {
	case "aws_db_instance":
		days("database", "backup_retention_period", 0)
	case "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster":
		days("database", "backup_retention_period", 1)
	case "aws_redshift_cluster":
		days("data warehouse", "automated_snapshot_retention_period", 1)
	case "aws_elasticache_replication_group", "aws_elasticache_cluster":
		if engine, _ := p.Get("engine").Str(); engine != "memcached" && !p.Get("replication_group_id").Has() {
			days("cache", "snapshot_retention_limit", 0)
		}
	case "aws_memorydb_cluster":
		days("database", "snapshot_retention_limit", 0)
	case "aws_dynamodb_table":
		n := iac.Recovery(p.Get("point_in_time_recovery"), "enabled", "recovery_period_in_days", at).Or(expiry(p, at)).Or(m.passing(b, tableOf(p)))
		m.sink.Backups(owner(b, ""), iac.Backups{What: tableOf(p), Days: n, Plan: m.planned(), Named: m.selection(b)})
	case "aws_efs_file_system":
		own, doubt := m.beside(b, "aws_efs_backup_policy", "file_system_id")
		policy := iac.Word(own.Path("backup_policy", "status"), "ENABLED")
		if doubt == "" {
			policy = iac.OneZone(policy, p.Get("availability_zone_name"), at)
		}
		on("file system", policy, doubt, "there is no aws_efs_backup_policy")
	case "aws_s3_bucket":
		n := p.Path("versioning", "enabled")
		own, doubt := m.beside(b, "aws_s3_bucket_versioning", "bucket")
		if own != nil {
			n = iac.Word(own.Path("versioning_configuration", "status"), "Enabled")
		}
		on("bucket", n, doubt, "versioning is not set")
	}
}

// protection emits whether a store outlives the resource that made it.
func (m *module) protection(b *block) {
	p, at := m.properties(b), placeOf(b)
	const (
		kept     = "lifecycle { prevent_destroy = true }"
		snapshot = "skip_final_snapshot = false with a final_snapshot_identifier"
	)
	selected, prevented := iac.Selected(m.selection(b), at), m.prevented(b)
	emit := func(what string, ways []string, guards ...*iac.Node) {
		m.sink.ProtectionBy(owner(b, ""), what, ways, append(guards, prevented, selected)...)
	}
	switch b.typ {
	case "aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster":
		const setting = "deletion_protection"
		guards := []*iac.Node{switched(p, setting, at), lastSnapshot(p.Get("skip_final_snapshot"), at)}
		if src := p.Get("replicate_source_db"); src.Has() {
			guards = append(guards, iac.Platform(true, "a replica holds what its source holds", src.At))
		}
		emit("database", []string{setting + " = true", snapshot}, guards...)
	case "aws_redshift_cluster":
		emit("data warehouse", []string{snapshot, kept}, lastSnapshot(p.Get("skip_final_snapshot"), at))
	case "aws_dynamodb_table":
		const setting = "deletion_protection_enabled"
		what := tableOf(p)
		emit(what, []string{setting + " = true", kept}, switched(p, setting, at),
			iac.LastBackup(p.Path("point_in_time_recovery", "enabled"), at), expiry(p, at), m.passing(b, what))
	case "aws_efs_file_system":
		emit("file system", []string{kept}, m.unprevented(b), m.passing(b, "file system"))
	case "aws_ebs_volume":
		const setting = "final_snapshot"
		emit("volume", []string{setting + " = true", kept}, switched(p, setting, at), m.snapshots(b), m.passing(b, "volume"))
	case "aws_elasticache_replication_group", "aws_elasticache_cluster":
		const setting = "final_snapshot_identifier"
		if !p.Get("replication_group_id").Has() {
			emit("cache", []string{setting, kept}, snapshotNamed(p, setting, at))
		}
	case "aws_memorydb_cluster":
		const setting = "final_snapshot_name"
		emit("database", []string{setting, kept}, snapshotNamed(p, setting, at))
	case "aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key":
		guard := prevented
		if !guard.Has() {
			guard = m.unprevented(b)
		}
		m.sink.ProtectionBy(owner(b, ""), "key", []string{kept}, iac.Window(guard, p.Get("deletion_window_in_days")))
	}
}

// switched is the guard of a switch, which is off where it is not written.
func switched(p *iac.Node, setting string, at iac.Place) *iac.Node {
	if n := p.Get(setting); n.Has() {
		return iac.Guard(n, setting)
	}
	return iac.Missing(setting, at)
}

// snapshotNamed is the guard of a last snapshot that is made if it has a name.
func snapshotNamed(p *iac.Node, setting string, at iac.Place) *iac.Node {
	if n := iac.Present(p.Get(setting)); n.Has() {
		return iac.Guard(n, setting)
	}
	return iac.Missing(setting, at)
}

// unprevented is the guard of what nothing but its lifecycle keeps, where that is not set.
func (m *module) unprevented(b *block) *iac.Node {
	if m.prevented(b).Has() {
		return nil
	}
	return iac.Missing("prevent_destroy", placeOf(b))
}

// passing is the doubt about a store whose name speaks of what passes.
func (m *module) passing(b *block, what string) *iac.Node {
	p := m.properties(b)
	return iac.Passing(what, b.name, placeOf(b), p.Get("name"), p.Get("creation_token"), p.Path("tags", "Name"))
}

// snapshots is the guard of a volume that a policy of the folder makes snapshots of.
func (m *module) snapshots(b *block) *iac.Node {
	own := iac.Tags(m.properties(b).Get("tags"))
	for _, o := range m.blocks {
		if o.Type != "resource" || o.typ != "aws_dlm_lifecycle_policy" || m.existence(o) == absent {
			continue
		}
		if n := iac.Snapshots(o.id, iac.Tags(m.properties(o).Path("policy_details", "target_tags")), own, placeOf(b)); n != nil {
			return n
		}
	}
	return nil
}

// lastSnapshot is the guard of what leaves a snapshot unless it is told to skip it.
func lastSnapshot(skip *iac.Node, at iac.Place) *iac.Node {
	kept := iac.Not(skip)
	switch v, ok := kept.Bool(); {
	case !kept.Has():
		return iac.Platform(true, "skip_final_snapshot is not set, which means false", at)
	case ok && v:
		return iac.Guard(kept, "a final snapshot")
	case ok && kept.Why == "":
		kept.Why = "skip_final_snapshot is true"
	case ok:
		kept.Why = "skip_final_snapshot is true (" + kept.Why + ")"
	}
	return kept
}

func (m *module) prevented(b *block) *iac.Node {
	return iac.Guard(m.properties(b).Path("lifecycle", "prevent_destroy"), "prevent_destroy")
}

// logs emits how long logs are kept and who writes down what.
func (m *module) logs(b *block) {
	p := m.properties(b)
	access := func(what string, n *iac.Node) { m.sink.AccessLog(owner(b, ""), what, n) }
	switch b.typ {
	case "aws_cloudwatch_log_group":
		m.sink.LogDays(owner(b, ""), p.Get("retention_in_days"))
	case "aws_cloudtrail":
		m.sink.Trail(owner(b, ""), p.Get("enable_logging"), true, p.Get("is_multi_region_trail"), p.Get("enable_log_file_validation"))
	case "aws_s3_bucket":
		n := iac.Present(p.Get("logging"))
		own, doubt := m.beside(b, "aws_s3_bucket_logging", "bucket")
		switch {
		case own != nil:
			n = iac.Present(own.Get("target_bucket"))
		case doubt != "" && n == nil:
			n = iac.Hidden(doubt, placeOf(b))
		}
		access("bucket", n)
	case "aws_lb", "aws_alb":
		access("load balancer", p.Path("access_logs", "enabled"))
	case "aws_elb":
		n := p.Get("access_logs")
		if on := n.Get("enabled"); on.Has() {
			access("load balancer", on)
			return
		}
		access("load balancer", iac.Present(n))
	case "aws_cloudfront_distribution":
		access("distribution", iac.Present(p.Get("logging_config")))
	case "aws_api_gateway_stage", "aws_apigatewayv2_stage":
		access("API", iac.Present(p.Get("access_log_settings")))
	case "aws_cloudtrail_event_data_store":
		m.sink.LogDays(owner(b, ""), iac.Days(p.Get("retention_period"), 2555, "retention_period", placeOf(b)))
	}
}

// tableOf says what a table is by its keys.
func tableOf(p *iac.Node) string {
	if p.Get("range_key").Has() || len(p.Get("key_schema").List()) > 0 {
		return iac.Table()
	}
	return iac.Table(p.Get("hash_key"))
}

func expiry(p *iac.Node, at iac.Place) *iac.Node {
	return iac.Expiry(p.Path("ttl", "enabled"), p.Path("ttl", "attribute_name"), at)
}
