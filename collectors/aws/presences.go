package aws

import (
	"net/http"
	"slices"
)

// storeKinds are the kinds that tell of any store.
func storeKinds() []string {
	return []string{"store.backup", "store.copy", "store.encryption", "store.protection", "store.region"}
}

// bucketKinds are those that tell of buckets, of any sort.
func bucketKinds() []string {
	return storeAnd("iam.statement", "s3.access", "store.expiry", "store.lock", "tls.bucket")
}

// copyKinds are those that tell of what was set aside of a store.
func copyKinds() []string { return []string{"store.copy", "store.encryption", "store.region"} }

// snapshotKinds are copyKinds of snapshots that can be shared with everybody.
func snapshotKinds() []string { return append(copyKinds(), "net.exposure") }

func storeAnd(kinds ...string) []string { return append(storeKinds(), kinds...) }

// presences are the lists that are asked for only to learn whether they are empty.
// What makes a service one of them: it keeps what a customer puts into it, or a
// kind of fact else would be of only some of what AWS has. QLDB is none: AWS
// ended it on 31 July 2025.
func presences() []presence {
	return slices.Concat(bucketLists(), streamLists(), lightsailLists(), databaseLists(), snapshotLists(), publicLists(), otherLists())
}

// rest is a list that stands at a path, in JSON.
func rest(path, mark string) wire { return wire{method: http.MethodGet, path: path, mark: mark} }

// named is a list that is asked for by a name in a header, in JSON 1.1.
func named(target, mark string) wire { return wire{target: target, json: "1.1", mark: mark} }

// named10 is the same in JSON 1.0.
func named10(target, mark string) wire { return wire{target: target, json: "1.0", mark: mark} }

func bucketLists() []presence {
	buckets := []string{"s3"} // who says buckets means these, too
	return []presence{
		{spec: "s3express.ListDirectoryBuckets", needs: "s3express:ListAllMyDirectoryBuckets", what: "directory buckets", part: "s3express", parts: buckets, kinds: bucketKinds(), sign: "s3express", host: "s3express-control",
			wire: wire{method: http.MethodGet, path: "/", root: "ListAllMyDirectoryBucketsResult", mark: "continuation-token"}, list: "Buckets", entry: "Name", next: "ContinuationToken", typ: "AWS::S3Express::DirectoryBucket"},
		{spec: "s3tables.ListTableBuckets", needs: "s3tables:ListTableBuckets", what: "table buckets", part: "s3tables", parts: buckets, kinds: bucketKinds(), sign: "s3tables",
			wire: rest("/buckets", "continuationToken"), list: "tableBuckets", entry: "name", next: "continuationToken", typ: "AWS::S3Tables::TableBucket"},
		{spec: "s3vectors.ListVectorBuckets", needs: "s3vectors:ListVectorBuckets", what: "vector buckets", part: "s3vectors", parts: buckets, kinds: bucketKinds(), sign: "s3vectors", dual: true,
			wire: wire{method: http.MethodPost, path: "/ListVectorBuckets", mark: "nextToken"}, list: "vectorBuckets", entry: "vectorBucketName", next: "nextToken", typ: "AWS::S3Vectors::VectorBucket"},
		{spec: "s3outposts.ListOutpostsWithS3", needs: "s3-outposts:ListOutpostsWithS3", what: "Outposts with buckets", part: "s3-outposts", parts: buckets, kinds: bucketKinds(), sign: "s3-outposts",
			wire: rest("/S3Outposts/ListOutpostsWithS3", "nextToken"), list: "Outposts", entry: "OutpostId", next: "NextToken", typ: "AWS::S3Outposts::Bucket"},
		{spec: "fsx.DescribeFileSystems", needs: "fsx:DescribeFileSystems", what: "file systems of FSx", part: "fsx", kinds: storeAnd("tls.setting"), sign: "fsx",
			wire: named("AWSSimbaAPIService_v20180301.DescribeFileSystems", "NextToken"), list: "FileSystems", entry: "FileSystemId", next: "NextToken", typ: "AWS::FSx::FileSystem"},
		{spec: "fsx.DescribeBackups", needs: "fsx:DescribeBackups", what: "backups of FSx", part: "fsx", kinds: copyKinds(), sign: "fsx",
			wire: named("AWSSimbaAPIService_v20180301.DescribeBackups", "NextToken"), list: "Backups", entry: "BackupId", next: "NextToken", typ: "AWS::FSx::FileSystem"},
		{spec: "fsx.DescribeFileCaches", needs: "fsx:DescribeFileCaches", what: "file caches", part: "fsx", kinds: storeAnd("tls.setting"), sign: "fsx",
			wire: named("AWSSimbaAPIService_v20180301.DescribeFileCaches", "NextToken"), list: "FileCaches", entry: "FileCacheId", next: "NextToken", typ: "AWS::FSx::FileSystem"},
		{spec: "glacier.ListVaults", needs: "glacier:ListVaults", what: "vaults of Glacier", part: "glacier", kinds: storeAnd("iam.statement", "store.lock"), sign: "glacier",
			wire: wire{method: http.MethodGet, path: "/-/vaults", header: map[string]string{"X-Amz-Glacier-Version": "2012-06-01"}, mark: "marker"}, list: "VaultList", entry: "VaultName", next: "Marker",
			absent: []string{"NoLongerSupportedException"}}, // to an account that has no storage of Glacier
		{spec: "storagegateway.ListGateways", needs: "storagegateway:ListGateways", what: "storage gateways", part: "storagegateway", kinds: storeKinds(), sign: "storagegateway",
			wire: named("StorageGateway_20130630.ListGateways", "Marker"), list: "Gateways", entry: "GatewayId", next: "Marker"},
	}
}

