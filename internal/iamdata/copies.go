package iamdata

import (
	_ "embed" // the statements
	"slices"
	"strings"
)

// Copy is a statement that AWS publishes with every resource, of which a statement
// of somebody's own is a copy.
type Copy struct {
	Policy string // of those that AWS keeps; "" when only a guide has the statement
	For    string // the service or the program that AWS writes it for
	Guide  string // the page below docs.aws.amazon.com, "" where the policy's path tells
	// Trusts are the services whose role it is for; none for a program that runs beside
	// the user's own, or for its users.
	Trusts []string
	// Nearly: the copy holds so much of a statement with several actions, or the whole
	// of what is written for a program, that it is no accident, whoever has it.
	Nearly bool
}

// Copyable are the policies whose statements count as prescribed where they are
// copied, with the services whose roles they are for; the generator writes these
// statements down. Left out are those for services
// that run anybody's code, those that speak of what is there beforehand and has a name
// (the function that a rule calls), and those that give a whole service.
func Copyable() map[string][]string {
	return map[string][]string{
		"AIDevOpsAgentAccessPolicy":                           {"aidevops.amazonaws.com"},
		"AWSBackupServiceRolePolicyForBackup":                 {"backup.amazonaws.com"},
		"AWSBackupServiceRolePolicyForRestores":               {"backup.amazonaws.com"},
		"AWSBatchServiceRole":                                 {"batch.amazonaws.com"},
		"AWSCloudHSMRole":                                     {"cloudhsm.amazonaws.com"},
		"AWSCodeDeployRole":                                   {"codedeploy.amazonaws.com"},
		"AWSCodeDeployRoleForECS":                             {"codedeploy.amazonaws.com"},
		"AWSCodeDeployRoleForECSLimited":                      {"codedeploy.amazonaws.com"},
		"AWSCodeDeployRoleForLambda":                          {"codedeploy.amazonaws.com"},
		"AWSCodeDeployRoleForLambdaLimited":                   {"codedeploy.amazonaws.com"},
		"AWSDataLifecycleManagerServiceRole":                  {"dlm.amazonaws.com"},
		"AWSDataLifecycleManagerServiceRoleForAMIManagement":  {"dlm.amazonaws.com"},
		"AWSElasticBeanstalkEnhancedHealth":                   {"elasticbeanstalk.amazonaws.com"},
		"AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy": {"elasticbeanstalk.amazonaws.com"},
		"AWSElasticBeanstalkRoleCore":                         {"elasticbeanstalk.amazonaws.com"},
		"AWSElasticBeanstalkRoleECS":                          {"elasticbeanstalk.amazonaws.com"},
		"AWSElasticBeanstalkRoleSNS":                          {"elasticbeanstalk.amazonaws.com"},
		"AWSIoTLogging":                                       {"iot.amazonaws.com"},
		"AWSQuickSetupEnableAREXExecutionPolicy":              {"ssm.amazonaws.com"},
		"AmazonAppStreamServiceAccess":                        {"appstream.amazonaws.com"},
		"AmazonDMSVPCManagementRole":                          {"dms.amazonaws.com"},
		"AmazonECSServiceRolePolicy":                          {"ecs.amazonaws.com"},
		"AmazonEC2SpotFleetAutoscaleRole":                     {"application-autoscaling.amazonaws.com"},
		"AmazonEC2SpotFleetTaggingRole":                       {"spotfleet.amazonaws.com"},
		"AmazonEKSClusterPolicy":                              {"eks.amazonaws.com"},
		"AmazonEKSLoadBalancingPolicy":                        {"eks.amazonaws.com"},
		"AmazonEKSVPCResourceController":                      {"eks.amazonaws.com"},
		"AmazonEMRServicePolicy_v2":                           {"elasticmapreduce.amazonaws.com"},
		"AmazonElasticMapReduceEditorsRole":                   {"elasticmapreduce.amazonaws.com"},
		"AmazonElasticMapReduceforAutoScalingRole":            {"elasticmapreduce.amazonaws.com", "application-autoscaling.amazonaws.com"},
		"AmazonRDSDirectoryServiceAccess":                     {"rds.amazonaws.com", "directoryservice.rds.amazonaws.com"},
		"AmazonSNSRole":                                       {"sns.amazonaws.com"},
		"ApplicationAutoScalingForAmazonAppStreamAccess":      {"application-autoscaling.amazonaws.com"},
		"EC2ImageBuilderLifecycleExecutionPolicy":             {"imagebuilder.amazonaws.com"},

		"AWSCloud9SSMInstanceProfile":              nil,
		"AmazonEC2ContainerServiceforEC2Role":      nil,
		"AmazonEKS_CNI_Policy":                     nil,
		"AmazonSSMManagedEC2InstanceDefaultPolicy": nil,
		"AmazonSSMManagedInstanceCore":             nil,
		"CloudWatchAgentServerPolicy":              nil,
	}
}

