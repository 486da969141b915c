# Ways from some actions to more rights than a policy means to give. Each is a
# set of actions that suffice together, with the type of resource on which the
# first one must be granted; with "by" it must be granted on what it works by, too:
# a command is a document that is run on a machine. The ways are public knowledge; the actions are AWS'.
package candor.tables.iam_escalation

paths := [
	{"actions": ["iam:CreatePolicyVersion"], "type": "iam:policy", "gives": "writes a new version of a policy that it is bound by"},
	{"actions": ["iam:SetDefaultPolicyVersion"], "type": "iam:policy", "gives": "brings back an older, wider version of a policy"},
	{"actions": ["iam:CreateAccessKey"], "type": "iam:user", "gives": "makes keys of any user"},
	{"actions": ["iam:CreateLoginProfile"], "type": "iam:user", "gives": "sets the first password of any user"},
	{"actions": ["iam:UpdateLoginProfile"], "type": "iam:user", "gives": "changes the password of any user"},
	{"actions": ["iam:AttachUserPolicy"], "type": "iam:user", "gives": "attaches any policy to a user"},
	{"actions": ["iam:AttachGroupPolicy"], "type": "iam:group", "gives": "attaches any policy to a group"},
	{"actions": ["iam:AttachRolePolicy"], "type": "iam:role", "gives": "attaches any policy to a role"},
	{"actions": ["iam:PutUserPolicy"], "type": "iam:user", "gives": "writes a policy into any user"},
	{"actions": ["iam:PutGroupPolicy"], "type": "iam:group", "gives": "writes a policy into any group"},
	{"actions": ["iam:PutRolePolicy"], "type": "iam:role", "gives": "writes a policy into any role"},
	{"actions": ["iam:AddUserToGroup"], "type": "iam:group", "gives": "joins any group"},
	{"actions": ["iam:UpdateAssumeRolePolicy"], "type": "iam:role", "gives": "lets itself take on any role"},
	{"actions": ["iam:PassRole", "ec2:RunInstances"], "type": "iam:role", "gives": "starts a machine with any role"},
	{"actions": ["iam:PassRole", "lambda:CreateFunction"], "type": "iam:role", "gives": "runs a function with any role"},
	{"actions": ["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"], "type": "iam:role", "gives": "runs a container with any role"},
	{"actions": ["iam:PassRole", "cloudformation:CreateStack"], "type": "iam:role", "gives": "deploys a stack with any role"},
	{"actions": ["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"], "type": "iam:role", "gives": "runs a build with any role"},
	{"actions": ["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"], "type": "iam:role", "gives": "runs a job with any role"},
	{"actions": ["iam:PassRole", "sagemaker:CreateNotebookInstance"], "type": "iam:role", "gives": "opens a notebook with any role"},
	{"actions": ["cloudformation:UpdateStack"], "type": "cloudformation:stack", "gives": "changes any stack and acts with the role that it was given"},
	{"actions": ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], "type": "cloudformation:stack", "gives": "changes any stack and acts with the role that it was given"},
	{"actions": ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], "type": "ec2:instance", "gives": "has any machine run commands when it starts, with its role"},
	{"actions": ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"], "type": "ec2:launch-template", "gives": "changes what new machines run, with their role"},
	{"actions": ["lambda:UpdateFunctionCode"], "type": "lambda:function", "gives": "replaces the code of any function and acts with its role"},
	{"actions": ["glue:UpdateDevEndpoint"], "type": "glue:devEndpoint", "gives": "logs in to an endpoint and acts with its role"},
	{"actions": ["ssm:SendCommand"], "type": "ec2:instance", "by": "document", "gives": "runs commands on any machine with its role"},
]

# running are documents of AWS that run what their caller writes; harmless are some
# that do one thing, whose parameters run nothing.
running := [
	"arn:*:ssm:*:*:document/AWS-RunShellScript", "arn:*:ssm:*:*:document/AWS-RunPowerShellScript",
	"arn:*:ssm:*:*:document/AWS-RunDocument", "arn:*:ssm:*:*:document/AWS-RunRemoteScript",
	"arn:*:ssm:*:*:document/AWS-ApplyAnsiblePlaybooks", "arn:*:ssm:*:*:document/AWS-RunSaltState",
]

harmless := {"AWSEC2-CreateVssSnapshot", "AWSEC2-VssInstallAndSnapshot", "AWSEC2-ManageVssIO", "AWS-UpdateSSMAgent", "AWS-GatherSoftwareInventory"}
