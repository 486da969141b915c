package awstest

import (
	"net/http"
	"regexp"
	"strings"
)

// presenceRoutes are those of lists that stand at a path.
func presenceRoutes() []Route {
	var out []Route
	for _, x := range [][4]string{
		{"s3express", http.MethodGet, `^/$`, "s3express.ListDirectoryBuckets"},
		{"s3tables", http.MethodGet, `^/buckets$`, "s3tables.ListTableBuckets"},
		{"s3vectors", http.MethodPost, `^/ListVectorBuckets$`, "s3vectors.ListVectorBuckets"},
		{"s3-outposts", http.MethodGet, `^/S3Outposts/ListOutpostsWithS3$`, "s3outposts.ListOutpostsWithS3"},
		{"glacier", http.MethodGet, `^/-/vaults$`, "glacier.ListVaults"},
		{"kinesisvideo", http.MethodPost, `^/listStreams$`, "kinesisvideo.ListStreams"},
		{"kafka", http.MethodGet, `^/api/v2/clusters$`, "kafka.ListClustersV2"},
		{"mq", http.MethodGet, `^/v1/brokers$`, "mq.ListBrokers"},
		{"docdb-elastic", http.MethodGet, `^/clusters$`, "docdbelastic.ListClusters"},
		{"docdb-elastic", http.MethodGet, `^/cluster-snapshots$`, "docdbelastic.ListClusterSnapshots"},
		{"dsql", http.MethodGet, `^/cluster$`, "dsql.ListClusters"},
		{"neptune-graph", http.MethodGet, `^/graphs$`, "neptunegraph.ListGraphs"},
		{"neptune-graph", http.MethodGet, `^/snapshots$`, "neptunegraph.ListGraphSnapshots"},
		{"appsync", http.MethodGet, `^/v1/apis$`, "appsync.ListGraphqlApis"},
		{"appsync", http.MethodGet, `^/v2/apis$`, "appsync.ListApis"},
		{"vpc-lattice", http.MethodGet, `^/services$`, "vpclattice.ListServices"},
	} {
		out = append(out, Route{Signing: x[0], Method: x[1], Path: regexp.MustCompile(x[2]), Spec: x[3]})
	}
	return out
}