func streamLists() []presence {
	return []presence{
		{spec: "kinesis.ListStreams", needs: "kinesis:ListStreams", what: "streams of Kinesis", part: "kinesis", kinds: storeAnd("iam.statement", "tls.setting"), sign: "kinesis",
			wire: named("Kinesis_20131202.ListStreams", "NextToken"), list: "StreamNames", next: "NextToken", typ: "AWS::Kinesis::Stream"},
		{spec: "firehose.ListDeliveryStreams", needs: "firehose:ListDeliveryStreams", what: "delivery streams", part: "firehose", kinds: storeAnd("tls.setting"), sign: "firehose",
			wire: wire{target: "Firehose_20150804.ListDeliveryStreams", json: "1.1", params: map[string]any{"Limit": 10_000}}, list: "DeliveryStreamNames", more: "HasMoreDeliveryStreams", typ: "AWS::KinesisFirehose::DeliveryStream"},
		{spec: "kinesisvideo.ListStreams", needs: "kinesisvideo:ListStreams", what: "video streams", part: "kinesisvideo", kinds: storeAnd("tls.setting"), sign: "kinesisvideo",
			wire: wire{method: http.MethodPost, path: "/listStreams", mark: "NextToken"}, list: "StreamInfoList", entry: "StreamName", next: "NextToken", typ: "AWS::KinesisVideo::Stream"},
		{spec: "kafka.ListClustersV2", needs: "kafka:ListClustersV2", what: "clusters of MSK", part: "kafka", kinds: storeAnd("iam.statement", "net.exposure", "tls.setting"), sign: "kafka",
			wire: rest("/api/v2/clusters", "nextToken"), list: "clusterInfoList", entry: "clusterName", next: "nextToken", typ: "AWS::MSK::Cluster"},
		{spec: "mq.ListBrokers", needs: "mq:ListBrokers", what: "brokers of Amazon MQ", part: "mq", kinds: storeAnd("net.exposure", "tls.setting"), sign: "mq",
			wire: rest("/v1/brokers", "nextToken"), list: "brokerSummaries", entry: "brokerName", next: "nextToken", typ: "AWS::AmazonMQ::Broker"},
	}
}

