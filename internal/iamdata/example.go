package iamdata

import "strings"

// Example is an action and the ARN of a resource that a policy can limit it to.
type Example struct {
	Action string // "ec2:TerminateInstances"; "" when there is none that helps
	ARN    string // "arn:aws:ec2:*:*:instance/{InstanceId}"
}

// rated is the best example so far; of equals, the first.
type rated struct {
	Example
	rate int
}

// What makes an example help, from the least to the most. One that is of its
// service and no more is one of many types, and says nothing of the action.
const (
	sameService = 1 << iota // the ARN is of the action's own service
	fewTypes                // the action has two more types at most
	soleType                // the action has no other type
	required                // every request names one
	namesType               // the action's name holds the type's
	byName                  // the statement names the action without a wildcard
)

func (r *rated) consider(e entry) error {
	types, err := named(e.service.prefix, e.service.types(), e.service.limits[e.i].refs)
	if err != nil {
		return err
	}
	name := strings.ToLower(e.service.names[e.i])
	own := *r
	for _, t := range types {
		service, ok := arnService(t.ARN)
		if !ok || !strings.Contains(resourceOf(t.ARN), "${") {
			continue
		}
		rate := 0
		if strings.Contains(name, strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(t.Type))) {
			if makes(name) && numbered(t.ARN) {
				return nil
			}
			rate |= namesType
		}
		if t.Required {
			rate |= required
		}
		if len(types) == 1 {
			rate |= soleType
		}
		if len(types) <= 3 {
			rate |= fewTypes
		}
		if service == e.service.prefix {
			rate |= sameService
		}
		if rate <= fewTypes {
			continue
		}
		detail := max(0, 255-len(t.ARN)) // the plainest
		if rate&namesType != 0 {
			detail = len(t.Type) // of two that are in the name, the longer one is what it means
		}
		if e.named {
			rate |= byName
		}
		if rate = rate<<8 + detail; rate > own.rate {
			own = rated{Example{e.full(), readable(t.ARN)}, rate}
		}
	}
	*r = own
	return nil
}

// makes tells an action, in lower case, that makes something new.
func makes(name string) bool {
	for _, begins := range []string{"allocate", "copy", "create", "import", "launch", "provision", "purchase", "register", "request", "restore", "run"} {
		if strings.HasPrefix(name, begins) {
			return true
		}
	}
	return false
}

// numbered tells an ARN format all of whose names AWS gives: nobody knows it of
// what is not made yet. The id of a secret begins with the name that it was given.
func numbered(format string) bool {
	parts := strings.SplitN(format, ":", 6)
	_, rest, found := strings.Cut(parts[len(parts)-1], "${")
	for found {
		var hole string
		hole, rest, _ = strings.Cut(rest, "}")
		if low := strings.ToLower(hole); !strings.HasSuffix(low, "id") || low == "secretid" {
			return false
		}
		if _, rest, found = strings.Cut(rest, "${"); !found {
			return true
		}
	}
	return false
}

// types are the types of resource of a service, by number.
func (s *service) types() []Resource {
	var out []Resource
	for line := range strings.Lines(s.text) {
		rest, ok := strings.CutPrefix(line, "T\t")
		if !ok {
			break // they stand first
		}
		name, format, _ := strings.Cut(strings.TrimSuffix(rest, "\n"), "\t")
		out = append(out, Resource{Type: name, ARN: format})
	}
	return out
}

// arnService is the service that an ARN format names, when it does and the rest
// is more than one hole that may be anything.
func arnService(format string) (string, bool) {
	parts := strings.SplitN(format, ":", 6)
	if len(parts) < 6 || parts[2] == "" || strings.ContainsAny(parts[2], "$*?") || parts[5] == "*" {
		return "", false
	}
	return parts[2], true
}

// readable is an ARN format with the names of its holes in braces, and any
// region and account.
func readable(format string) string {
	format = strings.ReplaceAll(format, "${Partition}", "aws")
	for _, any := range []string{"${Region}", "${Account}"} {
		format = strings.ReplaceAll(format, ":"+any+":", ":*:")
	}
	return strings.ReplaceAll(format, "${", "{")
}

// ReadsByName reports an action whose name says that it gives something back and
// changes nothing, whatever level AWS' list gives it. What hands out credentials,
// tokens or addresses to write to is none, nor what takes a task off a queue or
// copies into a bucket.
func ReadsByName(service, name string) bool {
	reads := false
	for _, begins := range []string{"Get", "List", "Describe", "BatchGet", "BatchDescribe"} {
		reads = reads || strings.HasPrefix(name, begins)
	}
	if !reads {
		return false
	}
	for _, word := range []string{"Credential", "Token", "Password", "Secret", "AccessDetails", "DataAccess", "URL", "Url"} {
		if strings.Contains(name, word) {
			return false
		}
	}
	switch service + ":" + name {
	case "states:GetActivityTask", "social-messaging:GetWhatsAppMessageMedia", "elasticmapreduce:GetSessionEndpoint":
		return false
	}
	return true
}
