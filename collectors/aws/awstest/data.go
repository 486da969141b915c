package awstest

import (
	"net/http"
	"regexp"
	"strings"
)

// dataRoutes are those of file systems and search domains.
func dataRoutes() []Route {
	var out []Route
	for _, x := range [][3]string{
		{"elasticfilesystem", `^/2015-02-01/file-systems$`, "efs.DescribeFileSystems"},
		{"elasticfilesystem", `^/2015-02-01/file-systems/replication-configurations$`, "efs.DescribeReplicationConfigurations"},
		{"elasticfilesystem", `^/2015-02-01/file-systems/[^/]+/policy$`, "efs.DescribeFileSystemPolicy"},
		{"elasticfilesystem", `^/2015-02-01/file-systems/[^/]+/backup-policy$`, "efs.DescribeBackupPolicy"},
		{"es", `^/2021-01-01/domain$`, "opensearch.ListDomainNames"},
		{"es", `^/2021-01-01/opensearch/domain/[^/]+$`, "opensearch.DescribeDomain"},
	} {
		out = append(out, Route{Signing: x[0], Method: http.MethodGet, Path: regexp.MustCompile(x[1]), Spec: x[2]})
	}
	return out
}

const keyARN = "arn:aws:kms:eu-central-1:111122223333:key/"

func fileAnswers() map[string]func(*Call) Reply {
	file := func(id, more string) string {
		return `{"FileSystemId":"` + id + `","FileSystemArn":"arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/` + id + `","LifeCycleState":"available","Name":"canary-name","CreationToken":"canary-token","Tags":[{"Key":"k","Value":"canary-tag"}]` + more + `}`
	}
	shared := func(c *Call) bool { return strings.Contains(c.Request.URL.Path, "fs-shared") }
	return map[string]func(*Call) Reply{
		"efs.DescribeFileSystems": Pages(
			`{"FileSystems":[`+file("fs-shared", `,"Encrypted":true,"KmsKeyId":"`+keyARN+`k1"`)+`],"NextMarker":"m"}`,
			`{"FileSystems":[`+file("fs-old", `,"Encrypted":false`)+`,`+file("fs-copy", `,"Encrypted":true,"KmsKeyId":"`+keyARN+`k2"`)+`]}`),
		"efs.DescribeReplicationConfigurations": Pages(
			`{"Replications":[{"SourceFileSystemId":"fs-shared","SourceFileSystemRegion":"eu-central-1","Destinations":[{"Status":"ENABLED","StatusMessage":"canary-message","FileSystemId":"fs-near","Region":"eu-central-1"},{"Status":"ENABLED","FileSystemId":"fs-far","Region":"eu-west-1"}]}],"NextToken":"t"}`,
			`{"Replications":[{"SourceFileSystemId":"fs-origin","SourceFileSystemRegion":"us-west-2","Destinations":[{"Status":"ENABLED","FileSystemId":"fs-copy","Region":"eu-central-1"}]}]}`),
		"efs.DescribeFileSystemPolicy": func(c *Call) Reply {
			if !shared(c) {
				return Fail(404, "PolicyNotFound")
			}
			return OK(`{"FileSystemId":"fs-shared","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Mount\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/app\"},\"Action\":\"elasticfilesystem:ClientMount\",\"Resource\":\"*\"}]}"}`)
		},
		"efs.DescribeBackupPolicy": func(c *Call) Reply {
			if !shared(c) {
				return Fail(404, "PolicyNotFound")
			}
			return OK(`{"BackupPolicy":{"Status":"ENABLED"}}`)
		},
	}
}

// inXML is an answer in XML to a call.
func inXML(call, inner string) string {
	return "<" + call + "Response><" + call + "Result>" + inner + "</" + call + "Result></" + call + "Response>"
}

