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

// policyOfSite reports the policy of a bucket that is made a website, and what keeps
// everybody out whom the policy of a bucket lets in.
func (m *module) policyOfSite(b *block) (site bool, kept string) {
	if b.typ == "aws_s3_bucket" && b.Body.Attributes["policy"] == nil {
		return false, ""
	}
	own := m.bucketOf(b)
	if own == nil {
		return false, ""
	}
	return m.isSite(own), m.restricted(own)
}

// bucketOf is the bucket of the folder that a block is, or that its policy is about.
func (m *module) bucketOf(b *block) *block {
	switch b.typ {
	case "aws_s3_bucket":
		return b
	case "aws_s3_bucket_policy":
	default:
		return nil
	}
	for _, x := range m.blocks {
		if x.Type == "resource" && x.typ == "aws_s3_bucket" && m.existence(x) == present && m.ofBucket(b, x) == mine {
			return x
		}
	}
	return nil
}

// restricted says what keeps everybody out whom the policy of a bucket lets in; "" for
// one that has no such block.
func (m *module) restricted(b *block) string {
	a := m.access(b)
	return a.Restricts()
}

// website says how a bucket serves one.
func (m *module) website(b *block) iac.Website {
	if !m.isSite(b) {
		return iac.Website{}
	}
	return iac.Website{Made: true, Idle: m.restricted(b) != "" || !m.mayServe(b)}
}

// mayServe reports a bucket whose policy lets everybody read, or may.
func (m *module) mayServe(b *block) bool {
	if doc := m.properties(b).Get("policy"); doc.Has() {
		return iac.MayServe(doc)
	}
	some := false
	for _, x := range m.blocks {
		if x.Type != "resource" || x.typ != "aws_s3_bucket_policy" || m.existence(x) == absent || m.ofBucket(x, b) == another {
			continue
		}
		if some = true; iac.MayServe(m.properties(x).Get("policy")) {
			return true
		}
	}
	return !some
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
