# Ways from some actions to more rights than a policy means to give. Each is a
# set of actions that suffice together, with the type of resource on which the
# first one must be granted, and with what their holder can do then. The ways are
# public knowledge; the actions are AWS'. With
#
#   - "then", one of some further sets is needed, too: a function that nobody runs
#     does nothing; "still" is what may happen without. With "same", what runs must
#     be granted on what the second action makes;
#   - "by", the first action must be granted on what it works by, too: a command
#     is a document that is run on a machine;
#   - "own", it is enough to reach the holder itself: a thing of that kind.
#
# Those that are told the quickest come first: the first one is what a finding says.
package candor.tables.iam_escalation

paths := [
	{"actions": ["iam:PutRolePolicy"], "type": "iam:role", "own": "role", "can": "write itself a policy with any right"},
	{"actions": ["iam:AttachRolePolicy"], "type": "iam:role", "own": "role", "can": "attach itself any policy, an administrator's too"},
	{"actions": ["iam:PutUserPolicy"], "type": "iam:user", "own": "user", "can": "write itself a policy with any right"},
	{"actions": ["iam:AttachUserPolicy"], "type": "iam:user", "own": "user", "can": "attach itself any policy, an administrator's too"},
	{"actions": ["iam:PutGroupPolicy"], "type": "iam:group", "own": "group", "can": "write a policy with any right into its own group"},
	{"actions": ["iam:AttachGroupPolicy"], "type": "iam:group", "own": "group", "can": "attach its own group any policy, an administrator's too"},
	{"actions": ["iam:CreatePolicyVersion"], "type": "iam:policy", "own": "policy", "can": "rewrite a policy that it holds, and give itself any right"},
	{"actions": ["iam:UpdateAssumeRolePolicy"], "type": "iam:role", "can": "let itself take on any role"},
	{"actions": ["iam:CreateAccessKey"], "type": "iam:user", "can": "make keys of any user and act as that user"},
	{"actions": ["iam:CreateLoginProfile"], "type": "iam:user", "can": "set the first password of any user and sign in as that user"},
	{"actions": ["iam:UpdateLoginProfile"], "type": "iam:user", "can": "change the password of any user and sign in as that user"},
	{"actions": ["iam:AddUserToGroup"], "type": "iam:group", "can": "put itself into any group"},
	{"actions": ["iam:SetDefaultPolicyVersion"], "type": "iam:policy", "can": "bring back an older, wider version of a policy that it holds"},
	{"actions": ["iam:PassRole", "ec2:RunInstances"], "type": "iam:role", "can": "start a machine with any role and act with it"},
	{"actions": ["iam:PassRole", "ec2:RequestSpotInstances"], "type": "iam:role", "can": "start a machine with any role and act with it"},
	{
		"actions": ["iam:PassRole", "lambda:CreateFunction"], "type": "iam:role", "can": "run code of its own with any role",
		"then": [["lambda:InvokeFunction"], ["lambda:AddPermission"], ["lambda:CreateFunctionUrlConfig", "lambda:InvokeFunctionUrl"], ["lambda:CreateEventSourceMapping"]], "same": true,
		"still": "nothing that is surely allowed runs the new function, but what calls a function by its name would run a new one of that name",
	},
	{"actions": ["iam:PassRole", "cloudformation:CreateStack"], "type": "iam:role", "can": "deploy a stack with any role"},
	{
		"actions": ["iam:PassRole", "ecs:RegisterTaskDefinition"], "type": "iam:role", "can": "run a container of its own with any role",
		"then": [["ecs:RunTask"], ["ecs:StartTask"], ["ecs:CreateService"], ["ecs:UpdateService"]],
		"still": "nothing that is surely allowed starts the new task, but a schedule that names no version of it would",
	},
	{
		"actions": ["iam:PassRole", "codebuild:CreateProject"], "type": "iam:role", "can": "run a build of its own with any role",
		"then": [["codebuild:StartBuild"], ["codebuild:StartBuildBatch"], ["codebuild:CreateWebhook"]],
		"still": "nothing that is surely allowed starts the new build, but a rule or a pipeline may",
	},
	{
		"actions": ["iam:PassRole", "glue:CreateJob"], "type": "iam:role", "can": "run a job of its own with any role",
		"then": [["glue:StartJobRun"], ["glue:CreateTrigger"]],
		"still": "nothing that is surely allowed starts the new job, but a trigger or a workflow may",
	},
	{"actions": ["iam:PassRole", "glue:CreateDevEndpoint"], "type": "iam:role", "can": "log in to a new endpoint and act with any role"},
	{
		"actions": ["iam:PassRole", "sagemaker:CreateNotebookInstance"], "type": "iam:role", "can": "open a notebook with any role",
		"then": [["sagemaker:CreatePresignedNotebookInstanceUrl"], ["sagemaker:CreateNotebookInstanceLifecycleConfig"]],
		"still": "nothing that is surely allowed opens the new notebook, but what it runs at its start may be there already",
	},
	{"actions": ["iam:PassRole", "sagemaker:CreateTrainingJob"], "type": "iam:role", "can": "run a job of its own with any role"},
	{"actions": ["iam:PassRole", "sagemaker:CreateProcessingJob"], "type": "iam:role", "can": "run a job of its own with any role"},
	{"actions": ["iam:PassRole", "apprunner:CreateService"], "type": "iam:role", "can": "run a container of its own with any role"},
	{"actions": ["lambda:UpdateFunctionCode"], "type": "lambda:function", "can": "replace the code of any function, which then acts with the function's role"},
	{"actions": ["cloudformation:UpdateStack"], "type": "cloudformation:stack", "can": "change any stack with the role that the stack was given"},
	{"actions": ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"], "type": "cloudformation:stack", "can": "change any stack with the role that the stack was given"},
	{"actions": ["ssm:SendCommand"], "type": "ec2:instance", "by": "document", "can": "run commands on any machine, with the machine's role"},
	{"actions": ["ssm:StartSession"], "type": "ec2:instance", "can": "open a shell on any machine, with the machine's role"},
	{"actions": ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"], "type": "ec2:instance", "can": "have any machine run commands at its next start, with the machine's role"},
	{"actions": ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"], "type": "ec2:launch-template", "can": "change what new machines run, with their role"},
	{"actions": ["glue:UpdateDevEndpoint"], "type": "glue:devEndpoint", "can": "log in to any endpoint and act with its role"},
]

# some_of is what a policy should name of a type.
some_of := {
	"iam:role": "the roles", "iam:user": "the users", "iam:group": "the groups", "iam:policy": "the policies",
	"lambda:function": "the functions", "cloudformation:stack": "the stacks", "ec2:instance": "the instances",
	"ec2:launch-template": "the launch templates", "glue:devEndpoint": "the endpoints",
}

# all_of is what a message calls all of a type; single one thing of it, and what
# makes one of it the holder's gain.
all_of := {
	"iam:role": "every role", "iam:user": "every user", "iam:group": "every group", "iam:policy": "every policy",
	"lambda:function": "every function", "cloudformation:stack": "every stack", "ec2:instance": "every machine",
	"ec2:launch-template": "every launch template", "glue:devEndpoint": "every endpoint",
}

single := {
	"iam:role": {"word": "role", "gain": "which may be stronger"},
	"iam:user": {"word": "user", "gain": "who may be stronger"},
	"iam:group": {"word": "group", "gain": "which may be stronger"},
	"iam:policy": {"word": "policy", "gain": "which its holder may hold, too"},
}

# running are documents of AWS, whose ARNs hold no account, that run what their caller
# writes; harmless are some
# that do one thing, whose parameters run nothing.
running := [
	"arn:*:ssm:*::document/AWS-RunShellScript", "arn:*:ssm:*::document/AWS-RunPowerShellScript",
	"arn:*:ssm:*::document/AWS-RunDocument", "arn:*:ssm:*::document/AWS-RunRemoteScript",
	"arn:*:ssm:*::document/AWS-ApplyAnsiblePlaybooks", "arn:*:ssm:*::document/AWS-RunSaltState",
]

harmless := {"AWSEC2-CreateVssSnapshot", "AWSEC2-VssInstallAndSnapshot", "AWSEC2-ManageVssIO", "AWS-UpdateSSMAgent", "AWS-GatherSoftwareInventory"}
