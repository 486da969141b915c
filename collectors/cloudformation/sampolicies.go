package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// samTemplates are the policy templates of SAM (aws-sam-translator 1.115.0, read on
// 22 November 2026) but those with conditions. Each grants, on the places after "@":
// "R" stands for region and account, "{Name}" for an argument. Any other template
// stays unknown by its name.
const samTemplates = `
	AMIDescribePolicy = ec2 DescribeImages @ *
	AWSSecretsManagerGetSecretValuePolicy = secretsmanager GetSecretValue @ {SecretArn}
	AcmGetCertificatePolicy = acm GetCertificate @ {CertificateArn}
	AthenaQueryPolicy = athena GetCatalogs GetExecutionEngine GetExecutionEngines GetNamespace GetNamespaces GetTable GetTables ListWorkGroups @ *; athena BatchGetNamedQuery BatchGetQueryExecution CreateNamedQuery DeleteNamedQuery GetNamedQuery GetQueryExecution GetQueryResults GetQueryResultsStream GetWorkGroup ListNamedQueries ListQueryExecutions StartQueryExecution StopQueryExecution @ athena:R:workgroup/{WorkGroupName}
	CloudFormationDescribeStacksPolicy = cloudformation DescribeStacks @ cloudformation:R:stack/*
	CloudWatchDashboardPolicy = cloudwatch GetDashboard ListDashboards ListMetrics PutDashboard @ *
	CloudWatchDescribeAlarmHistoryPolicy = cloudwatch DescribeAlarmHistory @ *
	CloudWatchPutMetricPolicy = cloudwatch PutMetricData @ *
	CodeCommitCrudPolicy = codecommit BatchDescribeMergeConflicts BatchGetCommits BatchGetPullRequests CancelUploadArchive CreateBranch CreateCommit CreatePullRequest CreateUnreferencedMergeCommit DeleteBranch DeleteCommentContent DeleteFile DescribeMergeConflicts DescribePullRequestEvents GetBlob GetBranch GetComment GetCommentsForComparedCommit GetCommentsForPullRequest GetCommit GetCommitHistory GetCommitsFromMergeBase GetDifferences GetFile GetFolder GetMergeCommit GetMergeConflicts GetMergeOptions GetObjectIdentifier GetPullRequest GetReferences GetRepository GetRepositoryTriggers GetTree GetUploadArchiveStatus GitPull GitPush ListBranches ListPullRequests ListTagsForResource MergeBranchesByFastForward MergeBranchesBySquash MergeBranchesByThreeWay MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay PostCommentForComparedCommit PostCommentForPullRequest PostCommentReply PutFile PutRepositoryTriggers TagResource TestRepositoryTriggers UntagResource UpdateComment UpdateDefaultBranch UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle UpdateRepositoryDescription UploadArchive @ codecommit:R:{RepositoryName}
	CodeCommitReadPolicy = codecommit BatchDescribeMergeConflicts BatchGetCommits BatchGetPullRequests DescribeMergeConflicts DescribePullRequestEvents GetBlob GetBranch GetComment GetCommentsForComparedCommit GetCommentsForPullRequest GetCommit GetCommitHistory GetCommitsFromMergeBase GetDifferences GetFile GetFolder GetMergeCommit GetMergeConflicts GetMergeOptions GetObjectIdentifier GetPullRequest GetReferences GetRepository GetRepositoryTriggers GetTree GetUploadArchiveStatus GitPull ListBranches ListPullRequests ListTagsForResource TestRepositoryTriggers @ codecommit:R:{RepositoryName}
	CodePipelineLambdaExecutionPolicy = codepipeline PutJobFailureResult PutJobSuccessResult @ *
	CodePipelineReadOnlyPolicy = codepipeline ListPipelineExecutions @ codepipeline:R:{PipelineName}
	ComprehendBasicAccessPolicy = comprehend BatchDetectDominantLanguage BatchDetectEntities BatchDetectKeyPhrases BatchDetectSentiment DetectDominantLanguage DetectEntities DetectKeyPhrases DetectSentiment @ *
	CostExplorerReadOnlyPolicy = ce GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation GetReservationUtilization GetTags @ *
	DynamoDBBackupFullAccessPolicy = dynamodb CreateBackup DescribeContinuousBackups @ dynamodb:R:table/{TableName}; dynamodb DeleteBackup DescribeBackup ListBackups @ dynamodb:R:table/{TableName}/backup/*
	DynamoDBCrudPolicy = dynamodb BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem DescribeTable GetItem PutItem Query Scan UpdateItem @ dynamodb:R:table/{TableName} dynamodb:R:table/{TableName}/index/*
	DynamoDBReadPolicy = dynamodb BatchGetItem DescribeTable GetItem Query Scan @ dynamodb:R:table/{TableName} dynamodb:R:table/{TableName}/index/*
	DynamoDBReconfigurePolicy = dynamodb UpdateTable @ dynamodb:R:table/{TableName}
	DynamoDBRestoreFromBackupPolicy = dynamodb RestoreTableFromBackup @ dynamodb:R:table/{TableName}/backup/*; dynamodb BatchWriteItem DeleteItem GetItem PutItem Query Scan UpdateItem @ dynamodb:R:table/{TableName}
	DynamoDBStreamReadPolicy = dynamodb DescribeStream GetRecords GetShardIterator @ dynamodb:R:table/{TableName}/stream/{StreamName}; dynamodb ListStreams @ dynamodb:R:table/{TableName}/stream/*
	DynamoDBWritePolicy = dynamodb BatchWriteItem PutItem UpdateItem @ dynamodb:R:table/{TableName} dynamodb:R:table/{TableName}/index/*
	EC2CopyImagePolicy = ec2 CopyImage @ ec2:R:image/{ImageId}
	EC2DescribePolicy = ec2 DescribeInstances DescribeRegions @ *
	EKSDescribePolicy = eks DescribeCluster ListClusters @ *
	EcsRunTaskPolicy = ecs RunTask @ ecs:R:task-definition/{TaskDefinition}
	ElasticMapReduceAddJobFlowStepsPolicy = elasticmapreduce AddJobFlowSteps @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticMapReduceCancelStepsPolicy = elasticmapreduce CancelSteps @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticMapReduceModifyInstanceFleetPolicy = elasticmapreduce ListInstanceFleets ModifyInstanceFleet @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticMapReduceModifyInstanceGroupsPolicy = elasticmapreduce ListInstanceGroups ModifyInstanceGroups @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticMapReduceSetTerminationProtectionPolicy = elasticmapreduce SetTerminationProtection @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticMapReduceTerminateJobFlowsPolicy = elasticmapreduce TerminateJobFlows @ elasticmapreduce:R:cluster/{ClusterId}
	ElasticsearchHttpPostPolicy = es ESHttpPost ESHttpPut @ es:R:domain/{DomainName}/*
	EventBridgePutEventsPolicy = events PutEvents @ events:R:event-bus/{EventBusName}
	FilterLogEventsPolicy = logs FilterLogEvents @ logs:R:log-group:{LogGroupName}:log-stream:*
	FirehoseCrudPolicy = firehose CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch UpdateDestination @ firehose:R:deliverystream/{DeliveryStreamName}
	FirehoseWritePolicy = firehose PutRecord PutRecordBatch @ firehose:R:deliverystream/{DeliveryStreamName}
	KMSDecryptPolicy = kms Decrypt @ kms:R:key/{KeyId}
	KMSEncryptPolicy = kms Encrypt @ kms:R:key/{KeyId}
	KMSEncryptPolicy_v2 = kms Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext @ kms:R:key/{KeyId}
	KinesisCrudPolicy = kinesis AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards PutRecord PutRecords RemoveTagsFromStream SplitShard @ kinesis:R:stream/{StreamName}
	KinesisStreamReadPolicy = kinesis DescribeLimits ListStreams @ kinesis:R:stream/*; kinesis DescribeStream DescribeStreamSummary GetRecords GetShardIterator @ kinesis:R:stream/{StreamName}
	LambdaInvokePolicy = lambda InvokeFunction @ lambda:R:function:{FunctionName}*
	MobileAnalyticsWriteOnlyAccessPolicy = mobileanalytics PutEvents @ *
	OrganizationsListAccountsPolicy = organizations ListAccounts @ *
	PinpointEndpointAccessPolicy = mobiletargeting GetEndpoint UpdateEndpoint UpdateEndpointsBatch @ mobiletargeting:R:apps/{PinpointApplicationId}/endpoints/*
	PollyFullAccessPolicy = polly DeleteLexicon GetLexicon @ polly:R:lexicon/{LexiconName}; polly DescribeVoices ListLexicons PutLexicon SynthesizeSpeech @ polly:R:lexicon/*
	RekognitionDetectOnlyPolicy = rekognition DetectFaces DetectLabels DetectModerationLabels DetectText @ *
	RekognitionFacesManagementPolicy = rekognition DeleteFaces IndexFaces ListFaces SearchFaces SearchFacesByImage @ rekognition:R:collection/{CollectionId}
	RekognitionFacesPolicy = rekognition CompareFaces DetectFaces @ *
	RekognitionLabelsPolicy = rekognition DetectLabels DetectModerationLabels @ *
	RekognitionNoDataAccessPolicy = rekognition CompareFaces DetectFaces DetectLabels DetectModerationLabels @ rekognition:R:collection/{CollectionId}
	RekognitionReadPolicy = rekognition ListCollections ListFaces SearchFaces SearchFacesByImage @ rekognition:R:collection/{CollectionId}
	RekognitionWriteOnlyAccessPolicy = rekognition CreateCollection IndexFaces @ rekognition:R:collection/{CollectionId}
	Route53ChangeResourceRecordSetsPolicy = route53 ChangeResourceRecordSets @ route53:::hostedzone/{HostedZoneId}
	S3CrudPolicy = s3 DeleteObject GetBucketLocation GetLifecycleConfiguration GetObject GetObjectVersion ListBucket PutLifecycleConfiguration PutObject PutObjectAcl @ s3:::{BucketName} s3:::{BucketName}/*
	S3FullAccessPolicy = s3 DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectTagging GetObjectVersion GetObjectVersionTagging PutObject PutObjectAcl PutObjectTagging PutObjectVersionTagging @ s3:::{BucketName}/*; s3 GetBucketLocation GetLifecycleConfiguration ListBucket PutLifecycleConfiguration @ s3:::{BucketName}
	S3ReadPolicy = s3 GetBucketLocation GetLifecycleConfiguration GetObject GetObjectVersion ListBucket @ s3:::{BucketName} s3:::{BucketName}/*
	S3WritePolicy = s3 PutLifecycleConfiguration PutObject PutObjectAcl @ s3:::{BucketName} s3:::{BucketName}/*
	SESBulkTemplatedCrudPolicy = ses GetIdentityVerificationAttributes SendBulkTemplatedEmail SendEmail SendRawEmail SendTemplatedEmail VerifyEmailIdentity @ ses:R:identity/{IdentityName}
	SESBulkTemplatedCrudPolicy_v2 = ses SendBulkTemplatedEmail SendEmail SendRawEmail SendTemplatedEmail @ ses:R:identity/{IdentityName} ses:R:template/{TemplateName}; ses GetIdentityVerificationAttributes VerifyEmailIdentity @ *
	SESCrudPolicy = ses GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity @ ses:R:identity/{IdentityName}
	SESEmailTemplateCrudPolicy = ses CreateTemplate DeleteTemplate GetTemplate ListTemplates TestRenderTemplate UpdateTemplate @ *
	SESSendBouncePolicy = ses SendBounce @ ses:R:identity/{IdentityName}
	SNSCrudPolicy = sns CreateTopic ListSubscriptionsByTopic Publish SetTopicAttributes Subscribe @ sns:R:{TopicName}*
	SNSPublishMessagePolicy = sns Publish @ sns:R:{TopicName}
	SQSPollerPolicy = sqs ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage @ sqs:R:{QueueName}
	SQSSendMessagePolicy = sqs SendMessage* @ sqs:R:{QueueName}
	SSMParameterReadPolicy = ssm DescribeParameters @ *; ssm GetParameter GetParameters GetParametersByPath @ ssm:R:parameter/{ParameterName}
	SSMParameterWithSlashPrefixReadPolicy = ssm DescribeParameters @ *; ssm GetParameter GetParameters GetParametersByPath @ ssm:R:parameter{ParameterName}
	SageMakerCreateEndpointConfigPolicy = sagemaker CreateEndpointConfig @ sagemaker:R:endpoint-config/{EndpointConfigName}
	SageMakerCreateEndpointPolicy = sagemaker CreateEndpoint @ sagemaker:R:endpoint/{EndpointName}
	ServerlessRepoReadWriteAccessPolicy = serverlessrepo CreateApplication CreateApplicationVersion GetApplication ListApplicationDependencies ListApplicationVersions ListApplications UpdateApplication @ serverlessrepo:R:applications/*
	StepFunctionsCallbackPolicy = states SendTaskFailure SendTaskHeartbeat SendTaskSuccess @ states:R:stateMachine:{StateMachineName}
	StepFunctionsExecutionPolicy = states StartExecution @ states:R:stateMachine:{StateMachineName}
	StepFunctionsExecutionPolicy_v2 = states StartExecution StartSyncExecution @ states:R:stateMachine:{StateMachineName}
	TextractDetectAnalyzePolicy = textract AnalyzeDocument DetectDocumentText StartDocumentAnalysis StartDocumentTextDetection @ *
	TextractGetResultPolicy = textract GetDocumentAnalysis GetDocumentTextDetection @ *
	TextractPolicy = textract * @ *
	VPCAccessPolicy = ec2 CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface @ *
`

