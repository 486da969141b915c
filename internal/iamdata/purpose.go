package iamdata

import "strings"

// Purpose is what AWS says of a policy that it keeps, beyond the text of it. The
// zero value: nothing that is known here.
type Purpose struct {
	// For is the service, or a program of one, for whose role AWS writes the
	// policy and tells its customers to attach it.
	For string
	// Guide is the page of AWS' documentation that says so; "" where the path of
	// the policy's ARN does.
	Guide string
	// Instead is what AWS' documentation names in place of a policy that it
	// replaced or that nothing needs any more. Such a policy is For nothing.
	Instead string
	// ReadOnly: AWS names the policy as one that only reads.
	ReadOnly bool
}

// PurposeOf tells the purpose of a policy that AWS keeps, by its name and by the
// path of its ARN ("service-role/").
func PurposeOf(path, name string) Purpose {
	if next, ok := replaced(name); ok {
		return Purpose{Instead: next}
	}
	if readOnly(name) {
		return Purpose{ReadOnly: true}
	}
	if generous(name) {
		return Purpose{}
	}
	if s, guide := prescribed(name); s != "" {
		return Purpose{For: s, Guide: guide}
	}
	if path == "service-role/" || path == "aws-service-role/" {
		return Purpose{For: serviceOf(name)}
	}
	return Purpose{}
}

// PurposeOfARN is PurposeOf for an ARN as AWS gives it.
func PurposeOfARN(arn string) Purpose {
	_, full, ok := strings.Cut(arn, ":iam::aws:policy/")
	if !ok {
		return Purpose{}
	}
	i := strings.LastIndexByte(full, '/') + 1
	return PurposeOf(full[:i], full[i:])
}

// readOnly tells the names that AWS gives to policies that only read.
func readOnly(name string) bool {
	return strings.Contains(name, "ReadOnly") || name == "ViewOnlyAccess" || name == "SecurityAudit"
}

