package iamdata

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// found are the names of what a statement is a copy of, those of guides in brackets;
// "~" before one of which it has nearly all.
func found(actions string) string {
	var out []string
	for _, c := range Copies(strings.Fields(actions)) {
		name := c.Policy
		if name == "" {
			name = "(" + c.For + ")"
		}
		if c.Nearly {
			name = "~" + name
		}
		out = append(out, name)
	}
	return strings.Join(distinct(out), " ")
}

func TestCopies(t *testing.T) {
	const (
		snapshots = "ec2:CreateSnapshot ec2:CreateSnapshots ec2:DeleteSnapshot"
		ofLife    = snapshots + " ec2:EnableFastSnapshotRestores ec2:DisableFastSnapshotRestores ec2:CopySnapshot ec2:ModifySnapshotAttribute"
		agent     = "cloudwatch:PutMetricData logs:PutLogEvents logs:PutRetentionPolicy logs:CreateLogStream logs:CreateLogGroup xray:PutTraceSegments"
	)
	for actions, want := range map[string]string{
		snapshots:                              "AWSDataLifecycleManagerServiceRole",
		strings.ToLower(snapshots):             "AWSDataLifecycleManagerServiceRole",
		snapshots + " ec2:DescribeVolumes":     "AWSDataLifecycleManagerServiceRole",
		snapshots + " ec2:Describe* kms:List*": "AWSDataLifecycleManagerServiceRole",
		snapshots + " logs:PutLogEvents":       "AWSDataLifecycleManagerServiceRole",
		ofLife:                                 "~AWSDataLifecycleManagerServiceRole",
		agent:                                  "~CloudWatchAgentServerPolicy",
		agent + " ec2:DescribeTags":            "~CloudWatchAgentServerPolicy",
		"glue:RefreshOAuth2Tokens glue:ListEntities":                                   "(the connections of Glue)",
		"ec2:CopySnapshot ec2:ModifySnapshotAttribute ec2:RegisterImage ec2:Describe*": "(VM Import/Export)",
		"ecs:CreateCluster ecs:DeregisterContainerInstance ecs:DiscoverPollEndpoint ecs:Poll ecs:RegisterContainerInstance ecs:StartTelemetrySession " +
			"ecs:Submit* logs:CreateLogStream logs:PutLogEvents": "~(the agent of ECS)",
		"ecs:CreateCluster ecs:DeregisterContainerInstance ecs:DiscoverPollEndpoint ecs:Poll ecs:RegisterContainerInstance ecs:StartTelemetrySession " +
			"ecs:SubmitTaskStateChange logs:CreateLogStream logs:PutLogEvents": "~(the agent of ECS)",
		"cloudwatch:PutDashboard cloudwatch:DeleteDashboards cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:PutCompositeAlarm": "~(ParallelCluster)",

		// more than AWS has, and wider
		snapshots + " ec2:TerminateInstances":        "",
		snapshots + " iam:PassRole":                  "",
		snapshots + " secretsmanager:GetSecretValue": "",
		snapshots + " s3:GetObject":                  "",
		snapshots + " dynamodb:Scan":                 "",
		snapshots + " kms:Decrypt":                   "",
		snapshots + " ssm:GetParameter":              "",
		snapshots + " sts:AssumeRole":                "",
		snapshots + " ec2:Get*":                      "",
		agent + " s3:GetObject":                      "",
		agent + " ssm:GetParameters":                 "",
		agent + " ssm:PutParameter":                  "",
		"ec2:CreateSnapshot*":                        "",
		"ec2:*Snapshot":                              "",
		"ec2:*":                                      "",
		"ec2:* ec2:CreateSnapshot":                   "",
		"e*:CreateSnapshot":                          "",
		"*":                                          "",
		"s3:*":                                       "",
		"glue:*":                                     "",
		"ssm:*":                                      "",
		"elasticbeanstalk:*":                         "",
		"elasticbeanstalk:TerminateEnvironment":      "",
		"ecs:S*":                                     "",
		"ecs:Submit* ecs:RunTask":                    "",
		"logs:PutRetentionPolicy logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents logs:DeleteLogGroup": "",
		"ec2messages:SendReply ssm:SendCommand":                "",
		"secretsmanager:GetSecretValue":                        "",
		"kms:Decrypt":                                          "",
		"iam:PassRole":                                         "",
		"iam:PutRolePolicy iam:CreateRole":                     "",
		"sts:AssumeRole":                                       "",
		"s3:PutObject":                                         "",
		"dynamodb:PutItem dynamodb:Scan":                       "",
		"sqs:SendMessage sqs:DeleteMessage sqs:ReceiveMessage": "",
		"secretsmanager:CreateSecret":                          "",
		"ec2:DescribeInstances":                                "",
		"logs:PutLogEvents":                                    "",
		"":                                                     "",
	} {
		if got := found(actions); got != want {
			t.Errorf("%s: %q, want %q", actions, got, want)
		}
	}
}

