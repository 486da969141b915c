package main

import "strings"

// intent is what a check of somebody else asks, in the words of our rules.
type intent struct {
	rule string
	with map[string]any
	// both: the platform's defaults are counted in one reading and ignored in
	// the other.
	both bool
	also string // a second rule that judges a part of what the check does
	part string // of the template that the check is about: the end of a subject
	note string
}

// reading is one evaluation of a template.
type reading struct {
	rule   string
	also   string
	with   map[string]any
	suffix string
	part   string
	of     *resource // what alone counts
}

func (in *intent) readings() []reading {
	if !in.both {
		return []reading{{rule: in.rule, also: in.also, with: in.with, part: in.part}}
	}
	var out []reading
	for _, r := range []struct{ defaults, suffix string }{{"ignore", " (template alone)"}, {"count", " (defaults count)"}} {
		with := map[string]any{"defaults": r.defaults}
		for k, v := range in.with {
			with[k] = v
		}
		out = append(out, reading{rule: in.rule, also: in.also, with: with, suffix: r.suffix, part: in.part})
	}
	return out
}

// intentOf maps a label to a rule, or says why no rule has its intent.
func intentOf(r label) (*intent, string) {
	_, check, _ := strings.Cut(r.Check, ":")
	folder := ""
	if parts := strings.Split(r.Path, "/"); len(parts) > 3 {
		folder = parts[3]
	}
	switch r.Control {
	case "crypto.at-rest":
		return atRest(check, folder)
	case "s3.public-access":
		return publicAccess(check)
	case "net.public-endpoint":
		return network(check, folder)
	case "lambda.public-permission":
		return &intent{rule: "lambda/permission"}, ""
	case "policy.public-principal":
		if folder == "sam" {
			return nil, "wildcards in policies of SAM's roles: iam/wildcard-resource and iam/admin-wildcard judge them"
		}
		return &intent{rule: "iam/public-resource"}, ""
	case "iam.wildcard-resource":
		return &intent{rule: "iam/wildcard-resource", also: "iam/admin-wildcard"}, ""
	case "iam.admin-wildcard":
		return &intent{rule: "iam/admin-wildcard"}, ""
	case "tls.bucket-policy":
		return &intent{rule: "tls/bucket-transport"}, ""
	case "tls.transit":
		return inTransit(check, folder), ""
	case "iam.wildcard-action":
		return nil, "a wildcard over one service's actions is no rule of candor's"
	}
	return nil, "no rule on infrastructure has this intent"
}

func atRest(check, folder string) (*intent, string) {
	in := &intent{rule: "crypto/at-rest", with: map[string]any{"require": "on"}, both: true}
	switch {
	case strings.Contains(check, "NODE_TO_NODE"):
		return transit("nodes"), ""
	case check == "enable_in_transit_encryption" && folder != "kinesis":
		return inTransit(check, folder), ""
	case strings.HasPrefix(check, "performance_insights"):
		in.with["require"], in.part = "customer-key", "insights"
	case check == "encrypt_cluster_storage_data":
		in.with["require"], in.note = "customer-key", "the check wants a key, too"
	case check == "enable_encryption" && folder == "codebuild":
		in.both, in.with["defaults"] = false, "count" // the check asks only that nothing is disabled
	case strings.Contains(strings.ToLower(check), "customer_key"), strings.Contains(check, "with_cmk"),
		strings.Contains(check, "ENCRYPTION_KEY_RULE"), strings.Contains(check, "KMS_KEY"),
		strings.Contains(check, "CLUSTER_ENCRYPTION_RULE"), check == "encrypt_secrets":
		in.with["require"] = "customer-key"
	case check == "S3_DEFAULT_ENCRYPTION_KMS":
		in.note = "the check's name says KMS, but it takes AES256, too"
	case strings.Contains(check, "KMS"), check == "CLOUD_TRAIL_ENCRYPTION_ENABLED", check == "CLOUDWATCH_LOG_GROUP_ENCRYPTED":
		in.with["require"] = "kms"
	}
	return in, ""
}

func publicAccess(check string) (*intent, string) {
	flags := map[string][]any{
		"block_public_acls": {"block_acls"}, "ignore_public_acls": {"ignore_acls"},
		"block_public_policy": {"block_policy"}, "no_public_buckets": {"restrict"},
		"specify_public_access_block": {"block_acls", "block_policy"},
	}
	if f := flags[check]; f != nil {
		return &intent{rule: "s3/public-access", with: map[string]any{"flags": f}, both: true}, ""
	}
	switch check {
	case "no_public_access_with_acl":
		return &intent{rule: "s3/public-acl"}, ""
	case "S3_BUCKET_PUBLIC_READ_ACL":
		return &intent{rule: "s3/public-acl", with: map[string]any{"acls": []any{"public-read"}}}, ""
	case "S3_BUCKET_NO_PUBLIC_RW_ACL":
		return &intent{rule: "s3/public-acl", with: map[string]any{"acls": []any{"public-read-write"}}}, ""
	}
	return &intent{rule: "s3/public-access", both: true}, ""
}

// ingress: a check that names one port asks for no other.
func ingress(check string) *intent {
	in := &intent{rule: "network/open-ingress"}
	for _, p := range []struct {
		words []string
		port  int
	}{{[]string{"ssh", "22"}, 22}, {[]string{"rdp", "3389"}, 3389}} {
		for _, w := range p.words {
			if strings.Contains(strings.ToLower(check), w) {
				in.with = map[string]any{"ports": []any{p.port}}
			}
		}
	}
	return in
}

func network(check, folder string) (*intent, string) {
	all := map[string]any{"allow": []any{}}
	switch {
	case strings.Contains(check, "egress"):
		return &intent{rule: "network/open-egress"}, ""
	case strings.Contains(check, "ingress"), strings.Contains(check, "ssh"), strings.Contains(check, "rdp"):
		return ingress(check), ""
	case check == "no_public_access" && folder == "ecr":
		return &intent{rule: "iam/public-resource"}, ""
	case check == "no_public_log_access":
		return &intent{rule: "s3/public-acl"}, ""
	case check == "no_public_cluster_access_to_cidr":
		return &intent{rule: "network/public-endpoint", with: all, note: "an endpoint that only named addresses reach"}, ""
	}
	return &intent{rule: "network/public-endpoint", with: all}, ""
}

// inTransit: a check that names a policy or a version asks for that of today,
// any other one that there is encryption.
func inTransit(check, folder string) *intent {
	check = strings.ToLower(check)
	switch {
	case strings.Contains(check, "policy") && !strings.Contains(check, "viewer_policy"), strings.Contains(check, "tls_1"),
		strings.Contains(check, "tls1"), strings.HasSuffix(check, "search_https_required"), strings.Contains(check, "minimum_protocol"), strings.Contains(check, "non_tls"):
		return transit("1.2")
	case strings.Contains(check, "in_transit") && (folder == "elasticsearch" || folder == "emr"):
		return transit("nodes")
	}
	return transit("none")
}