// byGuide are statements that only a guide has (November 2026): whom it is for, the
// page, the services whose role it is for, and the actions.
const byGuide = "" +
	"ParallelCluster\tparallelcluster/latest/ug/iam-roles-in-parallelcluster-v3.html\t\t" +
	"ec2:AllocateAddress ec2:AssociateAddress ec2:AttachNetworkInterface ec2:AuthorizeSecurityGroupEgress " +
	"ec2:AuthorizeSecurityGroupIngress ec2:CreateFleet ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion " +
	"ec2:CreateNetworkInterface ec2:CreatePlacementGroup ec2:CreateSecurityGroup ec2:CreateSnapshot ec2:CreateTags ec2:DeleteTags " +
	"ec2:CreateVolume ec2:DeleteLaunchTemplate ec2:DeleteNetworkInterface ec2:DeletePlacementGroup ec2:DeleteSecurityGroup " +
	"ec2:DeleteVolume ec2:DisassociateAddress ec2:ModifyLaunchTemplate ec2:ModifyNetworkInterfaceAttribute ec2:ModifyVolume " +
	"ec2:ModifyVolumeAttribute ec2:ReleaseAddress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RunInstances " +
	"ec2:TerminateInstances\n" +
	"ParallelCluster\tparallelcluster/latest/ug/iam-roles-in-parallelcluster-v3.html\t\t" +
	"cloudwatch:PutDashboard cloudwatch:ListDashboards cloudwatch:DeleteDashboards cloudwatch:GetDashboard cloudwatch:PutMetricAlarm " +
	"cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms cloudwatch:PutCompositeAlarm\n" +
	"the agent of ECS\tAWSCloudFormation/latest/UserGuide/quickref-ecs.html\t\t" +
	"ecs:CreateCluster ecs:DeregisterContainerInstance ecs:DiscoverPollEndpoint ecs:Poll ecs:RegisterContainerInstance " +
	"ecs:StartTelemetrySession ecs:Submit* logs:CreateLogStream logs:PutLogEvents\n" +
	"the connections of Glue\tglue/latest/dg/googlesheets-configuring-iam-permissions.html\tglue.amazonaws.com\t" +
	"glue:ListConnectionTypes glue:DescribeConnectionType glue:RefreshOAuth2Tokens glue:ListEntities glue:DescribeEntity\n" +
	"VM Import/Export\tvm-import/latest/userguide/required-permissions.html\tvmie.amazonaws.com\t" +
	"ec2:CopySnapshot ec2:ModifySnapshotAttribute ec2:RegisterImage ec2:Describe*\n" +
	"Firehose in a VPC\tfirehose/latest/dev/controlling-access.html\tfirehose.amazonaws.com\t" +
	"ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces " +
	"ec2:CreateNetworkInterface ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface\n" +
	"QuickSight in a VPC\tquicksight/latest/user/vpc-creating-a-connection-in-quicksight-console.html\tquicksight.amazonaws.com\t" +
	"ec2:CreateNetworkInterface ec2:ModifyNetworkInterfaceAttribute ec2:DeleteNetworkInterface ec2:DescribeSubnets ec2:DescribeSecurityGroups\n" +
	"Cognito's text messages, whose numbers have no ARN\tcognito/latest/developerguide/cognito-user-pool-sms-settings.html\tcognito-idp.amazonaws.com\t" +
	"sns:Publish\n" +
	"the collectors of Managed Service for Prometheus\tprometheus/latest/userguide/set-up-irsa.html\t\t" +
	"aps:RemoteWrite aps:GetSeries aps:GetLabels aps:GetMetricMetadata\n" +
	"the nodes of EKS\teks/latest/userguide/cni-iam-role.html\t\t" +
	"ec2:AssignPrivateIpAddresses ec2:AttachNetworkInterface ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeInstances " +
	"ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface ec2:ModifyNetworkInterfaceAttribute tag:TagResources\n"

// copiesText has a line for each statement of those policies that allows, on
// every resource and without a condition, more than reading: the policy with its
// path, the services whose role it is for, and the actions, a tab between any two. gen
// makes it of the archive, so that nothing of that is decoded to compare.
//
//go:embed copies.txt
var copiesText string

// Copies tells what a statement on every resource is a copy of, by all its action
// patterns: every action that does more than list and describe is one of one
// prescribed statement, and no wildcard is wider than there. Nothing is decoded; a
// statement of a service that none speaks of costs a look at one text.
func Copies(actions []string) []Copy {
	one, ok := mayCopy(actions)
	if !ok {
		return nil
	}
	var out []Copy
	for line := range strings.Lines(copiesText) {
		head, text := apart(line)
		if !speaksOf(text, one) {
			continue
		}
		full, trusts, _ := strings.Cut(head, "\t")
		i := strings.LastIndexByte(full, '/') + 1
		c := Copy{Policy: full[i:], Trusts: strings.Fields(trusts)}
		if within(&c, actions, text) {
			c.tell(PurposeOf(full[:i], full[i:]))
			out = append(out, c)
		}
	}
	for line := range strings.Lines(byGuide) {
		head, text := apart(line)
		if !speaksOf(text, one) {
			continue
		}
		whom, rest, _ := strings.Cut(head, "\t")
		guide, trusts, _ := strings.Cut(rest, "\t")
		c := Copy{For: whom, Guide: guide, Trusts: strings.Fields(trusts)}
		if within(&c, actions, text) {
			out = append(out, c)
		}
	}
	return out
}

