package terraform

import "github.com/candor-dev/candor/internal/iac"

// isSite reports a bucket that is made a website.
func (m *module) isSite(b *block) bool {
	if m.properties(b).Get("website").Has() {
		return true
	}
	own, _ := m.beside(b, "aws_s3_bucket_website_configuration", "bucket")
	return own != nil
}

// policyOfSite reports the policy of a bucket that is made a website.
func (m *module) policyOfSite(b *block) bool {
	switch b.typ {
	case "aws_s3_bucket":
		return m.isSite(b)
	case "aws_s3_bucket_policy":
	default:
		return false
	}
	for _, x := range m.blocks {
		if x.Type == "resource" && x.typ == "aws_s3_bucket" && m.existence(x) == present && m.ofBucket(b, x) == mine {
			return m.isSite(x)
		}
	}
	return false
}

// openSite reports a bucket that is made a website and whose policy lets everybody
// read it.
func (m *module) openSite(b *block) bool {
	if !m.isSite(b) {
		return false
	}
	if iac.ReadByAll(m.properties(b).Get("policy")) {
		return true
	}
	for _, x := range m.blocks {
		if x.Type == "resource" && x.typ == "aws_s3_bucket_policy" && m.existence(x) == present && m.ofBucket(x, b) == mine && iac.ReadByAll(m.properties(x).Get("policy")) {
			return true
		}
	}
	return false
}
