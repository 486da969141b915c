package cloudformation

// named says how a type of resource is named.
type named struct {
	prop string // the property that holds the name; "" when AWS makes it
	ref  string // what Ref gives: "name", "arn" or ""
	arn  string // the form of its ARN, for iac.NewARN
	att  string // the attribute that holds the ARN; "" is Arn
}

func namesOf(typ string) named {
	switch typ {
	case "AWS::S3::Bucket":
		return named{prop: "BucketName", ref: "name", arn: "s3 bucket"}
	case "AWS::IAM::Role":
		return named{prop: "RoleName", ref: "name", arn: "iam role"}
	case "AWS::IAM::User":
		return named{prop: "UserName", ref: "name", arn: "iam user"}
	case "AWS::IAM::ManagedPolicy":
		return named{prop: "ManagedPolicyName", ref: "arn", arn: "iam policy", att: "PolicyArn"}
	case "AWS::IAM::OIDCProvider":
		return named{prop: "Url", ref: "arn", arn: "iam oidc"}
	case "AWS::Lambda::Function", "AWS::Serverless::Function":
		return named{prop: "FunctionName", ref: "name", arn: "lambda function"}
	case "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Serverless::SimpleTable":
		return named{prop: "TableName", ref: "name", arn: "dynamodb table"}
	case "AWS::SQS::Queue":
		return named{prop: "QueueName", arn: "sqs queue"}
	case "AWS::SNS::Topic":
		return named{prop: "TopicName", ref: "arn", arn: "sns topic", att: "TopicArn"}
	case "AWS::SecretsManager::Secret":
		return named{prop: "Name", ref: "arn", arn: "secretsmanager secret", att: "Id"}
	case "AWS::ECR::Repository":
		return named{prop: "RepositoryName", ref: "name", arn: "ecr repository"}
	case "AWS::KMS::Key":
		return named{arn: "kms key"}
	case "AWS::Logs::LogGroup":
		return named{prop: "LogGroupName", ref: "name", arn: "logs group *"}
	case "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine":
		return named{prop: "StateMachineName", ref: "arn", arn: "states machine"}
	case "AWS::Kinesis::Stream":
		return named{prop: "Name", ref: "name", arn: "kinesis stream"}
	case "AWS::Events::EventBus":
		return named{prop: "Name", ref: "name", arn: "events bus"}
	case "AWS::KinesisFirehose::DeliveryStream":
		return named{prop: "DeliveryStreamName", ref: "name", arn: "firehose stream"}
	case "AWS::CodeBuild::Project":
		return named{prop: "Name", ref: "name", arn: "codebuild project"}
	case "AWS::ECS::Cluster":
		return named{prop: "ClusterName", ref: "name", arn: "ecs cluster"}
	case "AWS::EFS::FileSystem":
		return named{arn: "efs filesystem"}
	case "AWS::Cognito::UserPool":
		return named{arn: "cognito pool"}
	}
	return named{}
}