// A few actions of one statement are nobody's copy without the role, whatever they are.
func TestFewActionsAreNotNearlyAll(t *testing.T) {
	for line := range strings.Lines(copiesText) {
		_, text := apart(line)
		for _, a := range strings.Fields(text) {
			for _, c := range Copies([]string{a}) {
				if c.Nearly || len(c.Trusts) == 0 {
					t.Errorf("%s alone is a copy of %+v", a, c)
				}
			}
		}
	}
}

// What reads data, uses keys or hands out rights is no part of any copy, and the roles
// of services that run anybody's code are none of a copy's, but for what names one
// purpose.
func TestWhatIsCopyable(t *testing.T) {
	for line := range strings.Lines(copiesText) {
		name, text := apart(line)
		for _, a := range strings.Fields(text) {
			service, action, _ := strings.Cut(a, ":")
			if slices.Contains([]string{"iam", "sts", "secretsmanager", "kms", "dynamodb", "s3", "organizations"}, service) && !ReadsByName(service, action) {
				t.Errorf("%s has %s", name, a)
			}
		}
	}
	for name, trusts := range Copyable() {
		for _, s := range []string{"lambda", "ec2", "ecs-tasks", "codebuild", "sagemaker", "states", "edgelambda", "cloudformation", "pods.eks", "batch.", "glue", "events"} {
			if slices.Contains(trusts, s+".amazonaws.com") {
				t.Errorf("%s is for %s, which runs anybody's code", name, s)
			}
		}
	}
}

// What stands in a guide alone is told whole.
func TestByGuide(t *testing.T) {
	n := 0
	for line := range strings.Lines(byGuide) {
		n++
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 4 || fields[0] == "" || !strings.HasSuffix(fields[1], ".html") || strings.Contains(fields[3], "  ") {
			t.Errorf("%q", fields)
			continue
		}
		if c := Copies(strings.Fields(fields[3])); !slices.ContainsFunc(c, func(c Copy) bool { return c.For == fields[0] && c.Guide == fields[1] }) {
			t.Errorf("%s is a copy of %+v", fields[0], c)
		}
	}
	if n != 10 {
		t.Errorf("%d statements", n)
	}
}

