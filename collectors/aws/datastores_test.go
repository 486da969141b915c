package aws

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestDataStores holds the facts of file systems, caches, search domains and
// warehouses against what the answers say.
func TestDataStores(t *testing.T) {
	f := here(t, awstest.New())
	for _, x := range [][]string{
		{"store.encryption", "fs-shared", "customer", `"v":true`},
		{"store.encryption", "fs-copy", "customer", `"v":false`, "alias/aws/elasticfilesystem"},
		{"store.encryption", "fs-old", "encrypted", `"v":false`},
		{"store.backup", "fs-shared", "on", `"v":true`},
		{"store.backup", "fs-old", "on", `"v":false`},
		{"store.copy", "fs-shared", "copies", `"v":true`, "to eu-west-1"},
		{"store.copy", "fs-copy", "copies", `"v":true`, "from us-west-2"},
		{"store.copy", "fs-old", "copies", `"v":false`},
		{"store.region", "fs-old", "region", `"v":"eu-central-1"`},
		{"store.protection", "fs-old", "protected", `"k":"unknown"`, "has no protection of file systems"},

		{"store.encryption", "feed", "customer", `"v":true`},
		{"store.encryption", "pages", "encrypted", `"v":false`},
		{"store.encryption", "single", "encrypted", `"v":false`},
		{"store.encryption", "plain", "encrypted", `"k":"unknown"`, "in memory alone"},
		{"store.encryption", "quick", "encrypted", `"v":true`, "every serverless cache"},
		{"store.encryption", "quick", "customer", `"v":false`},
		{"store.backup", "feed", "days", `"v":7`},
		{"store.backup", "single", "days", `"v":0`},
		{"store.backup", "quick", "days", `"v":3`},
		{"store.copy", "feed", "copies", `"v":true`, "a member in eu-west-1"},
		{"store.copy", "pages", "copies", `"v":false`},
		{"tls.setting", "feed", "policy", `"v":"required"`},
		{"tls.setting", "pages", "policy", `"v":"optional"`},
		{"tls.setting", "single", "policy", `"v":"off"`},
		{"tls.setting", "quick", "policy", `"v":"required"`},
		{"store.encryption", "board", "customer", `"v":true`},
		{"store.backup", "board", "days", `"v":14`},
		{"store.copy", "wide", "copies", `"k":"unknown"`, "ring-wide"},
		{"tls.setting", "board", "policy", `"v":"required"`},
		{"tls.setting", "wide", "policy", `"v":"off"`},

		{"store.encryption", "find", "customer", `"v":true`},
		{"store.encryption", "open", "encrypted", `"v":false`},
		{"net.exposure", "find", "public", `"v":false`},
		{"net.exposure", "open", "public", `"v":true`, "on the internet"},
		{"tls.setting", "find", "policy", `"v":"Policy-Min-TLS-1-2-PFS-2023-10"`},
		{"tls.setting", "open", "policy", `"v":"HTTP"`},

		{"store.encryption", "facts", "customer", `"v":true`},
		{"store.encryption", "scratch", "encrypted", `"v":false`},
		{"store.backup", "facts", "days", `"v":14`},
		{"store.backup", "scratch", "days", `"v":0`},
		{"store.copy", "facts", "copies", `"v":true`, "eu-west-1"},
		{"store.copy", "scratch", "copies", `"v":false`},
		{"net.exposure", "facts", "public", `"v":false`},
		{"net.exposure", "scratch", "public", `"v":true`},
		{"tls.setting", "facts", "policy", `"v":"required"`},
		{"tls.setting", "scratch", "policy", `"v":"optional"`},
		{"store.encryption", "lake", "kms", `"v":false`},
		{"store.encryption", "ledgers", "customer", `"v":true`},
		{"net.exposure", "wide-open", "public", `"v":true`},
		{"tls.setting", "ask", "policy", `"v":"required"`},
		{"tls.setting", "wide-open", "policy", `"k":"unknown"`},
	} {
		held(t, f, x[0], x[1], x[2], x[3:]...)
	}
	for _, gone := range [][2]string{{"store.encryption", "feed-001"}, {"store.backup", "plain"}, {"store.backup", "short"}} {
		if got := valueOf(t, f, gone[0], gone[1], "what"); got != "" {
			t.Errorf("%s of %s: %s", gone[0], gone[1], got)
		}
	}
	principals := 0
	for _, x := range f.Facts {
		if x.Kind == "iam.statement" && (strings.HasPrefix(x.Subject, "fs-shared") || strings.HasPrefix(x.Subject, "open")) {
			principals++
		}
	}
	if principals != 2 {
		t.Errorf("%d statements of file systems and search domains, want 2", principals)
	}
}