func cacheAnswers() map[string]func(*Call) Reply {
	group := func(id, more string) string {
		return inXML("DescribeReplicationGroups", "<ReplicationGroups><ReplicationGroup><ReplicationGroupId>"+id+"</ReplicationGroupId><Description>canary-description</Description><Status>available</Status><ARN>arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:"+id+"</ARN><Engine>redis</Engine>"+more)
	}
	cluster := func(id, engine, more string) string {
		return "<CacheCluster><CacheClusterId>" + id + "</CacheClusterId><ARN>arn:aws:elasticache:eu-central-1:111122223333:cluster:" + id + "</ARN><Engine>" + engine + "</Engine><AtRestEncryptionEnabled>false</AtRestEncryptionEnabled><TransitEncryptionEnabled>false</TransitEncryptionEnabled><SnapshotRetentionLimit>0</SnapshotRetentionLimit>" + more + "</CacheCluster>"
	}
	serverless := func(name, engine, more string) string {
		return inXML("DescribeServerlessCaches", "<ServerlessCaches><member><ServerlessCacheName>"+name+"</ServerlessCacheName><Description>canary-description</Description><Status>available</Status><ARN>arn:aws:elasticache:eu-central-1:111122223333:serverlesscache:"+name+"</ARN><Engine>"+engine+"</Engine>"+more)
	}
	global := func(id, region, more string) string {
		return inXML("DescribeGlobalReplicationGroups", "<GlobalReplicationGroups><GlobalReplicationGroup><GlobalReplicationGroupId>"+id+"</GlobalReplicationGroupId><GlobalReplicationGroupDescription>canary-description</GlobalReplicationGroupDescription><Members><GlobalReplicationGroupMember><ReplicationGroupId>"+id+"</ReplicationGroupId><ReplicationGroupRegion>"+region+"</ReplicationGroupRegion></GlobalReplicationGroupMember></Members></GlobalReplicationGroup></GlobalReplicationGroups>"+more)
	}
	memory := func(name, more string) string {
		return `{"Name":"` + name + `","Description":"canary-description","Status":"available","ARN":"arn:aws:memorydb:eu-central-1:111122223333:cluster/` + name + `","Engine":"valkey"` + more + `}`
	}
	return map[string]func(*Call) Reply{
		"elasticache.DescribeReplicationGroups": Pages(
			group("feed", "<AtRestEncryptionEnabled>true</AtRestEncryptionEnabled><KmsKeyId>"+keyARN+"k1</KmsKeyId><TransitEncryptionEnabled>true</TransitEncryptionEnabled><TransitEncryptionMode>required</TransitEncryptionMode><SnapshotRetentionLimit>7</SnapshotRetentionLimit><GlobalReplicationGroupInfo><GlobalReplicationGroupId>planet</GlobalReplicationGroupId></GlobalReplicationGroupInfo></ReplicationGroup></ReplicationGroups><Marker>m</Marker>"),
			group("pages", "<AtRestEncryptionEnabled>false</AtRestEncryptionEnabled><TransitEncryptionEnabled>true</TransitEncryptionEnabled><TransitEncryptionMode>preferred</TransitEncryptionMode><SnapshotRetentionLimit>0</SnapshotRetentionLimit></ReplicationGroup></ReplicationGroups>")),
		"elasticache.DescribeCacheClusters": Pages(
			inXML("DescribeCacheClusters", "<CacheClusters>"+cluster("single", "redis", "")+cluster("feed-001", "redis", "<ReplicationGroupId>feed</ReplicationGroupId>")+"</CacheClusters><Marker>m</Marker>"),
			inXML("DescribeCacheClusters", "<CacheClusters>"+cluster("plain", "memcached", "")+"</CacheClusters>")),
		"elasticache.DescribeServerlessCaches": Pages(
			serverless("quick", "valkey", "<KmsKeyId>"+keyARN+"k2</KmsKeyId><SnapshotRetentionLimit>3</SnapshotRetentionLimit></member></ServerlessCaches><NextToken>t</NextToken>"),
			serverless("short", "memcached", "</member></ServerlessCaches>")),
		"elasticache.DescribeGlobalReplicationGroups": Pages(global("planet", "eu-west-1", "<Marker>m</Marker>"), global("other", "eu-central-1", "")),
		"memorydb.DescribeClusters": Pages(
			`{"Clusters":[`+memory("board", `,"TLSEnabled":true,"KmsKeyId":"`+keyARN+`k1","SnapshotRetentionLimit":14`)+`],"NextToken":"t"}`,
			`{"Clusters":[`+memory("wide", `,"TLSEnabled":false,"SnapshotRetentionLimit":0,"MultiRegionClusterName":"ring-wide"`)+`]}`),
	}
}

