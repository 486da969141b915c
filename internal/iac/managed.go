package iac

// managedPolicy gives the document of a well-known AWS managed policy, or nil.
// Its values are of the platform: AWS can change them. A policy that is only
// known in part ends with an unknown action, so that nothing is concluded from
// what is not listed here.
func managedPolicy(name string, at Place) *Node {
	logs := []string{"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}
	allow := func(actions ...string) *Node { return managedDoc(name, "Action", actions, true, at) }
	part := func(actions ...string) *Node { return managedDoc(name, "Action", actions, false, at) }
	switch name {
	case "AdministratorAccess":
		return allow("*")
	case "PowerUserAccess":
		return managedDoc(name, "NotAction", []string{"iam:*", "organizations:*", "account:*"}, true, at)
	case "IAMFullAccess":
		return part("iam:*")
	case "AmazonS3FullAccess":
		return allow("s3:*", "s3-object-lambda:*")
	case "AmazonSQSFullAccess":
		return allow("sqs:*")
	case "AmazonSNSFullAccess":
		return part("sns:*")
	case "AmazonDynamoDBFullAccess", "AmazonDynamoDBFullAccess_v2":
		return part("dynamodb:*")
	case "AmazonEC2FullAccess":
		return part("ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*")
	case "AmazonRDSFullAccess":
		return part("rds:*")
	case "AmazonECS_FullAccess":
		return part("ecs:*")
	case "AmazonEC2ContainerRegistryFullAccess":
		return part("ecr:*")
	case "AWSLambda_FullAccess", "AWSLambdaFullAccess":
		return part("lambda:*")
	case "SecretsManagerReadWrite":
		return part("secretsmanager:*")
	case "CloudWatchLogsFullAccess":
		return part("logs:*")
	case "CloudWatchFullAccess":
		return part("cloudwatch:*", "logs:*", "sns:*")
	case "AmazonSSMFullAccess":
		return part("ssm:*")
	case "AWSStepFunctionsFullAccess":
		return part("states:*")
	case "AmazonKinesisFullAccess":
		return allow("kinesis:*")
	case "AWSLambdaBasicExecutionRole":
		return allow(logs...)
	case "AWSLambdaVPCAccessExecutionRole":
		return allow(append(logs, "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
			"ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses")...)
	case "AWSLambdaSQSQueueExecutionRole":
		return allow(append(logs, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")...)
	case "AWSLambdaDynamoDBExecutionRole":
		return allow(append(logs, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")...)
	case "AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess":
		return allow("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
			"xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries")
	case "AmazonECSTaskExecutionRolePolicy":
		return allow("ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer",
			"ecr:BatchGetImage", "logs:CreateLogStream", "logs:PutLogEvents")
	}
	return nil
}

func managedDoc(name, key string, actions []string, whole bool, at Place) *Node {
	why := "text of the managed policy " + name
	list := &Node{Kind: List, At: at}
	for _, a := range actions {
		list.Items = append(list.Items, Platform(a, why, at))
	}
	if !whole {
		list.Items = append(list.Items, Hidden("the rest of the managed policy "+name+" is not in the template", at))
	}
	st := &Node{Kind: Map, At: at, Entries: []Entry{
		{"Effect", at, Platform("Allow", why, at)},
		{key, at, list},
		{"Resource", at, Platform("*", why, at)},
	}}
	return &Node{Kind: Map, At: at, Entries: []Entry{{"Statement", at, st}}}
}