func lightsailLists() []presence {
	var out []presence
	for _, x := range []struct {
		call, what, list, entry string
		parts, kinds            []string
	}{
		{"Instances", "small servers", "instances", "name", nil, storeAnd("net.exposure", "net.route")},
		{"RelationalDatabases", "databases of Lightsail", "relationalDatabases", "name", nil, storeAnd("net.exposure", "tls.setting")},
		{"Buckets", "buckets of Lightsail", "buckets", "name", []string{"s3"}, append(bucketKinds(), "net.exposure")},
		{"Disks", "disks of Lightsail", "disks", "name", nil, storeKinds()},
		{"InstanceSnapshots", "snapshots of small servers", "instanceSnapshots", "name", nil, copyKinds()},
		{"DiskSnapshots", "snapshots of disks of Lightsail", "diskSnapshots", "name", nil, copyKinds()},
		{"RelationalDatabaseSnapshots", "snapshots of databases of Lightsail", "relationalDatabaseSnapshots", "name", nil, copyKinds()},
		{"ContainerServices", "container services of Lightsail", "containerServices", "containerServiceName", nil, []string{"net.exposure"}},
	} {
		p := presence{spec: "lightsail.Get" + x.call, needs: "lightsail:Get" + x.call, what: x.what, part: "lightsail", parts: x.parts, kinds: x.kinds, sign: "lightsail",
			wire: named("Lightsail_20161128.Get"+x.call, "pageToken"), list: x.list, entry: x.entry, next: "nextPageToken", typ: "AWS::Lightsail::Instance"}
		if x.call == "ContainerServices" {
			p.next = "" // all at once
		}
		out = append(out, p)
	}
	return out
}