// presenceAnswers are the lists of what the account does not use: the first page
// of each is empty and not the last.
func presenceAnswers() map[string]func(*Call) Reply {
	out := map[string]func(*Call) Reply{
		"s3express.ListDirectoryBuckets": Pages(
			`<ListAllMyDirectoryBucketsResult><Buckets/><ContinuationToken>t</ContinuationToken></ListAllMyDirectoryBucketsResult>`,
			`<ListAllMyDirectoryBucketsResult><Buckets/></ListAllMyDirectoryBucketsResult>`),
		"firehose.ListDeliveryStreams":      Text(`{"DeliveryStreamNames":[],"HasMoreDeliveryStreams":false}`),
		"lightsail.GetContainerServices":    Text(`{"containerServices":[]}`),
		"timestreamwrite.DescribeEndpoints": Text(`{"Endpoints":[{"Address":"ingest-cell1.timestream.us-east-1.amazonaws.com","CachePeriodInMinutes":1440},{"Address":"ingest-cell2.timestream.eu-central-1.amazonaws.com","CachePeriodInMinutes":1440}]}`),
		"keyspaces.ListKeyspaces":           Pages(`{"keyspaces":[],"nextToken":"t"}`, `{"keyspaces":[{"keyspaceName":"system"},{"keyspaceName":"system_schema"}]}`),
	}
	for _, x := range [][3]string{
		{"s3tables.ListTableBuckets", "tableBuckets", "continuationToken"},
		{"s3vectors.ListVectorBuckets", "vectorBuckets", "nextToken"},
		{"s3outposts.ListOutpostsWithS3", "Outposts", "NextToken"},
		{"fsx.DescribeFileSystems", "FileSystems", "NextToken"},
		{"fsx.DescribeBackups", "Backups", "NextToken"},
		{"fsx.DescribeFileCaches", "FileCaches", "NextToken"},
		{"glacier.ListVaults", "VaultList", "Marker"},
		{"storagegateway.ListGateways", "Gateways", "Marker"},
		{"kinesis.ListStreams", "StreamNames", "NextToken"},
		{"kinesisvideo.ListStreams", "StreamInfoList", "NextToken"},
		{"kafka.ListClustersV2", "clusterInfoList", "nextToken"},
		{"mq.ListBrokers", "brokerSummaries", "nextToken"},
		{"lightsail.GetInstances", "instances", "nextPageToken"},
		{"lightsail.GetRelationalDatabases", "relationalDatabases", "nextPageToken"},
		{"lightsail.GetBuckets", "buckets", "nextPageToken"},
		{"lightsail.GetDisks", "disks", "nextPageToken"},
		{"lightsail.GetInstanceSnapshots", "instanceSnapshots", "nextPageToken"},
		{"lightsail.GetDiskSnapshots", "diskSnapshots", "nextPageToken"},
		{"lightsail.GetRelationalDatabaseSnapshots", "relationalDatabaseSnapshots", "nextPageToken"},
		{"dax.DescribeClusters", "Clusters", "NextToken"},
		{"opensearchserverless.ListCollections", "collectionSummaries", "nextToken"},
		{"docdbelastic.ListClusters", "clusters", "nextToken"},
		{"docdbelastic.ListClusterSnapshots", "snapshots", "nextToken"},
		{"timestreamwrite.ListDatabases", "Databases", "NextToken"},
		{"timestreaminfluxdb.ListDbInstances", "items", "nextToken"},
		{"timestreaminfluxdb.ListDbClusters", "items", "nextToken"},
		{"dsql.ListClusters", "clusters", "nextToken"},
		{"neptunegraph.ListGraphs", "graphs", "nextToken"},
		{"neptunegraph.ListGraphSnapshots", "graphSnapshots", "nextToken"},
		{"healthlake.ListFHIRDatastores", "DatastorePropertiesList", "NextToken"},
		{"workspaces.DescribeWorkspaces", "Workspaces", "NextToken"},
		{"memorydb.DescribeSnapshots", "Snapshots", "NextToken"},
		{"redshiftserverless.ListSnapshots", "snapshots", "nextToken"},
		{"redshiftserverless.ListRecoveryPoints", "recoveryPoints", "nextToken"},
		{"ecrpublic.DescribeRepositories", "repositories", "nextToken"},
		{"appsync.ListGraphqlApis", "graphqlApis", "nextToken"},
		{"appsync.ListApis", "apis", "nextToken"},
		{"vpclattice.ListServices", "items", "nextToken"},
		{"cloudtrail.ListEventDataStores", "EventDataStores", "NextToken"},
		{"ssoadmin.ListInstances", "Instances", "NextToken"},
	} {
		out[x[0]] = Pages(`{"`+x[1]+`":[],"`+x[2]+`":"t"}`, `{"`+x[1]+`":[],"`+x[2]+`":null}`)
	}
	for _, x := range [][2]string{{"elasticache.DescribeSnapshots", "Snapshots"}, {"redshift.DescribeClusterSnapshots", "Snapshots"}} {
		_, call, _ := strings.Cut(x[0], ".")
		out[x[0]] = Pages(inXML(call, "<"+x[1]+"/><Marker>m</Marker>"), inXML(call, "<"+x[1]+"/>"))
	}
	proxy := func(name, more string) string {
		return "<member><DBProxyName>" + name + "</DBProxyName><DBProxyArn>arn:aws:rds:eu-central-1:111122223333:db-proxy:" + name + "</DBProxyArn><Auth><member><SecretArn>canary-secret</SecretArn><UserName>canary-user</UserName></member></Auth>" + more + "</member>"
	}
	out["rds.DescribeDBProxies"] = Pages(
		inXML("DescribeDBProxies", "<DBProxies>"+proxy("strict", "<RequireTLS>true</RequireTLS><Status>available</Status>")+"</DBProxies><Marker>m</Marker>"),
		inXML("DescribeDBProxies", "<DBProxies>"+proxy("lax", "<RequireTLS>false</RequireTLS><Status>available</Status>")+proxy("untold", "<Status>available</Status>")+
			proxy("coming", "<RequireTLS>true</RequireTLS><Status>creating</Status>")+"</DBProxies>"))
	out["elasticache.DescribeServerlessCacheSnapshots"] = Pages(
		inXML("DescribeServerlessCacheSnapshots", "<ServerlessCacheSnapshots/><NextToken>t</NextToken>"),
		inXML("DescribeServerlessCacheSnapshots", "<ServerlessCacheSnapshots></ServerlessCacheSnapshots>"))
	return out
}
