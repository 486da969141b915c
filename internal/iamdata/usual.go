package iamdata

import "strings"

// usual has a line for each of the services that most policies name: what of it does
// the most harm and is known to everybody, the worst first. These are the examples of
// what a wildcard gives.
const usual = `
acm DeleteCertificate
apigateway DELETE POST PUT
athena StartQueryExecution DeleteWorkGroup
autoscaling DeleteAutoScalingGroup UpdateAutoScalingGroup TerminateInstanceInAutoScalingGroup
backup DeleteRecoveryPoint DeleteBackupVault
cloudformation DeleteStack UpdateStack
cloudfront DeleteDistribution UpdateDistribution CreateInvalidation
cloudtrail StopLogging DeleteTrail UpdateTrail
cloudwatch DeleteAlarms PutMetricAlarm DisableAlarmActions
codebuild StartBuild UpdateProject DeleteProject
codecommit GitPush DeleteRepository
codedeploy CreateDeployment UpdateDeploymentGroup
codepipeline StartPipelineExecution UpdatePipeline DeletePipeline
cognito-identity DeleteIdentityPool UpdateIdentityPool
cognito-idp DeleteUserPool AdminSetUserPassword UpdateUserPool
dynamodb DeleteTable DeleteItem PutItem UpdateItem
ec2 TerminateInstances RunInstances AuthorizeSecurityGroupIngress DeleteVolume
ecr DeleteRepository PutImage SetRepositoryPolicy
ecs DeleteService UpdateService RunTask StopTask
eks DeleteCluster UpdateClusterConfig CreateAccessEntry
elasticache DeleteReplicationGroup DeleteCacheCluster
elasticbeanstalk TerminateEnvironment UpdateEnvironment
elasticfilesystem DeleteFileSystem ClientWrite PutFileSystemPolicy
elasticloadbalancing DeleteLoadBalancer ModifyListener DeregisterTargets
elasticmapreduce TerminateJobFlows AddJobFlowSteps
es DeleteDomain ESHttpDelete ESHttpPost
events DeleteRule PutTargets PutRule
firehose DeleteDeliveryStream PutRecord
glue DeleteDatabase DeleteTable StartJobRun UpdateJob
guardduty DeleteDetector UpdateDetector
iam PutRolePolicy AttachRolePolicy CreateAccessKey CreatePolicyVersion
iot Publish DeleteThing AttachPolicy
kinesis DeleteStream PutRecord
kms ScheduleKeyDeletion PutKeyPolicy CreateGrant DisableKey
lambda UpdateFunctionCode DeleteFunction InvokeFunction AddPermission
logs DeleteLogGroup DeleteLogStream PutRetentionPolicy
organizations DetachPolicy
rds DeleteDBInstance ModifyDBInstance DeleteDBCluster
redshift DeleteCluster ModifyCluster
route53 ChangeResourceRecordSets DeleteHostedZone
s3 DeleteBucket PutBucketPolicy DeleteObject PutObject
sagemaker DeleteEndpoint CreatePresignedNotebookInstanceUrl
secretsmanager DeleteSecret PutSecretValue PutResourcePolicy
ses SendEmail SendRawEmail
sns Publish DeleteTopic Subscribe
sqs DeleteQueue PurgeQueue SendMessage
ssm SendCommand StartSession PutParameter
states DeleteStateMachine UpdateStateMachine StartExecution
sts AssumeRole
wafv2 DeleteWebACL UpdateWebACL
`

// usualOf are the actions of a service in that list.
func usualOf(service string) []string {
	_, rest, ok := strings.Cut(usual, "\n"+service+" ")
	if !ok {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Fields(line)
}
