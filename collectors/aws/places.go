package aws

import (
	"cmp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/globs"
)

// everywhere is all that this collector can tell of.
const everywhere = "aws://**"

// within are the places at which something may be missing because of a gap of a
// kind that was met at a path: what a claim on other places need not wait for.
// It is as narrow as the paths of facts are certain, and no narrower.
//
//   - A call about one resource is about that resource, in the services whose
//     calls work so (see single).
//   - A call of a service is about all of that service, in its region; buckets and
//     what else belongs to no region are asked for in one and stand in any.
//   - Who lacks a region or an account lacks everything in it.
//   - The list of an organisation's accounts, and whatever else is not known here,
//     is about all of them.
func within(path, kind string) []string {
	parts := strings.Split(strings.TrimPrefix(path, "aws://"), "/")
	if !accountID(parts[0]) {
		return []string{everywhere}
	}
	account, region, service := "aws://"+parts[0]+"/", "*/", ""
	if len(parts) > 1 && parts[1] != global {
		region = globs.Escape(parts[1]) + "/"
	}
	if len(parts) > 2 {
		service = parts[2]
	}
	switch {
	case len(parts) == 1 || service == "" && region == "*/":
		return []string{account + "**"}
	case service == "":
		return []string{account + region + "**"}
	case !slices.Contains(contained(), service):
		return []string{everywhere}
	case service == "kms" && !slices.Contains(keyKinds(), kind):
		return []string{account + region + "**"} // of the stores that the key encrypts
	case len(parts) > 3 && single(service, parts[3:]):
		return []string{account + region + service + "/" + globs.Escape(strings.Join(parts[3:], "/")) + "/**"}
	}
	return []string{account + region + service + "/**"}
}

// contained are the services, by their part of a path, of which every call is
// about facts that stand under the same part, whatever kind they are.
func contained() []string {
	return []string{
		"access-analyzer", "acm", "apigateway", "backup", "cloudformation", "cloudfront", "cloudtrail", "config", "dynamodb", "ebs",
		"ecr", "efs", "elasticache", "elb", "guardduty", "iam", "kms", "lambda", "logs", "memorydb", "opensearch", "rds", "redshift",
		"redshift-serverless", "s3", "secretsmanager", "sns", "sqs", "ssm", "vpc",
	}
}

// single reports whether what stands below a service's part is one resource whose
// calls are about its own facts alone. In other services a path may be that of a
// group of parameters, or of a list.
func single(service string, rest []string) bool {
	switch service {
	case "dynamodb", "lambda", "secretsmanager", "sns", "sqs":
		return true
	case "s3":
		return rest[0] != "account" && rest[0] != "multi-region-access-points"
	}
	return false
}

// regionsOf are places in some regions of an account.
func regionsOf(account string, regions []string) []string {
	var out []string
	for _, r := range regions {
		out = append(out, "aws://"+account+"/"+globs.Escape(r)+"/**")
	}
	return out
}

// unaskedWithin are the places of what unasked says is left out of an account. A
// phrase of it that is not known here may mean anything in the account.
func unaskedWithin(account, left string) []string {
	phrases := unaskedPhrases()
	// The longest first: one may be a part of another.
	slices.SortStableFunc(phrases, func(a, b unaskedServices) int { return cmp.Compare(len(b.phrase), len(a.phrase)) })
	var names []string
	for _, p := range phrases {
		if rest := strings.ReplaceAll(left, p.phrase, ""); rest != left {
			left, names = rest, append(names, p.names...)
		}
	}
	if strings.Trim(strings.ReplaceAll(left, " and ", " "), ", ") != "" {
		return []string{"aws://" + account + "/**"}
	}
	slices.Sort(names)
	var out []string
	for _, n := range slices.Compact(names) {
		out = append(out, "aws://"+account+"/*/"+n+"/**")
	}
	return out
}

// unaskedServices are the parts of a path under which what a phrase of unasked
// names would stand.
type unaskedServices struct {
	phrase string
	names  []string
}

func unaskedPhrases() []unaskedServices {
	return []unaskedServices{
		{"file systems of EFS", []string{"efs"}},
		{"search domains", []string{"es", "opensearch"}},
		{"between the nodes of search domains", []string{"es", "opensearch"}},
		{"serverless warehouses", []string{"redshift-serverless"}},
		{"disks", []string{"ebs"}},
		{"methods of APIs", []string{"apigateway"}},
		{"clusters of containers", []string{"ecs", "eks"}},
		{"notebooks", []string{"sagemaker"}},
		{"access points", []string{"efs", "s3", "s3-outposts"}},
		{"what APIs hand requests on to", []string{"apigateway"}},
		{"the grants of keys", []string{"kms"}},
		{"the policies of versions, aliases and layers of functions", []string{"lambda"}},
		{"the resource policies of APIs, streams of tables, event buses, namespaces of Redshift and access points", // access points are buckets' too
			[]string{"apigateway", "dynamodb", "efs", "events", "redshift", "redshift-serverless", "s3", "s3-outposts"}},
		{"the values of the parameter store", []string{"ssm"}},
	}
}
