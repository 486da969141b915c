package iamdata

import (
	_ "embed" // the statements
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
	// Nearly: the copy holds so much of a statement with several actions that it is
	// no accident, whoever has it.
	Nearly bool
}

// copyable are the policies whose statements count as prescribed where they are
// copied, with the services whose roles they are for. Left out are those for services
// that run anybody's code, those that speak of what is there beforehand and has a name
// (the function that a rule calls), and those that give a whole service.
func copyable() map[string][]string {
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

// publishedOnly are statements that only a guide has (November 2026).
func publishedOnly() []prescription {
	return []prescription{{
		Copy: Copy{For: "ParallelCluster", Guide: "parallelcluster/latest/ug/iam-roles-in-parallelcluster-v3.html"},
		actions: "ec2:AllocateAddress ec2:AssociateAddress ec2:AttachNetworkInterface ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress " +
			"ec2:CreateFleet ec2:CreateLaunchTemplate ec2:CreateLaunchTemplateVersion ec2:CreateNetworkInterface ec2:CreatePlacementGroup ec2:CreateSecurityGroup " +
			"ec2:CreateSnapshot ec2:CreateTags ec2:DeleteTags ec2:CreateVolume ec2:DeleteLaunchTemplate ec2:DeleteNetworkInterface ec2:DeletePlacementGroup " +
			"ec2:DeleteSecurityGroup ec2:DeleteVolume ec2:DisassociateAddress ec2:ModifyLaunchTemplate ec2:ModifyNetworkInterfaceAttribute ec2:ModifyVolume " +
			"ec2:ModifyVolumeAttribute ec2:ReleaseAddress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:RunInstances ec2:TerminateInstances",
	}, {
		Copy: Copy{For: "ParallelCluster", Guide: "parallelcluster/latest/ug/iam-roles-in-parallelcluster-v3.html"},
		actions: "cloudwatch:PutDashboard cloudwatch:ListDashboards cloudwatch:DeleteDashboards cloudwatch:GetDashboard cloudwatch:PutMetricAlarm " +
			"cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms cloudwatch:PutCompositeAlarm",
	}, {
		Copy: Copy{For: "the agent of ECS", Guide: "AWSCloudFormation/latest/UserGuide/quickref-ecs.html"},
		actions: "ecs:CreateCluster ecs:DeregisterContainerInstance ecs:DiscoverPollEndpoint ecs:Poll ecs:RegisterContainerInstance ecs:StartTelemetrySession " +
			"ecs:Submit* logs:CreateLogStream logs:PutLogEvents",
	}, {
		Copy:    Copy{For: "the connections of Glue", Guide: "glue/latest/dg/googlesheets-configuring-iam-permissions.html", Trusts: []string{"glue.amazonaws.com"}},
		actions: "glue:ListConnectionTypes glue:DescribeConnectionType glue:RefreshOAuth2Tokens glue:ListEntities glue:DescribeEntity",
	}, {
		Copy:    Copy{For: "VM Import/Export", Guide: "vm-import/latest/userguide/required-permissions.html", Trusts: []string{"vmie.amazonaws.com"}},
		actions: "ec2:CopySnapshot ec2:ModifySnapshotAttribute ec2:RegisterImage ec2:Describe*",
	}, {
		Copy: Copy{For: "Firehose in a VPC", Guide: "firehose/latest/dev/controlling-access.html", Trusts: []string{"firehose.amazonaws.com"}},
		actions: "ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces " +
			"ec2:CreateNetworkInterface ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface",
	}}
}

// prescription is one statement: its action patterns, a blank between any two.
type prescription struct {
	Copy
	actions string
}

// copiesText has a line for each statement of the copyable policies that allows, on
// every resource and without a condition, more than reading: the policy with its
// path, a tab, and the actions. gen makes it of the archive, so that nothing of that
// is decoded to compare.
//
//go:embed copies.txt
var copiesText string

// Copyable lists the policies whose statements the generator writes down.
func Copyable() []string {
	var out []string
	for name := range copyable() {
		out = append(out, name)
	}
	return distinct(out)
}

// Copies tells what a statement on every resource is a copy of, by all its action
// patterns: every action that does more than list and describe is one of one
// prescribed statement, and no wildcard is wider than there. Nothing is decoded; a
// statement of a service that none speaks of costs a look at one text.
func Copies(actions []string) []Copy {
	service, ok := mayCopy(actions)
	if !ok {
		return nil
	}
	var out []Copy
	var trusts map[string][]string
	for line := range strings.Lines(copiesText) {
		full, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !strings.Contains(text, service) {
			continue
		}
		if trusts == nil {
			trusts = copyable()
		}
		i := strings.LastIndexByte(full, '/') + 1
		c := Copy{Policy: full[i:], Trusts: trusts[full[i:]]}
		if within(&c, actions, text) {
			c.tell(PurposeOf(full[:i], full[i:]))
			out = append(out, c)
		}
	}
	for _, p := range publishedOnly() {
		if strings.Contains(p.actions, service) && within(&p.Copy, actions, p.actions) {
			out = append(out, p.Copy)
		}
	}
	return out
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

// mayCopy reports a statement that may be a copy, and a service of it with a colon
// that a prescribed one must speak of.
func mayCopy(actions []string) (of string, ok bool) {
	for _, a := range actions {
		service, name, ok := strings.Cut(a, ":")
		if !ok || strings.ContainsAny(service, "*?") || strings.HasPrefix(name, "*") || strings.HasPrefix(name, "?") {
			return "", false // a whole service, or a wildcard over several
		}
		if !describes(name) && !writesLog(a) {
			of = strings.ToLower(service) + ":"
		}
	}
	return of, of != ""
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
)

// within reports whether a statement has no more than a prescribed one, and notes
// whether it has nearly all of it. Beside it, a copy lists, describes and writes logs;
// what else gets something (the objects of every bucket) is no part of it.
func within(c *Copy, actions []string, text string) bool {
	theirs := strings.Fields(text)
	has := make([]bool, len(theirs))
	for _, a := range actions {
		if at := coveredBy(theirs, a); at >= 0 {
			has[at] = true
		} else if _, name, _ := strings.Cut(a, ":"); !describes(name) && !writesLog(a) {
			return false
		}
	}
	all, held := 0, 0
	for i, a := range theirs {
		service, name, _ := strings.Cut(a, ":")
		if describes(name) || ReadsByName(service, name) {
			continue
		}
		if all++; has[i] {
			held++
		}
	}
	least := enough
	if len(c.Trusts) == 0 {
		least = enoughOfAgent
	}
	c.Nearly = held >= least && 5*held >= 4*all
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