func searchAnswers() map[string]func(*Call) Reply {
	domain := func(name, more string) string {
		return `{"DomainStatus":{"DomainId":"1/` + name + `","DomainName":"` + name + `","ARN":"arn:aws:es:eu-central-1:111122223333:domain/` + name + `","Created":true,"Deleted":false,"CognitoOptions":{"UserPoolId":"canary-pool"},` + more + `}}`
	}
	return map[string]func(*Call) Reply{
		"opensearch.ListDomainNames": Text(`{"DomainNames":[{"DomainName":"find","EngineType":"OpenSearch"},{"DomainName":"open","EngineType":"Elasticsearch"}]}`),
		"opensearch.DescribeDomain": func(c *Call) Reply {
			if strings.HasSuffix(c.Request.URL.Path, "/find") {
				return OK(domain("find", `"Processing":false,"Endpoints":{"vpc":"canary-endpoint"},"VPCOptions":{"VPCId":"vpc-1","SubnetIds":["subnet-1"]},"EncryptionAtRestOptions":{"Enabled":true,"KmsKeyId":"`+keyARN+`k1"},"DomainEndpointOptions":{"EnforceHTTPS":true,"TLSSecurityPolicy":"Policy-Min-TLS-1-2-PFS-2023-10"},"AccessPolicies":""`))
			}
			return OK(domain("open", `"Processing":false,"Endpoint":"canary-endpoint","EncryptionAtRestOptions":{"Enabled":false},"DomainEndpointOptions":{"EnforceHTTPS":false,"TLSSecurityPolicy":"Policy-Min-TLS-1-0-2019-07"},"AccessPolicies":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"es:*\",\"Resource\":\"*\"}]}"`))
		},
	}
}

func warehouseAnswers() map[string]func(*Call) Reply {
	cluster := func(id, group, more string) string {
		return inXML("DescribeClusters", "<Clusters><Cluster><ClusterIdentifier>"+id+"</ClusterIdentifier><ClusterStatus>available</ClusterStatus><MasterUsername>canary-user</MasterUsername><DBName>canary-database</DBName><ClusterParameterGroups><ClusterParameterGroup><ParameterGroupName>"+group+"</ParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></ClusterParameterGroup></ClusterParameterGroups>"+more)
	}
	parameters := func(name, value, more string) string {
		return inXML("DescribeClusterParameters", "<Parameters><Parameter><ParameterName>"+name+"</ParameterName><ParameterValue>"+value+"</ParameterValue></Parameter></Parameters>"+more)
	}
	space := func(name, key string) string {
		return `{"namespaceName":"` + name + `","namespaceArn":"arn:aws:redshift-serverless:eu-central-1:111122223333:namespace/` + name + `","kmsKeyId":"` + key + `","status":"AVAILABLE","adminUsername":"canary-user","dbName":"canary-database"}`
	}
	work := func(name, more string) string {
		return `{"workgroupName":"` + name + `","workgroupArn":"arn:aws:redshift-serverless:eu-central-1:111122223333:workgroup/` + name + `","status":"AVAILABLE",` + more + `}`
	}
	return map[string]func(*Call) Reply{
		"redshift.DescribeClusters": Pages(
			cluster("facts", "strict", "<Encrypted>true</Encrypted><KmsKeyId>"+keyARN+"k1</KmsKeyId><PubliclyAccessible>false</PubliclyAccessible><AutomatedSnapshotRetentionPeriod>14</AutomatedSnapshotRetentionPeriod><ClusterSnapshotCopyStatus><DestinationRegion>eu-west-1</DestinationRegion><RetentionPeriod>7</RetentionPeriod></ClusterSnapshotCopyStatus></Cluster></Clusters><Marker>m</Marker>"),
			cluster("scratch", "default.redshift-1.0", "<Encrypted>false</Encrypted><PubliclyAccessible>true</PubliclyAccessible><AutomatedSnapshotRetentionPeriod>0</AutomatedSnapshotRetentionPeriod></Cluster></Clusters>")),
		"redshift.DescribeClusterParameters": func(c *Call) Reply {
			switch {
			case c.Token == "":
				return OK(parameters("search_path", "canary-path", "<Marker>m</Marker>"))
			case c.Form.Get("ParameterGroupName") == "strict":
				return OK(parameters("require_ssl", "true", ""))
			}
			return OK(parameters("require_ssl", "false", ""))
		},
		"redshiftserverless.ListNamespaces": Pages(`{"namespaces":[`+space("lake", "AWS_OWNED_KMS_KEY")+`],"nextToken":"t"}`, `{"namespaces":[`+space("ledgers", keyARN+"k1")+`]}`),
		"redshiftserverless.ListWorkgroups": Pages(
			`{"workgroups":[`+work("ask", `"publiclyAccessible":false,"configParameters":[{"parameterKey":"search_path","parameterValue":"canary-path"},{"parameterKey":"require_ssl","parameterValue":"true"}]`)+`],"nextToken":"t"}`,
			`{"workgroups":[`+work("wide-open", `"publiclyAccessible":true,"configParameters":[]`)+`]}`),
	}
}
