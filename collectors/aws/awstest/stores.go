package awstest

import (
	"net/http"
	"regexp"
)

func storeRoutes() []Route {
	return []Route{
		{Signing: "lambda", Method: http.MethodGet, Path: regexp.MustCompile(`^/2015-03-31/functions/?$`), Spec: "lambda.ListFunctions"},
		{Signing: "lambda", Method: http.MethodGet, Path: regexp.MustCompile(`^/2021-10-31/functions/[^/]+/urls$`), Spec: "lambda.ListFunctionUrlConfigs"},
		{Signing: "lambda", Method: http.MethodGet, Path: regexp.MustCompile(`^/2015-03-31/functions/[^/]+/policy$`), Spec: "lambda.GetPolicy"},
	}
}

func storeAnswers() map[string]func(*Call) Reply {
	instances := func(inner, marker string) string {
		return "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>" + inner + "</DBInstances>" + marker + "</DescribeDBInstancesResult></DescribeDBInstancesResponse>"
	}
	instance := func(name, more string) string {
		return "<DBInstance><DBInstanceIdentifier>" + name + "</DBInstanceIdentifier><DBInstanceArn>arn:aws:rds:eu-central-1:111122223333:db:" + name + "</DBInstanceArn><MasterUsername>canary-master</MasterUsername><StorageEncrypted>true</StorageEncrypted><KmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/k1</KmsKeyId><BackupRetentionPeriod>14</BackupRetentionPeriod><DeletionProtection>true</DeletionProtection><PubliclyAccessible>false</PubliclyAccessible><DBParameterGroups><DBParameterGroup><DBParameterGroupName>strict</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>" + more + "</DBInstance>"
	}
	clusters := func(inner, marker string) string {
		return "<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters>" + inner + "</DBClusters>" + marker + "</DescribeDBClustersResult></DescribeDBClustersResponse>"
	}
	cluster := func(name string) string {
		return "<DBCluster><DBClusterIdentifier>" + name + "</DBClusterIdentifier><DBClusterArn>arn:aws:rds:eu-central-1:111122223333:cluster:" + name + "</DBClusterArn><StorageEncrypted>true</StorageEncrypted><KmsKeyId>arn:aws:kms:eu-central-1:111122223333:key/k2</KmsKeyId><BackupRetentionPeriod>7</BackupRetentionPeriod><DeletionProtection>true</DeletionProtection><DBClusterParameterGroup>shared</DBClusterParameterGroup><DBClusterMembers><DBClusterMember><DBInstanceIdentifier>member</DBInstanceIdentifier><DBClusterParameterGroupStatus>in-sync</DBClusterParameterGroupStatus></DBClusterMember></DBClusterMembers></DBCluster>"
	}
	return map[string]func(*Call) Reply{
		"rds.DescribeDBInstances": Pages(
			instances(instance("ledger", "<ReadReplicaDBInstanceIdentifiers><ReadReplicaDBInstanceIdentifier>arn:aws:rds:eu-west-1:111122223333:db:replica</ReadReplicaDBInstanceIdentifier></ReadReplicaDBInstanceIdentifiers>"), "<Marker>m</Marker>"),
			instances(instance("member", "<DBClusterIdentifier>aurora</DBClusterIdentifier>"), "")),
		"rds.DescribeDBClusters":             Pages(clusters(cluster("aurora"), "<Marker>m</Marker>"), clusters(cluster("second"), "")),
		"dynamodb.ListTables":                Pages(`{"TableNames":["sessions"],"LastEvaluatedTableName":"sessions"}`, `{"TableNames":["events"]}`),
		"dynamodb.DescribeTable":             Text(`{"Table":{"TableName":"sessions","TableArn":"arn:aws:dynamodb:eu-central-1:111122223333:table/sessions","DeletionProtectionEnabled":true,"SSEDescription":{"Status":"ENABLED","SSEType":"KMS","KMSMasterKeyArn":"arn:aws:kms:eu-central-1:111122223333:key/k1"},"Replicas":[{"RegionName":"eu-west-1"}]}}`),
		"dynamodb.DescribeContinuousBackups": Text(`{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED","RecoveryPeriodInDays":20}}}`),
		"secretsmanager.ListSecrets": Pages(
			`{"SecretList":[{"Name":"ledgerline/db","ARN":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:ledgerline/db-AbCdEf","Description":"canary-description","KmsKeyId":"arn:aws:kms:eu-central-1:111122223333:key/k1"}],"NextToken":"t"}`,
			`{"SecretList":[{"Name":"ledgerline/mail","ARN":"arn:aws:secretsmanager:eu-central-1:111122223333:secret:ledgerline/mail-AbCdEf","RotationEnabled":true,"RotationRules":{"AutomaticallyAfterDays":30}}]}`),
		"dynamodb.GetResourcePolicy": func(c *Call) Reply {
			if c.Body["ResourceArn"] != "arn:aws:dynamodb:eu-central-1:111122223333:table/sessions" {
				return Fail(400, "PolicyNotFoundException")
			}
			return OK(`{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"},\"Action\":\"dynamodb:GetItem\",\"Resource\":\"*\"}]}"}`)
		},
		"secretsmanager.ListSecretVersionIds": Pages(
			`{"Versions":[{"VersionId":"v2","VersionStages":["AWSCURRENT"],"CreatedDate":1792540800}],"NextToken":"t"}`,
			`{"Versions":[{"VersionId":"v1","VersionStages":["AWSPREVIOUS"],"CreatedDate":1784000000}]}`),
		"ssm.DescribeParameters": Pages(
			`{"Parameters":[{"Name":"/ledgerline/db/password","ARN":"arn:aws:ssm:eu-central-1:111122223333:parameter/ledgerline/db/password","Type":"SecureString","KeyId":"arn:aws:kms:eu-central-1:111122223333:key/k1","Description":"canary-description","AllowedPattern":"canary-pattern"}],"NextToken":"t"}`,
			`{"Parameters":[{"Name":"/ledgerline/api_key","ARN":"arn:aws:ssm:eu-central-1:111122223333:parameter/ledgerline/api_key","Type":"String"},{"Name":"/ledgerline/stage","Type":"String"},{"Name":"mail-password","Type":"SecureString","KeyId":"alias/aws/ssm"}]}`),
		"secretsmanager.DescribeSecret":    Text(`{"Name":"ledgerline/db","Description":"canary-description","ReplicationStatus":[{"Region":"us-east-1","Status":"InSync"}]}`),
		"secretsmanager.GetResourcePolicy": Text(`{"Name":"ledgerline/db","ResourcePolicy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/app\"},\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"}]}"}`),
		"lambda.ListFunctions": Pages(
			`{"Functions":[{"FunctionName":"export","FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:export","Environment":{"Variables":{"DB_PASSWORD":"canary-value-of-environment","STAGE":"canary-stage"}}}],"NextMarker":"m"}`,
			`{"Functions":[{"FunctionName":"mail","FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:mail"}]}`),
		"lambda.ListFunctionUrlConfigs": Pages(
			`{"FunctionUrlConfigs":[{"FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:export","FunctionUrl":"https://x.lambda-url.eu-central-1.on.aws/","AuthType":"AWS_IAM","CreationTime":"2026-01-01T00:00:00Z","LastModifiedTime":"2026-01-01T00:00:00Z"}],"NextMarker":"m"}`,
			`{"FunctionUrlConfigs":[{"FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:export:live","FunctionUrl":"https://y.lambda-url.eu-central-1.on.aws/","AuthType":"NONE","CreationTime":"2026-01-01T00:00:00Z","LastModifiedTime":"2026-01-01T00:00:00Z"}]}`),
		"lambda.GetPolicy": Text(`{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"url\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"lambda:InvokeFunctionUrl\",\"Resource\":\"arn:aws:lambda:eu-central-1:111122223333:function:export\",\"Condition\":{\"StringEquals\":{\"lambda:FunctionUrlAuthType\":\"AWS_IAM\"}}}]}"}`),
		"cloudwatchlogs.DescribeLogGroups": Pages(
			`{"logGroups":[{"logGroupName":"/ledgerline/api","arn":"arn:aws:logs:eu-central-1:111122223333:log-group:/ledgerline/api:*","retentionInDays":90,"kmsKeyId":"arn:aws:kms:eu-central-1:111122223333:key/k1"}],"nextToken":"t"}`,
			`{"logGroups":[{"logGroupName":"/ledgerline/audit","arn":"arn:aws:logs:eu-central-1:111122223333:log-group:/ledgerline/audit:*"}]}`),
	}
}
