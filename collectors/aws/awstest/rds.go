package awstest

// rdsAnswers are those beside the lists of databases and clusters.
func rdsAnswers() map[string]func(*Call) Reply {
	of := func(op, list string) func(inner, marker string) string {
		return func(inner, marker string) string {
			return "<" + op + "Response><" + op + "Result><" + list + ">" + inner + "</" + list + ">" + marker + "</" + op + "Result></" + op + "Response>"
		}
	}
	parameter := func(name, value string) string {
		return "<Parameter><ParameterName>" + name + "</ParameterName><ParameterValue>" + value + "</ParameterValue><Source>user</Source></Parameter>"
	}
	params, clusterParams := of("DescribeDBParameters", "Parameters"), of("DescribeDBClusterParameters", "Parameters")
	backups, globals := of("DescribeDBInstanceAutomatedBackups", "DBInstanceAutomatedBackups"), of("DescribeGlobalClusters", "GlobalClusters")
	snaps, clusterSnaps := of("DescribeDBSnapshots", "DBSnapshots"), of("DescribeDBClusterSnapshots", "DBClusterSnapshots")
	backup := func(id, region, status string) string {
		return "<DBInstanceAutomatedBackup><DBInstanceArn>arn:aws:rds:" + region + ":111122223333:db:" + id + "</DBInstanceArn><DbiResourceId>db-" + id + "</DbiResourceId><Region>" + region + "</Region><DBInstanceIdentifier>" + id + "</DBInstanceIdentifier><Status>" + status +
			"</Status><MasterUsername>canary-master</MasterUsername><Encrypted>true</Encrypted><KmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/k1</KmsKeyId><DBInstanceAutomatedBackupsArn>arn:aws:rds:eu-central-1:111122223333:auto-backup:ab-" + id + "</DBInstanceAutomatedBackupsArn></DBInstanceAutomatedBackup>"
	}
	global := func(id, inner string) string {
		return "<GlobalClusterMember><GlobalClusterIdentifier>" + id + "</GlobalClusterIdentifier><GlobalClusterMembers>" + inner + "</GlobalClusterMembers></GlobalClusterMember>"
	}
	member := func(arn string) string {
		return "<GlobalClusterMember><DBClusterArn>" + arn + "</DBClusterArn></GlobalClusterMember>"
	}
	snap := func(id, more string) string {
		return "<DBSnapshot><DBSnapshotIdentifier>" + id + "</DBSnapshotIdentifier><DBSnapshotArn>arn:aws:rds:eu-central-1:111122223333:snapshot:" + id + "</DBSnapshotArn><MasterUsername>canary-master</MasterUsername><Encrypted>true</Encrypted><KmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/k1</KmsKeyId><TagList><Tag><Key>note</Key><Value>canary-tag</Value></Tag></TagList>" + more + "</DBSnapshot>"
	}
	clusterSnap := func(id string) string {
		return "<DBClusterSnapshot><DBClusterSnapshotIdentifier>" + id + "</DBClusterSnapshotIdentifier><DBClusterSnapshotArn>arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:" + id + "</DBClusterSnapshotArn><MasterUsername>canary-master</MasterUsername><StorageEncrypted>false</StorageEncrypted></DBClusterSnapshot>"
	}
	return map[string]func(*Call) Reply{
		"rds.DescribeDBParameters":        Pages(params(parameter("rds.force_ssl", "1"), "<Marker>m</Marker>"), params(parameter("ssl_min_protocol_version", "TLSv1.2"), "")),
		"rds.DescribeDBClusterParameters": Pages(clusterParams(parameter("require_secure_transport", "ON"), "<Marker>m</Marker>"), clusterParams(parameter("tls_version", "TLSv1.2,TLSv1.3"), "")),
		"rds.DescribeDBInstanceAutomatedBackups": Pages(
			backups(backup("ledger", "eu-west-1", "replicating"), "<Marker>m</Marker>"), backups(backup("gone", "eu-central-1", "retained"), "")),
		"rds.DescribeGlobalClusters": Pages(
			globals(global("planet", member("arn:aws:rds:eu-central-1:111122223333:cluster:aurora")+member("arn:aws:rds:eu-west-1:111122223333:cluster:aurora-west")), "<Marker>m</Marker>"),
			globals(global("other", member("arn:aws:rds:eu-west-1:111122223333:cluster:elsewhere")), "")),
		"rds.DescribeDBSnapshots": byMaker(Pages(snaps(snap("before-move", "<SourceRegion>eu-west-1</SourceRegion>"), "<Marker>m</Marker>"), snaps(snap("by-hand", ""), "")), Pages(snaps(snap("awsbackup:job-1", ""), "<Marker>m</Marker>"), snaps(snap("awsbackup:job-2", "<SourceRegion>eu-west-1</SourceRegion>"), ""))),
		"rds.DescribeDBSnapshotAttributes": func(c *Call) Reply {
			who := "<AttributeValue>444455556666</AttributeValue>"
			if c.Form.Get("DBSnapshotIdentifier") == "by-hand" {
				who = "<AttributeValue>all</AttributeValue>"
			}
			return OK("<DescribeDBSnapshotAttributesResponse><DescribeDBSnapshotAttributesResult><DBSnapshotAttributesResult><DBSnapshotAttributes><DBSnapshotAttribute><AttributeName>restore</AttributeName><AttributeValues>" + who + "</AttributeValues></DBSnapshotAttribute></DBSnapshotAttributes></DBSnapshotAttributesResult></DescribeDBSnapshotAttributesResult></DescribeDBSnapshotAttributesResponse>")
		},
		"rds.DescribeDBClusterSnapshots":          byMaker(Pages(clusterSnaps(clusterSnap("aurora-1"), "<Marker>m</Marker>"), clusterSnaps(clusterSnap("aurora-2"), "")), Text(clusterSnaps(clusterSnap("awsbackup:job-3"), ""))),
		"rds.DescribeDBClusterSnapshotAttributes": Text("<DescribeDBClusterSnapshotAttributesResponse><DescribeDBClusterSnapshotAttributesResult><DBClusterSnapshotAttributesResult><DBClusterSnapshotAttributes><DBClusterSnapshotAttribute><AttributeName>restore</AttributeName><AttributeValues></AttributeValues></DBClusterSnapshotAttribute></DBClusterSnapshotAttributes></DBClusterSnapshotAttributesResult></DescribeDBClusterSnapshotAttributesResult></DescribeDBClusterSnapshotAttributesResponse>"),
	}
}

// byMaker answers with the snapshots that people made, or with those of AWS Backup.
func byMaker(people, backup func(*Call) Reply) func(*Call) Reply {
	return func(c *Call) Reply {
		switch c.Form.Get("SnapshotType") {
		case "manual":
			return people(c)
		case "awsbackup":
			return backup(c)
		}
		return Fail(400, "InvalidParameterValue")
	}
}
