package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/vendors"
)

// topic is something that pages speak of, and what can settle it.
type topic struct {
	say, also, not *regexp.Regexp
	rules          []proposal
	controls       []string
	remark         string
}

// proposal is a rule with how its parameters are read from the sentence.
type proposal struct {
	id string
	// with gives the parameters in one line of YAML, or why there are none.
	with   func(text string) (yaml, why string)
	remark string // what candor.yaml has to say besides
}

func rule(id string) proposal { return proposal{id: id} }

func told(id, remark string) proposal { return proposal{id: id, remark: remark} }

func given(id, with string) proposal {
	return proposal{id: id, with: func(string) (string, string) { return with, "" }}
}

func read(id string, with func(string) (string, string)) proposal {
	return proposal{id: id, with: with}
}

var span = regexp.MustCompile(`(?i)\b(\d{1,4})[- ](day|week|month|year)s?\b`)

// days reads one time span; several would mean several promises.
func days(text string) (int, string) {
	found := make(map[int]bool)
	n := 0
	if len(planNames(text)) > 1 {
		return 0, "each plan has its own time; write a claim for each"
	}
	for _, m := range span.FindAllStringSubmatch(text, -1) {
		if _, err := fmt.Sscan(m[1], &n); err != nil {
			continue
		}
		n *= map[string]int{"day": 1, "week": 7, "month": 30, "year": 365}[strings.ToLower(m[2])]
		found[n] = true
	}
	switch len(found) {
	case 0:
		return 0, "the sentence names no time"
	case 1:
		return n, ""
	}
	return 0, "the sentence names several times; write a claim for each"
}

func keptDays(text string) (string, string) {
	n, why := days(text)
	if why != "" {
		return "", why
	}
	return fmt.Sprintf("{days: %d}", n), ""
}

// backupDays: no number is the rule's own least of one day.
func backupDays(text string) (string, string) {
	if n, why := days(text); why == "" {
		return fmt.Sprintf("{days: %d}", n), ""
	}
	return "", ""
}

var version = regexp.MustCompile(`(?i)\btls ?(?:v)?(1\.[0-3])`)