// samStatements gives what a policy template grants with its arguments, as a
// policy document; nil for a template that candor does not know.
func samStatements(name string, args *iac.Node, at iac.Place) *iac.Node {
	_, rest, ok := strings.Cut(samTemplates, "\t"+name+" = ")
	if !ok || name == "" {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	why := "the policy template " + name + " of SAM"
	list := &iac.Node{Kind: iac.List, At: at}
	for _, text := range strings.Split(line, "; ") {
		grant, places, _ := strings.Cut(text, " @ ")
		words := strings.Fields(grant)
		actions := &iac.Node{Kind: iac.List, At: at}
		for _, w := range words[1:] {
			actions.Items = append(actions.Items, iac.Platform(words[0]+":"+w, why, at))
		}
		resources := &iac.Node{Kind: iac.List, At: at}
		for _, p := range strings.Fields(places) {
			resources.Items = append(resources.Items, samResource(p, why, args, at))
		}
		list.Items = append(list.Items, object(at, "Effect", iac.Platform("Allow", why, at), "Action", actions, "Resource", resources))
	}
	return object(at, "Statement", list)
}

// samResource fills in one place.
func samResource(p, why string, args *iac.Node, at iac.Place) *iac.Node {
	if p == "*" {
		return iac.Platform(p, why, at)
	}
	var b iac.Builder
	hole := func(name string) { b.Add(iac.Later(name, name+" is set by the deployment", at), name) }
	if !strings.HasPrefix(p, "{") {
		b.Lit("arn:")
		hole("AWS::Partition")
		b.Lit(":")
		if service, rest, ok := strings.Cut(p, ":R:"); ok {
			b.Lit(service + ":")
			hole("AWS::Region")
			b.Lit(":")
			hole("AWS::AccountId")
			b.Lit(":")
			p = rest
		}
	}
	for {
		pre, rest, ok := strings.Cut(p, "{")
		b.Lit(pre)
		if !ok {
			return b.Node(at)
		}
		name, after, _ := strings.Cut(rest, "}")
		v := args.Get(name)
		if v == nil || v.Kind == iac.List || v.Kind == iac.Map {
			v = iac.Hidden(name+" of the policy template is not a text", at)
		}
		b.Add(v, name)
		p = after
	}
}

func object(at iac.Place, kv ...any) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	for i := 0; i+1 < len(kv); i += 2 {
		n.Entries = append(n.Entries, iac.Entry{Key: kv[i].(string), At: at, Node: kv[i+1].(*iac.Node)})
	}
	return n
}
