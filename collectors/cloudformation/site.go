package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// policyOfSite reports the policy of a bucket that is made a website, and what keeps
// everybody out whom the policy of a bucket lets in.
func (t *template) policyOfSite(r *resource) (site bool, kept string) {
	if r.typ != "AWS::S3::BucketPolicy" {
		return false, ""
	}
	b := t.byID[refersTo(fields(r.props)["Bucket"])]
	if b == nil || b.typ != "AWS::S3::Bucket" || b.never {
		return false, ""
	}
	return t.properties(b).Get("WebsiteConfiguration").Has(), t.restricted(b)
}

// openSite reports a bucket that is made a website and whose policy lets everybody
// read it.
func (t *template) openSite(b *resource) bool {
	if !t.properties(b).Get("WebsiteConfiguration").Has() {
		return false
	}
	for _, r := range t.resources {
		if r.typ == "AWS::S3::BucketPolicy" && !r.never && refersTo(fields(r.props)["Bucket"]) == b.id && iac.ReadByAll(t.properties(r).Get("PolicyDocument")) {
			return true
		}
	}
	return false
}

// restricted says what keeps everybody out whom a policy of a bucket lets in; "" for
// one that has no such block.
func (t *template) restricted(b *resource) string {
	a := t.access(b)
	return a.Restricts()
}

// website says how a bucket serves one.
func (t *template) website(b *resource) iac.Website {
	if !t.properties(b).Get("WebsiteConfiguration").Has() {
		return iac.Website{}
	}
	return iac.Website{Made: true, Idle: t.restricted(b) != "" || !t.mayServe(b)}
}

// mayServe reports a bucket whose policy lets everybody read, or may.
func (t *template) mayServe(b *resource) bool {
	some := false
	for _, r := range t.resources {
		if r.typ != "AWS::S3::BucketPolicy" || r.never {
			continue
		}
		switch of := refersTo(fields(r.props)["Bucket"]); {
		case of == b.id:
			some = true
			if iac.MayServe(t.properties(r).Get("PolicyDocument")) {
				return true
			}
		case t.byID[of] == nil: // it may be the bucket's by its name
			return true
		}
	}
	return !some
}
