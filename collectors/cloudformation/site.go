package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// policyOfSite reports the policy of a bucket that is made a website.
func (t *template) policyOfSite(r *resource) bool {
	if r.typ != "AWS::S3::BucketPolicy" {
		return false
	}
	b := t.byID[refersTo(fields(r.props)["Bucket"])]
	return b != nil && b.typ == "AWS::S3::Bucket" && t.properties(b).Get("WebsiteConfiguration").Has()
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
