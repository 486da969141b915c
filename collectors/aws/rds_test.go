package aws

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
)

// valueOf is a value of a fact of a region, as JSON, and the fact's call.
func valueOf(t *testing.T, f *evidence.File, kind, subject, key string) string {
	t.Helper()
	for _, x := range f.Facts {
		if x.Kind == kind && x.Subject == subject && x.State == candor.Observed {
			b, err := json.Marshal(candor.Plain(x.Value).(map[string]any)[key])
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
	}
	return ""
}

// held fails unless the value of a fact holds the texts.
func held(t *testing.T, f *evidence.File, kind, subject, key string, texts ...string) {
	t.Helper()
	got := valueOf(t, f, kind, subject, key)
	for _, w := range texts {
		if !strings.Contains(got, w) {
			t.Errorf("%s %s: %s is %q, want %q in it", kind, subject, key, got, w)
		}
	}
}

func here(t *testing.T, fake *awstest.Fake) *evidence.File {
	t.Helper()
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	return f
}

// TestRDSAside: what was set aside of databases, and what reaches further.
func TestRDSAside(t *testing.T) {
	f := here(t, awstest.New())
	held(t, f, "store.copy", "backup of ledger", "copies", `"v":true`, "sent here from eu-west-1")
	held(t, f, "store.copy", "backup of gone", "copies", `"v":false`)
	held(t, f, "store.region", "backup of gone", "region", `"v":"eu-central-1"`)
	held(t, f, "store.copy", "aurora", "copies", `"v":true`, "global cluster planet", "eu-west-1")
	held(t, f, "store.copy", "second", "copies", `"v":false`)
	held(t, f, "store.copy", "before-move", "copies", `"v":true`)
	held(t, f, "store.copy", "by-hand", "copies", `"v":false`)
	held(t, f, "net.exposure", "before-move", "public", `"v":false`)
	held(t, f, "net.exposure", "by-hand", "public", `"v":true`)
	held(t, f, "net.exposure", "aurora-1", "public", `"v":false`)
	held(t, f, "store.encryption", "aurora-1", "encrypted", `"v":false`)
	held(t, f, "store.encryption", "awsbackup:job-1", "customer", `"v":true`)
	held(t, f, "store.copy", "awsbackup:job-2", "copies", `"v":true`, "a copy of one in eu-west-1")
	held(t, f, "store.encryption", "awsbackup:job-3", "encrypted", `"v":false`)
	if got := valueOf(t, f, "net.exposure", "awsbackup:job-1", "public"); got != "" {
		t.Errorf("a snapshot that can't be shared was asked with whom it is: %s", got)
	}
	held(t, f, "tls.setting", "ledger", "policy", `"v":"TLSv1.2"`)
	held(t, f, "tls.setting", "aurora", "policy", `"v":"TLSv1.2"`)
	if got := valueOf(t, f, "tls.setting", "member", "policy"); got != "" {
		t.Errorf("the member of a cluster has a setting of its own: %s", got)
	}
}

// TestRDSParameters: what is set counts only where it is in force.
func TestRDSParameters(t *testing.T) {
	param := func(name, value string) string {
		p := "<Parameter><ParameterName>" + name + "</ParameterName>"
		if value != "" {
			p += "<ParameterValue>" + value + "</ParameterValue>"
		}
		return p + "</Parameter>"
	}
	status := func(s string) string {
		return "<DBParameterGroups><DBParameterGroup><DBParameterGroupName>g</DBParameterGroupName>" + s + "</DBParameterGroup></DBParameterGroups>"
	}
	sync := status("<ParameterApplyStatus>in-sync</ParameterApplyStatus>")
	for name, c := range map[string]struct{ groups, params, want string }{
		"off":             {sync, param("rds.force_ssl", "0"), `"v":"optional"`},
		"on":              {sync, param("rds.force_ssl", "1") + param("ssl_min_protocol_version", "TLSv1.3"), `"v":"TLSv1.3"`},
		"on, no version":  {sync, param("rds.force_ssl", "1") + param("ssl_min_protocol_version", ""), `"v":"required"`},
		"MySQL":           {sync, param("require_secure_transport", "1") + param("tls_version", "TLSv1.1,TLSv1.2"), `"v":"TLSv1.1"`},
		"no value":        {sync, param("rds.force_ssl", ""), "gives it no value"},
		"no switch":       {sync, param("other", "1"), "no switch"},
		"after a restart": {status("<ParameterApplyStatus>pending-reboot</ParameterApplyStatus>"), param("rds.force_ssl", "1") + param("ssl_min_protocol_version", "TLSv1.3"), "pending-reboot"},
		"off afterwards":  {status("<ParameterApplyStatus>pending-reboot</ParameterApplyStatus>"), param("rds.force_ssl", "0"), "pending-reboot"},
		"no status":       {status(""), param("rds.force_ssl", "1"), "does not say"},
		"no group":        {"", param("rds.force_ssl", "1"), "0 groups"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["rds.DescribeDBInstances"] = awstest.Text("<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>one</DBInstanceIdentifier><DBInstanceArn>arn:aws:rds:eu-central-1:111122223333:db:one</DBInstanceArn>" + c.groups + "</DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>")
			fake.Answers["rds.DescribeDBParameters"] = awstest.Text("<DescribeDBParametersResponse><DescribeDBParametersResult><Parameters>" + c.params + "</Parameters></DescribeDBParametersResult></DescribeDBParametersResponse>")
			held(t, here(t, fake), "tls.setting", "one", "policy", c.want)
		})
	}
}