// TestNotInForce: what is set, or what an answer leaves out, is no good word.
func TestNotInForce(t *testing.T) {
	search := func(inner string) map[string]string {
		return map[string]string{"opensearch.ListDomainNames": `{"DomainNames":[{"DomainName":"x"}]}`, "opensearch.DescribeDomain": `{"DomainStatus":{` + inner + `}}`}
	}
	const good = `"EncryptionAtRestOptions":{"Enabled":true},"DomainEndpointOptions":{"EnforceHTTPS":true,"TLSSecurityPolicy":"Policy-Min-TLS-1-2-2019-07"},"VPCOptions":{"VPCId":"vpc-1"}`
	group := func(inner string) map[string]string {
		return map[string]string{"elasticache.DescribeReplicationGroups": `<DescribeReplicationGroupsResponse><DescribeReplicationGroupsResult><ReplicationGroups><ReplicationGroup><ReplicationGroupId>x</ReplicationGroupId><Engine>redis</Engine>` + inner + `</ReplicationGroup></ReplicationGroups></DescribeReplicationGroupsResult></DescribeReplicationGroupsResponse>`}
	}
	warehouse := func(inner string) map[string]string {
		return map[string]string{"redshift.DescribeClusters": `<DescribeClustersResponse><DescribeClustersResult><Clusters><Cluster><ClusterIdentifier>x</ClusterIdentifier>` + inner + `</Cluster></Clusters></DescribeClustersResult></DescribeClustersResponse>`}
	}
	params := func(name, status string) string {
		return "<ClusterParameterGroups><ClusterParameterGroup><ParameterGroupName>" + name + "</ParameterGroupName><ParameterApplyStatus>" + status + "</ParameterApplyStatus></ClusterParameterGroup></ClusterParameterGroups>"
	}
	files := func(inner string) map[string]string {
		return map[string]string{"efs.DescribeFileSystems": `{"FileSystems":[{"FileSystemId":"x"` + inner + `}]}`}
	}
	work := func(inner string) map[string]string {
		return map[string]string{"redshiftserverless.ListWorkgroups": `{"workgroups":[{"workgroupName":"x"` + inner + `}]}`}
	}
	with := func(m map[string]string, call, body string) map[string]string {
		m[call] = body
		return m
	}
	for name, c := range map[string]struct {
		answers        map[string]string
		kind, key, why string
	}{
		"a domain in change, at rest":  {search(`"Processing":true,` + good), "store.encryption", "encrypted", "is being changed"},
		"a domain in change, TLS":      {search(`"Processing":true,` + good), "tls.setting", "policy", "is being changed"},
		"a domain in change, network":  {search(`"Processing":true,` + good), "net.exposure", "public", "is being changed"},
		"a domain that does not say":   {search(good), "store.encryption", "encrypted", "is being changed"},
		"a domain without options":     {search(`"Processing":false`), "store.encryption", "encrypted", "does not say"},
		"a domain without a switch":    {search(`"Processing":false`), "tls.setting", "policy", "does not say"},
		"a domain without a policy":    {search(`"Processing":false,"DomainEndpointOptions":{"EnforceHTTPS":true}`), "tls.setting", "policy", "does not tell the policy"},
		"a domain without an endpoint": {search(`"Processing":false`), "net.exposure", "public", "neither a network nor an endpoint"},
		"a cache that says nothing":    {group(""), "store.encryption", "encrypted", "does not say"},
		"a cache without a switch":     {group(""), "tls.setting", "policy", "does not say"},
		"a cache without days":         {group(""), "store.backup", "days", "does not say"},
		"a cache in change":            {group("<TransitEncryptionEnabled>true</TransitEncryptionEnabled><PendingModifiedValues><TransitEncryptionMode>required</TransitEncryptionMode></PendingModifiedValues>"), "tls.setting", "policy", "under way"},
		"a cache of another planet":    {group("<GlobalReplicationGroupInfo><GlobalReplicationGroupId>elsewhere</GlobalReplicationGroupId></GlobalReplicationGroupInfo>"), "store.copy", "copies", "members are not told"},
		"a warehouse with new words":   {warehouse(params("strict", "pending-reboot")), "tls.setting", "policy", "pending-reboot"},
		"a warehouse without a group":  {warehouse(""), "tls.setting", "policy", "does not name its group"},
		"a warehouse, no require_ssl":  {with(warehouse(params("strict", "in-sync")), "redshift.DescribeClusterParameters", "<DescribeClusterParametersResponse><DescribeClusterParametersResult/></DescribeClusterParametersResponse>"), "tls.setting", "policy", "no value"},
		"a warehouse going inside":     {warehouse("<PubliclyAccessible>false</PubliclyAccessible><PendingModifiedValues><PubliclyAccessible>true</PubliclyAccessible></PendingModifiedValues>"), "net.exposure", "public", "under way"},
		"a warehouse losing its key":   {warehouse("<Encrypted>true</Encrypted><PendingModifiedValues><EncryptionType>None</EncryptionType></PendingModifiedValues>"), "store.encryption", "encrypted", "under way"},
		"a warehouse with new days":    {warehouse("<AutomatedSnapshotRetentionPeriod>7</AutomatedSnapshotRetentionPeriod><PendingModifiedValues><AutomatedSnapshotRetentionPeriod>0</AutomatedSnapshotRetentionPeriod></PendingModifiedValues>"), "store.backup", "days", "under way"},
		"a warehouse with its own key": {warehouse("<Encrypted>true</Encrypted><HsmStatus><HsmConfigurationIdentifier>h</HsmConfigurationIdentifier></HsmStatus>"), "store.encryption", "kms", "hardware module"},
		"a file system":                {files(""), "store.encryption", "encrypted", "does not say"},
		"a backup that is to come":     {with(files(""), "efs.DescribeBackupPolicy", `{"BackupPolicy":{"Status":"ENABLING"}}`), "store.backup", "on", "ENABLING"},
		"a copy to nowhere":            {with(files(""), "efs.DescribeReplicationConfigurations", `{"Replications":[{"SourceFileSystemId":"x","Destinations":[{}]}]}`), "store.copy", "copies", "does not name the other region"},
		"a workgroup in change":        {work(`,"status":"MODIFYING","publiclyAccessible":false`), "net.exposure", "public", "MODIFYING"},
		"a workgroup in change, TLS":   {work(`,"status":"MODIFYING","configParameters":[{"parameterKey":"require_ssl","parameterValue":"true"}]`), "tls.setting", "policy", "MODIFYING"},
		"a namespace without a key":    {map[string]string{"redshiftserverless.ListNamespaces": `{"namespaces":[{"namespaceName":"x"}]}`}, "store.encryption", "kms", "does not name the key"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			for call, body := range c.answers {
				fake.Answers[call] = awstest.Text(body)
			}
			held(t, here(t, fake), c.kind, "x", c.key, `"k":"unknown"`, c.why)
		})
	}
}

