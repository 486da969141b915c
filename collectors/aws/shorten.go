package aws

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

// shorten replaces the ends of names by a * where the pattern then still means
// none but actions of the list, by the catalogue of all of AWS's actions.
func shorten(actions []string) []string {
	cat, err := iamdata.Open()
	if err != nil {
		return actions
	}
	others := make(map[string][]string) // by service, the actions that are not meant, in small letters
	var out []string
	for _, a := range actions {
		service, name, _ := strings.Cut(a, ":")
		not, known := others[service]
		if !known {
			all, err := cat.Service(service)
			if err == nil && len(all) > 0 {
				not = []string{} // nil is a service that the catalogue does not know
			}
			for _, x := range all {
				if !slices.Contains(actions, service+":"+x.Name) {
					not = append(not, strings.ToLower(x.Name))
				}
			}
			others[service] = not
		}
		short := a
		for n := 1; not != nil && n < len(name)-1; n++ {
			start := strings.ToLower(name[:n])
			if !slices.ContainsFunc(not, func(x string) bool { return strings.HasPrefix(x, start) }) {
				short = service + ":" + name[:n] + "*"
				break
			}
		}
		out = append(out, short)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// dataActions read data or secrets under the verbs that broaden leaves; the
// sessions of the collector deny them.
var dataActions = []string{
	"dynamodb:GetItem", "dynamodb:GetRecords", "ec2:DescribeInstanceAttribute", "ec2:DescribeLaunchTemplateV*", "ec2:GetConsole*", "ec2:GetLaunch*", "ec2:GetPasswordData",
	"kms:Decrypt", "lambda:GetFunction", "lambda:GetLayer*", "logs:Get*", "rds:Download*", "s3:GetObject*", "secretsmanager:GetSecretValue", "sqs:Receive*", "ssm:GetParameter*",
	"ecr:BatchGetImage", "ecr:GetAuth*", "ecr:GetDownload*", "sts:Get*Token",
	"appsync:ListApiKeys", "lightsail:GetBucketA*", "lightsail:GetContainerL*", "lightsail:GetContainerServiceD*", "lightsail:GetInstanceA*", "lightsail:GetRelationalDatabaseL*", "lightsail:GetRelationalDatabaseM*",
	"s3vectors:ListVectors",
}

// broaden names the verbs of each service where that is shorter than the actions.
func broaden(actions []string) []string {
	var out []string
	for _, a := range actions {
		service, name, _ := strings.Cut(a, ":")
		wide := a
		for _, verb := range []string{"BatchGet", "Describe", "Get", "List"} {
			if strings.HasPrefix(name, verb) {
				wide = service + ":" + verb + "*"
			}
		}
		if denied(a) {
			wide = a
		}
		out = append(out, wide)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tighten makes of each pattern of broaden the shortest that means the same
// actions, by the catalogue.
func tighten(actions []string) []string {
	out := broaden(actions)
	cat, err := iamdata.Open()
	if err != nil {
		return out
	}
	for i, p := range out {
		service, verb, _ := strings.Cut(p, ":")
		verb, cut := strings.CutSuffix(verb, "*")
		all, err := cat.Service(service)
		if !cut || err != nil || len(all) == 0 {
			continue
		}
		for n := 1; n < len(verb); n++ {
			if !slices.ContainsFunc(all, func(a iamdata.Action) bool {
				return !strings.HasPrefix(a.Name, verb) && strings.HasPrefix(strings.ToLower(a.Name), strings.ToLower(verb[:n]))
			}) {
				out[i] = service + ":" + verb[:n] + "*"
				break
			}
		}
	}
	return out
}

// refused lists what a session has to be denied: those of dataActions that the
// patterns of a list mean, too, each as short as leaves the actions that are needed.
func refused(actions, list []string) []string {
	cat, err := iamdata.Open()
	if err != nil {
		return dataActions
	}
	var out []string
	for _, d := range dataActions {
		service, name, _ := strings.Cut(d, ":")
		all, err := cat.Service(service)
		if err == nil && len(all) > 0 && !slices.ContainsFunc(all, func(a iamdata.Action) bool {
			full := service + ":" + a.Name
			return iamdata.Match(d, full) && slices.ContainsFunc(list, func(p string) bool { return iamdata.Match(p, full) })
		}) {
			continue // the list does not reach it
		}
		stem, _, _ := strings.Cut(name, "*")
		for i := len("GetX"); i < len(stem); i++ {
			p := service + ":" + stem[:i] + "*"
			if !slices.ContainsFunc(actions, func(a string) bool { return iamdata.Match(p, a) }) {
				d = p
				break
			}
		}
		out = append(out, d)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// denied reports whether one of dataActions means an action.
func denied(action string) bool {
	return slices.ContainsFunc(dataActions, func(p string) bool { return iamdata.Match(p, action) })
}