// generous tells the names of policies that mean to give much, to people or to
// programs of the customer's own: some have the path of service roles.
func generous(name string) bool {
	for _, end := range []string{"FullAccess", "Full_Access", "AdminAccess", "AdministratorAccess", "PowerUser", "PowerUserAccess"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return strings.HasPrefix(name, "AdministratorAccess")
}

// replaced are the policies for service roles that AWS' documentation (read in
// 2026-11) calls deprecated, phased out or no longer needed, with what it names
// instead: the AWS managed policy reference for the first four, the ECS developer
// guide ("phased out policies"), and the EKS user guide ("cluster IAM role": not
// needed since April 2020).
func replaced(name string) (string, bool) {
	switch name {
	case "AmazonEC2RoleforSSM":
		return "AmazonSSMManagedInstanceCore", true
	case "AmazonElasticMapReduceRole":
		return "AmazonEMRServicePolicy_v2", true
	case "AmazonElasticMapReduceforEC2Role":
		return "a policy of one's own for the instances of a cluster", true
	case "AWSElasticBeanstalkService":
		return "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy", true
	case "AmazonEC2ContainerServiceRole":
		return "the service-linked role of ECS", true
	case "AmazonEC2ContainerServiceAutoscaleRole":
		return "the service-linked role of Application Auto Scaling", true
	case "AmazonEKSServicePolicy":
		return "the service-linked role of EKS", true
	}
	return "", false
}

// prescribed are policies with a plain path that AWS' guides tell to attach to
// the role of a service or of its agent: for what, and the page below
// docs.aws.amazon.com. As of 2026-11.
func prescribed(name string) (service, guide string) {
	if strings.HasPrefix(name, "AWSQuickSetup") {
		return "Quick Setup of Systems Manager", "systems-manager/latest/userguide/security-iam-awsmanpol.html"
	}
	switch name {
	case "AmazonSSMManagedInstanceCore":
		return "the agent of Systems Manager", "systems-manager/latest/userguide/setup-instance-permissions.html"
	case "AmazonSSMManagedEC2InstanceDefaultPolicy":
		return "the agent of Systems Manager", "systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html"
	case "AmazonSSMDirectoryServiceAccess":
		return "the agent of Systems Manager", "directoryservice/latest/admin-guide/launching_instance.html"
	case "CloudWatchAgentServerPolicy", "CloudWatchAgentAdminPolicy":
		return "the CloudWatch agent", "AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html"
	case "AWSXRayDaemonWriteAccess":
		return "the X-Ray daemon", "xray/latest/devguide/xray-daemon.html"
	case "AmazonEKSClusterPolicy":
		return "the control plane of EKS", "eks/latest/userguide/cluster-iam-role.html"
	case "AmazonEKSVPCResourceController":
		return "the control plane of EKS", "eks/latest/userguide/security-groups-pods-deployment.html"
	case "AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy", "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy":
		return "the control plane of EKS", "eks/latest/userguide/auto-cluster-iam-role.html"
	case "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy":
		return "the nodes of EKS", "eks/latest/userguide/create-node-role.html"
	case "AmazonEKSWorkerNodeMinimalPolicy":
		return "the nodes of EKS", "eks/latest/userguide/auto-create-node-role.html"
	case "AmazonEKSFargatePodExecutionRolePolicy":
		return "EKS on Fargate", "eks/latest/userguide/pod-execution-role.html"
	case "AWSElasticBeanstalkWebTier", "AWSElasticBeanstalkWorkerTier", "AWSElasticBeanstalkMulticontainerDocker":
		return "the instances of Elastic Beanstalk", "elasticbeanstalk/latest/dg/iam-instanceprofile.html"
	case "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy":
		return "Elastic Beanstalk", "elasticbeanstalk/latest/dg/iam-servicerole.html"
	case "AWSCodeDeployRoleForECS", "AWSCodeDeployRoleForECSLimited":
		return "CodeDeploy", "codedeploy/latest/userguide/getting-started-create-service-role.html"
	case "AWSBackupServiceRolePolicyForS3Backup", "AWSBackupServiceRolePolicyForS3Restore":
		return "AWS Backup", "aws-backup/latest/devguide/s3-backups.html"
	case "EC2InstanceProfileForImageBuilder", "EC2InstanceProfileForImageBuilderECRContainerBuilds":
		return "the instances of EC2 Image Builder", "imagebuilder/latest/userguide/security-iam-awsmanpol.html"
	case "AmazonOpenSearchServiceCognitoAccess":
		return "OpenSearch Service", "opensearch-service/latest/developerguide/cognito-auth.html"
	case "AIDevOpsAgentAccessPolicy", "AIDevOpsOperatorAppAccessPolicy":
		return "the DevOps Agent", "devopsagent/latest/userguide/aws-devops-agent-security-devops-agent-iam-permissions.html"
	case "AWSDeadlineCloud-FleetWorker":
		return "the workers of Deadline Cloud", "deadline-cloud/latest/userguide/security-iam-awsmanpol.html"
	case "AWSElasticDisasterRecoveryAgentInstallationPolicy":
		return "the agent of Elastic Disaster Recovery", "drs/latest/userguide/reinstalling-agent.html"
	case "AWSCloud9SSMInstanceProfile":
		return "the instances of Cloud9", "cloud9/latest/user-guide/ec2-ssm.html"
	}
	return "", ""
}

// serviceOf names the service whose role a policy is for, as far as the
// beginning of its name tells.
func serviceOf(name string) string {
	for _, s := range []struct{ begins, service string }{
		{"AWSApplicationMigration", "Application Migration Service"},
		{"AWSBackup", "AWS Backup"},
		{"AWSBatch", "AWS Batch"},
		{"AWSCodeDeploy", "CodeDeploy"},
		{"AWSConfig", "AWS Config"},
		{"AWSDataLifecycleManager", "Data Lifecycle Manager"},
		{"AWSElasticBeanstalk", "Elastic Beanstalk"},
		{"AWSElasticDisasterRecovery", "Elastic Disaster Recovery"},
		{"AWSFaultInjectionSimulator", "Fault Injection Service"},
		{"AWSGlue", "Glue"},
		{"AWSIoT", "AWS IoT"},
		{"AWSLambda", "Lambda"},
		{"AWSTransfer", "Transfer Family"},
		{"AWS_Config", "AWS Config"},
		{"AmazonAPIGateway", "API Gateway"},
		{"AmazonDMS", "Database Migration Service"},
		{"AmazonDataZone", "DataZone"},
		{"AmazonEBSCSIDriver", "the EBS driver of EKS"},
		{"AmazonEC2ContainerService", "ECS"},
		{"AmazonEC2RoleforAWSCodeDeploy", "the agent of CodeDeploy"},
		{"AmazonEC2SpotFleet", "EC2 Spot Fleet"},
		{"AmazonECS", "ECS"},
		{"AmazonEFSCSIDriver", "the EFS driver of EKS"},
		{"AmazonEKS", "EKS"},
		{"AmazonEMR", "EMR"},
		{"AmazonElasticMapReduce", "EMR"},
		{"AmazonGrafana", "Managed Grafana"},
		{"AmazonRDS", "RDS"},
		{"AmazonSSM", "Systems Manager"},
		{"AmazonSageMaker", "SageMaker"},
		{"ROSA", "OpenShift on AWS"},
		{"SageMakerStudio", "SageMaker"},
	} {
		if strings.HasPrefix(name, s.begins) {
			return s.service
		}
	}
	return unnamed
}

// unnamed stands for a service whose name the policy's does not tell.
const unnamed = "a service of its own"