func minTLS(text string) string {
	if m := version.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// leastTLS is the parameter of rules that ask for a version.
func leastTLS(text string) (string, string) {
	if v := minTLS(text); v != "" {
		return fmt.Sprintf("{min: %q}", v), ""
	}
	return "", ""
}

var (
	everyHop = regexp.MustCompile(`(?i)every (hop|connection|call)|all (connections|traffic|communications?|network)|end[- ]to[- ]end|each (hop|connection)`)
	edgeHop  = regexp.MustCompile(`(?i)client-to-server|client ?↔|browsers?|api clients?|customer-facing|from (your|the) (browser|device)|public endpoints?`)
	innerHop = regexp.MustCompile(`(?i)server-to-server|between (services|servers|systems)|internal(ly)? traffic|service-to-service`)
	dbHop    = regexp.MustCompile(`(?i)database|postgres`)
)

// hops reads which connections a sentence is about.
func hops(text string) (string, string) {
	var hs []string
	if everyHop.MatchString(text) {
		hs = []string{"client-edge", "edge-origin", "app-database", "app-api", "internal"}
	} else {
		if edgeHop.MatchString(text) {
			hs = append(hs, "client-edge")
		}
		if innerHop.MatchString(text) {
			hs = append(hs, "app-api", "internal")
		}
		if dbHop.MatchString(text) {
			hs = append(hs, "app-database")
		}
	}
	if len(hs) == 0 {
		return "", "the sentence does not say which connections are meant (hops)"
	}
	with := "{hops: [" + strings.Join(hs, ", ") + "]"
	if v := minTLS(text); v != "" {
		with += fmt.Sprintf(", min: %q", v)
	}
	return with + "}", ""
}

// cities are the regions of AWS and Google that stand in a city, state or country
// which pages name; from both clouds' lists of regions, November 2026. An area
// is only what is left where none of them is named: it would allow too much.
func cities() map[string][]string {
	return map[string][]string{
		"frankfurt": {"eu-central-1", "europe-west3"}, "ireland": {"eu-west-1"}, "dublin": {"eu-west-1"},
		"london": {"eu-west-2", "europe-west2"}, "paris": {"eu-west-3", "europe-west9"}, "stockholm": {"eu-north-1"},
		"zurich": {"eu-central-2", "europe-west6"}, "virginia": {"us-east-1", "us-east4"}, "ohio": {"us-east-2"},
		"oregon": {"us-west-2", "us-west1"}, "montreal": {"ca-central-1", "northamerica-northeast1"},
		"sydney": {"ap-southeast-2", "australia-southeast1"}, "singapore": {"ap-southeast-1", "asia-southeast1"},
		"germany": {"eu-central-1", "europe-west3", "europe-west10"}, "france": {"eu-west-3", "europe-west9"},
		"netherlands": {"europe-west4"}, "belgium": {"europe-west1"}, "finland": {"europe-north1"}, "poland": {"europe-central2"},
		"sweden": {"eu-north-1", "europe-north2"}, "spain": {"eu-south-2", "europe-southwest1"}, "italy": {"eu-south-1", "europe-west8", "europe-west12"},
		"switzerland": {"eu-central-2", "europe-west6"},
		"tokyo":       {"ap-northeast-1", "asia-northeast1"}, "mumbai": {"ap-south-1", "asia-south1"},
	}
}

// regions reads where data may be: a region's code, a city, or an area.
func regions(text string) (string, string) {
	p := vendors.ReadPlace(text)
	allow := p.Regions
	low := strings.ToLower(text)
	if len(allow) == 0 {
		for city, rs := range cities() {
			if strings.Contains(low, city) {
				allow = append(allow, rs...)
			}
		}
	}
	if len(allow) == 0 {
		for _, a := range p.Areas {
			switch a {
			case "EU":
				// eu-west-2 is London and eu-central-2 is Zurich: not in the EU.
				allow = append(allow, "eu-west-1", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2")
			case "US":
				if !theStates.MatchString(text) { // "us" is also those who write
					continue
				}
				allow = append(allow, "us-east-*", "us-west-*")
			case "UK":
				allow = append(allow, "eu-west-2", "europe-west2")
			case "CA":
				allow = append(allow, "ca-*")
			}
		}
	}
	if len(allow) == 0 {
		return "", "the sentence names no region (allow)"
	}
	slices.Sort(allow)
	return "{allow: [" + quoted(slices.Compact(allow)) + "]}", ""
}

// quoted lists YAML scalars; a star begins an alias and needs quotes.
func quoted(list []string) string {
	var out []string
	for _, s := range list {
		if strings.ContainsAny(s, "*:{}[]#&,") {
			s = `"` + s + `"`
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

var (
	columnName = regexp.MustCompile(`\b([a-z][a-z0-9]*_id)\b`)
	pathPrefix = regexp.MustCompile("(?:^|[\\s`'\"(])([a-z][a-z0-9-]*)/\\*")
)

var theStates = regexp.MustCompile(`\bUS\b|\bUSA\b|\bU\.S\.|United States|\bAmerica`)

func column(text string) (string, string) {
	if m := columnName.FindStringSubmatch(text); m != nil {
		return "{column: " + m[1] + "}", ""
	}
	return "", "the sentence names no column"
}

// scope reads services and the prefix that their resources share.
func scope(text string) (string, string) {
	m := pathPrefix.FindStringSubmatch(text)
	if m == nil {
		return "", "the sentence names no pattern of resources (allow)"
	}
	p := m[1]
	low := strings.ToLower(text)
	var services, allow []string
	for _, s := range [][3]string{
		{"secrets manager", "secretsmanager", "arn:aws:secretsmanager:*:*:secret:" + p + "/*"},
		{"ecr", "ecr", "arn:aws:ecr:*:*:repository/" + p + "/*"},
		{"lambda", "lambda", "arn:aws:lambda:*:*:function:" + p + "-*"},
		{"s3", "s3", "arn:aws:s3:::" + p + "/*"},
		{"dynamodb", "dynamodb", "arn:aws:dynamodb:*:*:table/" + p + "-*"},
		{"sqs", "sqs", "arn:aws:sqs:*:*:" + p + "-*"},
		{"parameter store", "ssm", "arn:aws:ssm:*:*:parameter/" + p + "/*"},
	} {
		if regexp.MustCompile(`\b` + s[0] + `\b`).MatchString(low) {
			services, allow = append(services, s[1]), append(allow, s[2])
		}
	}
	if len(services) == 0 {
		return "", "the sentence names no service (services)"
	}
	return "{services: [" + strings.Join(services, ", ") + "], allow: [" + quoted(allow) + "]}", ""
}