// TestNoList: an answer of another shape is no empty list.
func TestNoList(t *testing.T) {
	for call, body := range map[string]string{
		"efs.DescribeFileSystems":               `{}`,
		"efs.DescribeReplicationConfigurations": `{"Other":[]}`,
		"memorydb.DescribeClusters":             `{}`,
		"opensearch.ListDomainNames":            `{}`,
		"opensearch.DescribeDomain":             `{}`,
		"redshiftserverless.ListNamespaces":     `{}`,
		"redshiftserverless.ListWorkgroups":     `{}`,
		"elasticache.DescribeReplicationGroups": `<OtherResponse/>`,
		"elasticache.DescribeCacheClusters":     `<DescribeCacheClustersResponse></DescribeCacheClustersResponse>`,
		"elasticache.DescribeServerlessCaches":  `<DescribeServerlessCachesResponse><OtherResult/></DescribeServerlessCachesResponse>`,
		"redshift.DescribeClusters":             `<html></html>`,
	} {
		t.Run(call, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers[call] = awstest.Text(body)
			gaps := make(map[string]bool)
			for _, x := range here(t, fake).Facts {
				if x.State == candor.Error {
					gaps[x.Kind] = true
				}
			}
			for _, s := range Specs() {
				for _, k := range s.Kinds {
					if s.ID == call && !gaps[k] {
						t.Errorf("%s seems whole", k)
					}
				}
			}
		})
	}
}