func databaseLists() []presence {
	return []presence{
		{spec: "dax.DescribeClusters", needs: "dax:DescribeClusters", what: "clusters of DAX", part: "dax", kinds: storeAnd("tls.setting"), sign: "dax",
			wire: named("AmazonDAXV3.DescribeClusters", "NextToken"), list: "Clusters", entry: "ClusterName", next: "NextToken", typ: "AWS::DAX::Cluster"},
		{spec: "opensearchserverless.ListCollections", needs: "aoss:ListCollections", what: "collections of OpenSearch Serverless", part: "aoss", kinds: storeAnd("iam.statement", "net.exposure", "tls.setting"), sign: "aoss",
			wire: named10("OpenSearchServerless.ListCollections", "nextToken"), list: "collectionSummaries", entry: "name", next: "nextToken", typ: "AWS::OpenSearchServerless::Collection"},
		{spec: "docdbelastic.ListClusters", needs: "docdb-elastic:ListClusters", what: "elastic clusters of DocumentDB", part: "docdb-elastic", kinds: storeAnd("tls.setting"), sign: "docdb-elastic",
			wire: rest("/clusters", "nextToken"), list: "clusters", entry: "clusterName", next: "nextToken", typ: "AWS::DocDBElastic::Cluster"},
		{spec: "docdbelastic.ListClusterSnapshots", needs: "docdb-elastic:ListClusterSnapshots", what: "snapshots of elastic clusters of DocumentDB", part: "docdb-elastic", kinds: copyKinds(), sign: "docdb-elastic",
			wire: rest("/cluster-snapshots", "nextToken"), list: "snapshots", entry: "snapshotName", next: "nextToken", typ: "AWS::DocDBElastic::Cluster"},
		{spec: "timestreamwrite.ListDatabases", needs: "timestream:ListDatabases", what: "databases of Timestream", part: timestream, kinds: storeKinds(), sign: timestream, host: "ingest.timestream", cells: true,
			wire: named10("Timestream_20181101.ListDatabases", "NextToken"), list: "Databases", entry: "DatabaseName", next: "NextToken", typ: "AWS::Timestream::Database"},
		{spec: "timestreaminfluxdb.ListDbInstances", needs: "timestream-influxdb:ListDbInstances", what: "databases of Timestream for InfluxDB", part: "timestream-influxdb", kinds: storeAnd("net.exposure", "tls.setting"), sign: "timestream-influxdb",
			wire: named10("AmazonTimestreamInfluxDB.ListDbInstances", "nextToken"), list: "items", entry: "name", next: "nextToken", typ: "AWS::Timestream::InfluxDBInstance"},
		{spec: "timestreaminfluxdb.ListDbClusters", needs: "timestream-influxdb:ListDbClusters", what: "clusters of Timestream for InfluxDB", part: "timestream-influxdb", kinds: storeAnd("net.exposure", "tls.setting"), sign: "timestream-influxdb",
			wire: named10("AmazonTimestreamInfluxDB.ListDbClusters", "nextToken"), list: "items", entry: "name", next: "nextToken", typ: "AWS::Timestream::InfluxDBInstance"},
		{spec: "keyspaces.ListKeyspaces", needs: "cassandra:Select", what: "keyspaces", part: "cassandra", kinds: storeKinds(), sign: "cassandra", own: []string{"system", "system_multiregion_info", "system_schema", "system_schema_mcs"},
			doubt: "whether the right to read the tables of the system, the only one that is asked for, shows all of them is not known",
			wire:  named10("KeyspacesService.ListKeyspaces", "nextToken"), list: "keyspaces", entry: "keyspaceName", next: "nextToken", typ: "AWS::Cassandra::Keyspace"},
		{spec: "dsql.ListClusters", needs: "dsql:ListClusters", what: "clusters of Aurora DSQL", part: "dsql", kinds: storeAnd("iam.statement", "net.exposure"), sign: "dsql", dual: true,
			wire: rest("/cluster", "next-token"), list: "clusters", entry: "identifier", next: "nextToken", typ: "AWS::DSQL::Cluster"},
		{spec: "neptunegraph.ListGraphs", needs: "neptune-graph:ListGraphs", what: "graphs of Neptune Analytics", part: "neptune-graph", kinds: storeAnd("net.exposure"), sign: "neptune-graph",
			wire: rest("/graphs", "nextToken"), list: "graphs", entry: "name", next: "nextToken", typ: "AWS::NeptuneGraph::Graph"},
		{spec: "neptunegraph.ListGraphSnapshots", needs: "neptune-graph:ListGraphSnapshots", what: "snapshots of graphs of Neptune Analytics", part: "neptune-graph", kinds: copyKinds(), sign: "neptune-graph",
			wire: rest("/snapshots", "nextToken"), list: "graphSnapshots", entry: "name", next: "nextToken", typ: "AWS::NeptuneGraph::Graph"},
		{spec: "healthlake.ListFHIRDatastores", needs: "healthlake:ListFHIRDatastores", what: "data stores of HealthLake", part: "healthlake", kinds: storeKinds(), sign: "healthlake",
			wire: named10("HealthLake.ListFHIRDatastores", "NextToken"), list: "DatastorePropertiesList", entry: "DatastoreId", next: "NextToken", typ: "AWS::HealthLake::FHIRDatastore"},
		{spec: "workspaces.DescribeWorkspaces", needs: "workspaces:DescribeWorkspaces", what: "desktops of WorkSpaces", part: "workspaces", kinds: storeKinds(), sign: "workspaces",
			wire: named("WorkspacesService.DescribeWorkspaces", "NextToken"), list: "Workspaces", entry: "WorkspaceId", next: "NextToken", typ: "AWS::WorkSpaces::Workspace"},
	}
}