// Every line of the list is a statement of the archive, and every policy has one.
func TestCopiesAreOfTheArchive(t *testing.T) {
	m, err := OpenManaged()
	if err != nil {
		t.Fatal(err)
	}
	met := make(map[string]bool)
	for line := range strings.Lines(copiesText) {
		head, text := apart(line)
		full, trusts, _ := strings.Cut(head, "\t")
		name := full[strings.LastIndexByte(full, '/')+1:]
		met[name] = true
		if trusts != strings.Join(Copyable()[name], " ") {
			t.Errorf("%s is for the roles of %s", full, trusts)
		}
		p, ok, err := m.Policy(name)
		if err != nil || !ok || p.Path+p.Name != full {
			t.Fatalf("%s: %v, %v", full, ok, err)
		}
		actions, err := json.Marshal(strings.Fields(text))
		if err != nil {
			t.Fatal(err)
		}
		if list := strings.TrimSuffix(strings.TrimPrefix(string(actions), "["), "]"); !strings.Contains(p.JSON, list) {
			t.Errorf("%s has no statement of %s", full, text)
		}
		c := Copies(strings.Fields(text))
		if len(c) > 0 && (c[0].For == "" || c[0].For == unnamed || c[0].Guide == "") {
			t.Errorf("%s is for %+v", full, c[0])
		}
		if PurposeOf(p.Path, p.Name).For == "" {
			t.Errorf("%s is for nothing", full)
		}
	}
	for name := range Copyable() {
		if !met[name] {
			t.Errorf("%s has no statement that one can copy", name)
		}
	}
}

func TestEnded(t *testing.T) {
	c := open(t)
	one := func(actions ...string) Changes {
		t.Helper()
		x, err := c.Changes(Asked{Sure: actions, May: actions}, 4)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	if x := one("opsworks:CreateDeployment", "opsworks:Describe*"); x.Count != 0 || x.May || !slices.Equal(x.Ended, []string{"OpsWorks Stacks on 2024-05-26"}) {
		t.Errorf("%+v", x)
	}
	if x := one("opsworks:CreateDeployment", "mediastore:*", "sqs:SendMessage"); x.Count != 1 || !x.May || len(x.Ended) != 2 {
		t.Errorf("%+v", x)
	}
	if x := one("codestar-connections:DeleteConnection"); x.Count != 1 || x.Ended != nil {
		t.Errorf("%+v", x)
	}
	// what may be anything may be a change all the same
	x, err := c.Changes(Asked{May: []string{"*"}}, 4)
	if err != nil || !x.May || !slices.Contains(x.Ended, "Alexa for Business on 2025-05-31") {
		t.Errorf("%+v %v", x, err)
	}
	x, err = c.Changes(Asked{May: []string{"qldb:*"}}, 4)
	if err != nil || x.May || len(x.Ended) != 1 {
		t.Errorf("%+v %v", x, err)
	}
}

// Every service that ended is one that the catalogue holds: another needs no line.
func TestEndedAreInTheCatalogue(t *testing.T) {
	c, n := open(t), 0
	for _, s := range c.Services() {
		if name, day := ended(s); name != "" {
			if n++; len(day) != len("2006-01-02") || day >= "2026-09-26" {
				t.Errorf("%s ended on %q", s, day)
			}
		}
	}
	if n != 13 {
		t.Errorf("%d services that ended are in the catalogue", n)
	}
}

func FuzzCopies(f *testing.F) {
	f.Add("ec2:CreateSnapshot ec2:Describe*")
	f.Add("ecs:Submit* :x *")
	f.Fuzz(func(t *testing.T, text string) {
		actions := strings.Fields(text)
		for _, c := range Copies(actions) {
			for _, a := range actions {
				if strings.HasSuffix(a, ":*") {
					t.Errorf("%s is part of a copy of %+v", a, c)
				}
			}
		}
	})
}

// A short statement for a program is a copy when none of it is missing.
func TestWholeCopies(t *testing.T) {
	all := []string{"aps:RemoteWrite", "aps:GetSeries", "aps:GetLabels", "aps:GetMetricMetadata"}
	for _, tt := range []struct {
		actions []string
		want    int
	}{
		{all, 1},
		{append(slices.Clone(all), "logs:PutLogEvents", "ec2:DescribeTags"), 1},
		{append(slices.Clone(all), "aps:DeleteWorkspace"), 0},
		{all[:3], 0},
		{[]string{"sns:Publish"}, 6}, // each for the role of one service, Cognito's among them
		{[]string{"sns:Publish", "sns:DeleteTopic"}, 0},
	} {
		if got := Copies(tt.actions); len(got) != tt.want {
			t.Errorf("%v is a copy of %+v", tt.actions, got)
		}
	}
}
