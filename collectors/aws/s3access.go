package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// bucketAccess emits who may come in by access lists, when all answers on it are
// there. Where the owner of the bucket owns every object, access lists are off.
func (s *scope) bucketAccess(ctx context.Context, c *s3.Client, b *bucketOf, q question, owner iac.Owner) {
	block, a := ask(ctx, s, "s3.GetPublicAccessBlock", q, func(ctx context.Context) (*s3.GetPublicAccessBlockOutput, error) {
		return c.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &b.name})
	})
	list := s.accessList(ctx, c, b, q, owner)
	if !a.ok() && !a.absent() || list == nil || !b.blocked {
		return
	}
	flags := [4]string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}
	var n *iac.Node
	if a.ok() && block.PublicAccessBlockConfiguration != nil {
		n = node(block.PublicAccessBlockConfiguration, owner.At)
	} else {
		none := map[string]any{}
		for _, f := range flags {
			none[f] = false
		}
		n = node(none, owner.At) // nobody set a block: all four are off
	}
	access := iac.BucketAccess{Location: candor.Location{Path: owner.At.Path, Resource: owner.Resource}, At: owner.At, Block: n, Flags: flags, ACL: list}
	if b.account != nil {
		access.Account = []*iac.Node{b.account}
	}
	s.sink(a).BucketAccess(b.name, access)
}

// accessList is the access list of a bucket; nil where it could not be read.
func (s *scope) accessList(ctx context.Context, c *s3.Client, b *bucketOf, q question, owner iac.Owner) *iac.Node {
	own, a := ask(ctx, s, "s3.GetBucketOwnershipControls", q, func(ctx context.Context) (*s3.GetBucketOwnershipControlsOutput, error) {
		return c.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: &b.name})
	})
	if !a.ok() && !a.absent() {
		return nil
	}
	if a.ok() && own.OwnershipControls != nil && slices.ContainsFunc(own.OwnershipControls.Rules, func(r types.OwnershipControlsRule) bool {
		return r.ObjectOwnership == types.ObjectOwnershipBucketOwnerEnforced
	}) {
		n := node("private", owner.At)
		n.Why = "access lists are off"
		return n
	}
	acl, a := ask(ctx, s, "s3.GetBucketAcl", q, func(ctx context.Context) (*s3.GetBucketAclOutput, error) {
		return c.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: &b.name})
	})
	if !a.ok() {
		return nil
	}
	if len(acl.Grants) == 0 && acl.Owner == nil || slices.ContainsFunc(acl.Grants, func(g types.Grant) bool { return g.Grantee == nil }) {
		return iac.Hidden("the answer leaves out whom the access list is for", owner.At)
	}
	return node(strangers3(acl.Grants), owner.At)
}

// strangers3 is an access list in the words of the canned ones.
func strangers3(grants []types.Grant) string {
	out := "private"
	for _, g := range grants {
		if g.Grantee == nil {
			continue
		}
		write := g.Permission != types.PermissionRead && g.Permission != types.PermissionReadAcp
		switch uri := aws.ToString(g.Grantee.URI); {
		case strings.HasSuffix(uri, "/global/AllUsers") && write:
			return "public-read-write"
		case strings.HasSuffix(uri, "/global/AllUsers"):
			out = "public-read"
		case strings.HasSuffix(uri, "/global/AuthenticatedUsers") && out == "private":
			out = "authenticated-read"
		}
	}
	return out
}

// bucketPolicy emits the statements of the policy, whether it denies plain HTTP,
// and whether AWS takes it for public.
func (s *scope) bucketPolicy(ctx context.Context, c *s3.Client, b *bucketOf, q question, owner iac.Owner) {
	out, a := ask(ctx, s, "s3.GetBucketPolicy", q, func(ctx context.Context) (*s3.GetBucketPolicyOutput, error) {
		return c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: &b.name})
	})
	if a.ok() || a.absent() {
		doc := node(map[string]any{"Statement": []any{}}, owner.At)
		sink := s.sink(a)
		if a.ok() {
			doc = document(aws.ToString(out.Policy), owner.At)
			sink.Policy(iac.Policy{Owner: b.name, Kind: "resource", Service: "s3", Doc: doc, At: owner.At})
		}
		t := iac.TransportOf(doc)
		sink.BucketTransport(b.name, owner.At, &t, iac.Website{}) // whether it is a website is not asked
	}
	status, a := ask(ctx, s, "s3.GetBucketPolicyStatus", q, func(ctx context.Context) (*s3.GetBucketPolicyStatusOutput, error) {
		return c.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: &b.name})
	})
	switch {
	case a.absent():
		s.sink(a).Exposure(owner, "bucket policy", "IsPublic", node(false, owner.At))
	case a.ok() && status.PolicyStatus != nil:
		s.sink(a).Exposure(owner, "bucket policy", "IsPublic", boolNode(status.PolicyStatus.IsPublic, "the answer does not say whether it is public", owner.At))
	case a.ok():
		s.gapOf(a, owner.At.Path, "the answer does not say whether the policy is public", "net.exposure")
	}
}