func snapshotLists() []presence {
	return []presence{
		{spec: "elasticache.DescribeSnapshots", needs: "elasticache:DescribeSnapshots", what: "snapshots of caches", part: "elasticache", kinds: copyKinds(), sign: "elasticache",
			wire: wire{action: "DescribeSnapshots", version: cacheVersion, mark: "Marker"}, list: "Snapshots", entry: "SnapshotName", next: "Marker"},
		{spec: "elasticache.DescribeServerlessCacheSnapshots", needs: "elasticache:DescribeServerlessCacheSnapshots", what: "snapshots of serverless caches", part: "elasticache", kinds: copyKinds(), sign: "elasticache",
			wire: wire{action: "DescribeServerlessCacheSnapshots", version: cacheVersion, mark: "NextToken"}, list: "ServerlessCacheSnapshots", entry: "ServerlessCacheSnapshotName", next: "NextToken"},
		{spec: "memorydb.DescribeSnapshots", needs: "memorydb:DescribeSnapshots", what: "snapshots of MemoryDB", part: "memorydb", kinds: copyKinds(), sign: "memorydb", host: "memory-db",
			wire: named("AmazonMemoryDB.DescribeSnapshots", "NextToken"), list: "Snapshots", entry: "Name", next: "NextToken", typ: "AWS::MemoryDB::Cluster"},
		{spec: "redshift.DescribeClusterSnapshots", needs: "redshift:DescribeClusterSnapshots", what: "snapshots of warehouses", part: "redshift", kinds: snapshotKinds(), sign: "redshift",
			wire: wire{action: "DescribeClusterSnapshots", version: warehouseVersion, mark: "Marker"}, list: "Snapshots", entry: "SnapshotIdentifier", next: "Marker"},
		{spec: "redshiftserverless.ListSnapshots", needs: "redshift-serverless:ListSnapshots", what: "snapshots of serverless warehouses", part: "redshift-serverless", kinds: snapshotKinds(), sign: "redshift-serverless",
			wire: named("RedshiftServerless.ListSnapshots", "nextToken"), list: "snapshots", entry: "snapshotName", next: "nextToken", typ: "AWS::RedshiftServerless::Namespace"},
		{spec: "redshiftserverless.ListRecoveryPoints", needs: "redshift-serverless:ListRecoveryPoints", what: "recovery points of serverless warehouses", part: "redshift-serverless", kinds: copyKinds(), sign: "redshift-serverless",
			wire: named("RedshiftServerless.ListRecoveryPoints", "nextToken"), list: "recoveryPoints", entry: "recoveryPointId", next: "nextToken", typ: "AWS::RedshiftServerless::Namespace"},
	}
}

// publicLists are asked for once for an account: what is public has no region.
func publicLists() []presence {
	return []presence{
		{spec: "ecrpublic.DescribeRepositories", needs: "ecr-public:DescribeRepositories", what: "public repositories of images", part: "ecr-public", parts: []string{"ecr"}, kinds: []string{"iam.statement", "net.exposure", "registry.scan", "registry.tags"}, sign: "ecr-public", host: "api.ecr-public",
			wire: named("SpencerFrontendService.DescribeRepositories", "nextToken"), list: "repositories", entry: "repositoryName", next: "nextToken", typ: "AWS::ECR::PublicRepository"},
	}
}

func otherLists() []presence {
	return []presence{
		{spec: "appsync.ListGraphqlApis", needs: "appsync:ListGraphqlApis", what: "APIs of AppSync", part: "appsync", kinds: []string{"log.access", "net.exposure"}, sign: "appsync",
			wire: rest("/v1/apis", "nextToken"), list: "graphqlApis", entry: "name", next: "nextToken", typ: "AWS::AppSync::GraphQLApi"},
		{spec: "appsync.ListApis", needs: "appsync:ListApis", what: "event APIs of AppSync", part: "appsync", kinds: []string{"log.access", "net.exposure"}, sign: "appsync",
			wire: rest("/v2/apis", "nextToken"), list: "apis", entry: "name", next: "nextToken", typ: "AWS::AppSync::GraphQLApi"},
		{spec: "vpclattice.ListServices", needs: "vpc-lattice:ListServices", what: "services of VPC Lattice", part: "vpc-lattice", kinds: []string{"iam.statement", "log.access"}, sign: "vpc-lattice",
			wire: rest("/services", "nextToken"), list: "items", entry: "name", next: "nextToken", typ: "AWS::VpcLattice::Service"},
		{spec: "cloudtrail.ListEventDataStores", needs: "cloudtrail:ListEventDataStores", what: "event stores of CloudTrail Lake", part: "cloudtrail", kinds: []string{"log.retention"}, sign: "cloudtrail",
			wire: named("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListEventDataStores", "NextToken"), list: "EventDataStores", entry: "Name", next: "NextToken"},
		{spec: "ssoadmin.ListInstances", needs: "sso:ListInstances", what: "instances of IAM Identity Center", part: "sso", parts: []string{"iam", "identitystore"}, kinds: []string{"iam.user"}, sign: "sso",
			wire: named("SWBExternalService.ListInstances", "NextToken"), list: "Instances", entry: "InstanceArn", next: "NextToken", typ: "AWS::SSO::Instance"},
	}
}