// apart cuts the actions off what stands before them in a line.
func apart(line string) (head, actions string) {
	line = strings.TrimSuffix(line, "\n")
	i := strings.LastIndexByte(line, '\t')
	return line[:i], line[i+1:]
}

// tell notes what a policy is for. AWS' reference has a page for each.
func (c *Copy) tell(p Purpose) {
	c.For, c.Guide = p.For, p.Guide
	if c.For == unnamed && len(c.Trusts) > 0 {
		c.For = c.Trusts[0]
	}
	if c.Guide == "" {
		c.Guide = "aws-managed-policy/latest/reference/" + c.Policy + ".html"
	}
}

// mayCopy reports a statement that may be a copy, and an action of it that a
// prescribed one must have.
func mayCopy(actions []string) (of string, ok bool) {
	for _, a := range actions {
		service, name, ok := strings.Cut(a, ":")
		if channel(a) {
			continue
		}
		if !ok || strings.ContainsAny(service, "*?") || strings.HasPrefix(name, "*") || strings.HasPrefix(name, "?") {
			return "", false // a whole service, or a wildcard over several
		}
		if !describes(name) && !writesLog(a) {
			of = a
		}
	}
	return of, of != ""
}

// channel reports a whole service that is nothing but the channel of the agent of
// Systems Manager: none of its actions can be limited.
func channel(action string) bool { return action == "ssmmessages:*" || action == "ec2messages:*" }

// speaksOf reports a prescribed statement that may have an action, at little cost:
// most have not. As AWS writes it, it stands there; else a closer look tells.
func speaksOf(text, action string) bool {
	service, name, _ := strings.Cut(action, ":")
	asWritten := len(name) > 0 && name[0] >= 'A' && name[0] <= 'Z' && service == strings.ToLower(service)
	return !asWritten || strings.Contains(text, action) || strings.Contains(text, "*")
}

// describes reports a name, or a pattern of names, that only lists or describes.
func describes(name string) bool {
	for _, begins := range []string{"describe", "list"} {
		if len(name) > len(begins) && strings.EqualFold(name[:len(begins)], begins) {
			return true
		}
	}
	return false
}

func writesLog(action string) bool {
	switch strings.ToLower(action) {
	case "logs:createloggroup", "logs:createlogstream", "logs:putlogevents":
		return true
	}
	return false
}

// enough is how many actions that do more than read a copy has at least to be none by
// accident: fewer for a program that only AWS makes.
const (
	enough        = 6
	enoughOfAgent = 5
	enoughOfWhole = 4 // actions of a program's, those that read among them, where none of them is missing
)

// within reports whether a statement has no more than a prescribed one, and notes
// whether it has nearly all of it. Beside it, a copy lists, describes and writes logs;
// what else gets something (the objects of every bucket) is no part of it.
func within(c *Copy, actions []string, text string) bool {
	theirs := strings.Fields(text)
	has := make([]bool, len(theirs))
	for _, a := range actions {
		if channel(a) {
			for i, t := range theirs {
				has[i] = has[i] || strings.HasPrefix(t, a[:len(a)-1])
			}
		} else if at := coveredBy(theirs, a); at >= 0 {
			has[at] = true
		} else if _, name, _ := strings.Cut(a, ":"); !describes(name) && !writesLog(a) {
			return false
		}
	}
	all, held := 0, 0
	for i, a := range theirs {
		service, name, _ := strings.Cut(a, ":")
		if describes(name) || ReadsByName(service, name) {
			continue // of both, what reads is no sign of a copy
		}
		if all++; has[i] {
			held++
		}
	}
	least := enough
	if len(c.Trusts) == 0 {
		least = enoughOfAgent
	}
	whole := len(c.Trusts) == 0 && len(theirs) >= enoughOfWhole && !slices.Contains(has, false)
	c.Nearly = whole || held >= least && 5*held >= 4*all
	return held > 0 && (c.Nearly || len(c.Trusts) > 0)
}

// coveredBy is the place of the pattern that takes an action or a pattern in; -1 for
// none. A pattern is taken in by its like alone, and nothing by a whole service.
func coveredBy(patterns []string, action string) int {
	wild := strings.ContainsAny(action, "*?")
	for i, p := range patterns {
		if strings.EqualFold(p, action) {
			return i
		}
		if _, name, _ := strings.Cut(p, ":"); !wild && len(name) > 4 && matchFold(p, action) {
			return i
		}
	}
	return -1
}