// TestClusterOutOfSync: one member that does not follow the group yet takes
// connections as before.
func TestClusterOutOfSync(t *testing.T) {
	for name, c := range map[string]struct{ members, want string }{
		"all":  {"<DBClusterMember><DBClusterParameterGroupStatus>in-sync</DBClusterParameterGroupStatus></DBClusterMember>", `"v":"TLSv1.2"`},
		"one":  {"<DBClusterMember><DBClusterParameterGroupStatus>in-sync</DBClusterParameterGroupStatus></DBClusterMember><DBClusterMember><DBClusterParameterGroupStatus>pending-reboot</DBClusterParameterGroupStatus></DBClusterMember>", "pending-reboot"},
		"none": {"", "no member"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["rds.DescribeDBClusters"] = awstest.Text("<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster><DBClusterIdentifier>one</DBClusterIdentifier><DBClusterArn>arn:aws:rds:eu-central-1:111122223333:cluster:one</DBClusterArn><GlobalClusterIdentifier>lost</GlobalClusterIdentifier><DBClusterParameterGroup>g</DBClusterParameterGroup><DBClusterMembers>" + c.members + "</DBClusterMembers></DBCluster></DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>")
			f := here(t, fake)
			held(t, f, "tls.setting", "one", "policy", c.want)
			held(t, f, "store.copy", "one", "copies", "not in the list")
		})
	}
}

// TestSharesNotTold: an answer without the attribute that counts does not say that
// a snapshot is shared with nobody.
func TestSharesNotTold(t *testing.T) {
	fake := awstest.New()
	fake.Answers["rds.DescribeDBSnapshotAttributes"] = awstest.Text("<DescribeDBSnapshotAttributesResponse><DescribeDBSnapshotAttributesResult><DBSnapshotAttributesResult><DBSnapshotAttributes></DBSnapshotAttributes></DBSnapshotAttributesResult></DescribeDBSnapshotAttributesResult></DescribeDBSnapshotAttributesResponse>")
	held(t, here(t, fake), "net.exposure", "by-hand", "public", `"k":"unknown"`, "does not say with whom")
}

// TestACLNotTold: an access list that leaves out whom it is for, or an answer
// without any, does not say that strangers are kept out.
func TestACLNotTold(t *testing.T) {
	for _, body := range []string{
		"<AccessControlPolicy></AccessControlPolicy>",
		"<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>",
	} {
		fake := awstest.New()
		fake.Answers["s3.GetBucketAcl"] = awstest.Text(body)
		held(t, here(t, fake), "s3.access", "files", "acl", `"k":"unknown"`, "whom the access list is for")
	}
}
