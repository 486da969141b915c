package aws

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	endpoints "github.com/aws/smithy-go/endpoints"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func s3Specs() []live.Spec {
	bucket := []string{"arn:*:s3:::*"}
	one := func(id, doc, action string, absent []string, kinds ...string) live.Spec {
		return live.Spec{ID: id, Doc: doc, Needs: []live.Permission{{Action: action, Resources: bucket}}, Absent: absent, Kinds: kinds, TTL: 7 * day}
	}
	all := []live.Spec{
		one("s3.GetBucketLocation", "tells the region of a bucket", "s3:GetBucketLocation", nil, "store.region"),
		one("s3.GetBucketEncryption", "tells by which key new objects are encrypted", "s3:GetEncryptionConfiguration", []string{"ServerSideEncryptionConfigurationNotFoundError"}, "store.encryption"),
		one("s3.GetPublicAccessBlock", "reads the switches that keep the public out of a bucket", "s3:GetBucketPublicAccessBlock", []string{"NoSuchPublicAccessBlockConfiguration"}, "s3.access"),
		one("s3.GetBucketAcl", "tells whether the access list of a bucket names strangers", "s3:GetBucketAcl", nil, "s3.access"),
		one("s3.GetBucketPolicy", "reads the policy of a bucket", "s3:GetBucketPolicy", []string{"NoSuchBucketPolicy"}, "iam.statement", "tls.bucket"),
		one("s3.GetBucketPolicyStatus", "tells whether AWS takes the policy of a bucket for a public one", "s3:GetBucketPolicyStatus", []string{"NoSuchBucketPolicy"}, "net.exposure"),
		one("s3.GetBucketVersioning", "tells whether earlier versions of objects are kept", "s3:GetBucketVersioning", nil, "store.backup", "store.expiry"),
		one("s3.GetBucketOwnershipControls", "tells whether access lists count in a bucket", "s3:GetBucketOwnershipControls", []string{"OwnershipControlsNotFoundError"}, "s3.access"),
		one("s3.GetBucketLifecycleConfiguration", "tells after how long a bucket deletes what is in it", "s3:GetLifecycleConfiguration", []string{"NoSuchLifecycleConfiguration"}, "store.expiry"),
		one("s3.GetObjectLockConfiguration", "tells for how long nobody can delete what is in a bucket", "s3:GetBucketObjectLockConfiguration", []string{"ObjectLockConfigurationNotFoundError"}, "store.expiry", "store.lock"),
		one("s3.GetBucketLogging", "tells whether the use of a bucket is written down", "s3:GetBucketLogging", nil, "log.access"),
		one("s3.GetBucketReplication", "tells to which buckets a bucket is copied", "s3:GetReplicationConfiguration", []string{"ReplicationConfigurationNotFoundError"}, "store.copy"),
	}
	kinds := []string{}
	for _, s := range all {
		kinds = append(kinds, s.Kinds...)
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	return append(all,
		live.Spec{ID: "s3.ListBuckets", Doc: "lists the buckets of the account", Needs: []live.Permission{{Action: "s3:ListAllMyBuckets"}}, Kinds: kinds, Keeps: []string{"Buckets/*/Name", "Buckets/*/BucketRegion"}, Paged: true, TTL: 7 * day},
		live.Spec{ID: "s3control.GetPublicAccessBlock", Doc: "reads the switches that keep the public out of all buckets of the account", Needs: []live.Permission{{Action: "s3:GetAccountPublicAccessBlock"}},
			Absent: []string{"NoSuchPublicAccessBlockConfiguration"}, Kinds: []string{"s3.access"}, Keeps: []string{"PublicAccessBlockConfiguration"}, TTL: 7 * day},
		live.Spec{ID: "s3control.ListMultiRegionAccessPoints", Doc: "lists the access points over several regions, and where they take data", Needs: []live.Permission{{Action: "s3:ListMultiRegionAccessPoints"}},
			Kinds: []string{"store.region"}, Keeps: []string{"AccessPoints/*/Name, Regions"}, Paged: true, TTL: 7 * day})
}

// bucketOf is one bucket, and what is known of it before its own calls.
type bucketOf struct {
	name   string
	region string
	// account is the block of the account; blocked tells that it was read.
	account *iac.Node
	blocked bool
	regions map[string]string // of the account's buckets, by name
}

// collectS3 emits every bucket in its own region.
func collectS3(ctx context.Context, s *scope) {
	c := s.s3()
	var names []string
	regions := make(map[string]string)
	listed := list(ctx, s, "s3.ListBuckets", question{Path: s.path("s3"), Of: "aws.s3.bucket"}, s3.NewListBucketsPaginator(c, &s3.ListBucketsInput{MaxBuckets: aws.Int32(1000)}),
		func(page *s3.ListBucketsOutput, _ *answer) int {
			for _, b := range page.Buckets {
				name := aws.ToString(b.Name)
				names = append(names, name)
				regions[name] = aws.ToString(b.BucketRegion)
			}
			return len(page.Buckets)
		})
	s.accessPoints(ctx)
	if len(names) == 0 {
		return
	}
	account, blocked := s.accountBlock(ctx)
	for _, name := range names {
		from := c
		if r := regions[name]; r != "" {
			from = s.in(r).s3() // younger regions answer for their buckets alone
		}
		s.locate(ctx, from, name, regions)
	}
	for _, name := range names {
		b := &bucketOf{name: name, region: regions[name], account: account, blocked: blocked, regions: regions}
		if b.region == "" {
			s.gapOf(listed, s.path("s3", name), "the region of the bucket is not known", s3Kinds()...)
			continue
		}
		if len(s.run.o.Regions) > 0 && !slices.Contains(s.run.o.Regions, b.region) {
			// The account's own gap for regions that were not asked is of what lies in regions alone.
			s.missing(candor.NotAsked, s.in(b.region).path("s3", name), name, "the bucket lies in "+word(b.region, 40)+", a region that was not asked for", s3Kinds()...)
			continue
		}
		s.in(b.region).bucket(ctx, b)
	}
}

func s3Kinds() []string {
	return kindsOf([]service{{specs: s3Specs}})
}

// s3 is a client that names buckets in paths: one host for a region, not one for
// each bucket.
func (s *scope) s3() *s3.Client {
	return s3.NewFromConfig(s.config(), func(o *s3.Options) { o.UsePathStyle = true })
}

// gapOf makes gaps for a reason that the call itself does not give.
func (s *scope) gapOf(a *answer, path, reason string, kinds ...string) {
	for _, k := range kinds {
		s.emit(a, candor.Fact{Kind: k, Subject: path, State: candor.Error, Reason: reason, At: candor.Location{Path: path}})
	}
}

// accountBlock reads the public access block of the account; nil where there is none.
func (s *scope) accountBlock(ctx context.Context) (block *iac.Node, ok bool) {
	c := s.s3control()
	path := s.path("s3", "account")
	out, a := ask(ctx, s, "s3control.GetPublicAccessBlock", question{Path: path}, func(ctx context.Context) (*s3control.GetPublicAccessBlockOutput, error) {
		return c.GetPublicAccessBlock(ctx, &s3control.GetPublicAccessBlockInput{AccountId: &s.acct.id})
	})
	if a.ok() && out.PublicAccessBlockConfiguration != nil {
		return node(out.PublicAccessBlockConfiguration, s.at(path)), true
	}
	return nil, a.ok() || a.absent()
}

func (s *scope) s3control() *s3control.Client {
	return s3control.NewFromConfig(s.config(), func(o *s3control.Options) {
		if o.BaseEndpoint != nil { // the account's own name before it would lead elsewhere
			o.EndpointResolverV2 = fixedEndpoint(*o.BaseEndpoint)
		}
	})
}

// fixedEndpoint is one endpoint for all accounts.
type fixedEndpoint string

// ResolveEndpoint gives the endpoint.
func (e fixedEndpoint) ResolveEndpoint(context.Context, s3control.EndpointParameters) (endpoints.Endpoint, error) {
	u, err := url.Parse(string(e))
	if err != nil {
		return endpoints.Endpoint{}, err
	}
	return endpoints.Endpoint{URI: *u}, nil
}

// locate asks for the region of a bucket and emits it.
func (s *scope) locate(ctx context.Context, c *s3.Client, name string, regions map[string]string) {
	path := s.path("s3", name)
	out, a := ask(ctx, s, "s3.GetBucketLocation", question{Path: path, Subject: name, Params: map[string]string{"Bucket": name}}, func(ctx context.Context) (*s3.GetBucketLocationOutput, error) {
		return c.GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: &name})
	})
	if !a.ok() {
		return
	}
	region := string(out.LocationConstraint)
	switch region {
	case "":
		region = "us-east-1" // the oldest region has no name here
	case "EU":
		region = "eu-west-1"
	}
	regions[name] = region
	at := s.at(s.in(region).path("s3", name))
	s.sink(a).Region(name, "bucket", candor.Location{Path: at.Path, Resource: "arn:" + s.acct.partition + ":s3:::" + name}, node(region, at))
}

// bucket asks all of one bucket, in its region.
func (s *scope) bucket(ctx context.Context, b *bucketOf) {
	c := s.s3()
	path := s.path("s3", b.name)
	at := s.at(path)
	owner := iac.Owner{Type: "AWS::S3::Bucket", Subject: b.name, Resource: "arn:" + s.acct.partition + ":s3:::" + b.name, At: at}
	q := question{Path: path, Subject: b.name, Params: map[string]string{"Bucket": b.name}}

	enc, a := ask(ctx, s, "s3.GetBucketEncryption", q, func(ctx context.Context) (*s3.GetBucketEncryptionOutput, error) {
		return c.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: &b.name})
	})
	if a.ok() || a.absent() {
		args := iac.BucketArgs{Type: owner.Type, Subject: b.name, At: at, Location: candor.Location{Path: path, Resource: owner.Resource},
			Default: "ApplyServerSideEncryptionByDefault", Algorithm: "SSEAlgorithm", Key: "KMSMasterKeyID"}
		if a.ok() && enc.ServerSideEncryptionConfiguration != nil {
			args.Configured = node(enc.ServerSideEncryptionConfiguration, at)
			args.Rules = args.Configured.Get("Rules")
		}
		iac.Bucket(s.sink(a), args)
	}
	s.bucketAccess(ctx, c, b, q, owner)
	s.bucketPolicy(ctx, c, b, q, owner)

	vers, a := ask(ctx, s, "s3.GetBucketVersioning", q, func(ctx context.Context) (*s3.GetBucketVersioningOutput, error) {
		return c.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &b.name})
	})
	if a.ok() {
		on := vers.Status == types.BucketVersioningStatusEnabled
		s.sink(a).Backups(owner, iac.Backups{What: "bucket", On: node(on, at)})
	}
	s.bucketKeeping(ctx, c, b, q, owner, vers)
	logs, a := ask(ctx, s, "s3.GetBucketLogging", q, func(ctx context.Context) (*s3.GetBucketLoggingOutput, error) {
		return c.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: &b.name})
	})
	if a.ok() {
		s.sink(a).AccessLog(owner, "bucket", node(logs.LoggingEnabled != nil, at))
	}
	repl, a := ask(ctx, s, "s3.GetBucketReplication", q, func(ctx context.Context) (*s3.GetBucketReplicationOutput, error) {
		return c.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: &b.name})
	})
	if a.ok() || a.absent() {
		var copies *iac.Node
		if a.ok() {
			copies = b.copies(repl.ReplicationConfiguration, at)
		}
		s.sink(a).CrossRegion(owner, "bucket", copies)
	}
}

// copies tells whether a bucket is copied to another region. A bucket of another
// account may be anywhere.
func (b *bucketOf) copies(r *types.ReplicationConfiguration, at iac.Place) *iac.Node {
	var all []*iac.Node
	if r != nil {
		for _, rule := range r.Rules {
			if rule.Status != types.ReplicationRuleStatusEnabled || rule.Destination == nil {
				continue
			}
			name := aws.ToString(rule.Destination.Bucket)
			name = name[strings.LastIndexByte(name, ':')+1:]
			switch region := b.regions[name]; {
			case region == "":
				all = append(all, iac.Hidden("the region of the bucket "+name+" that it is copied to is not known", at))
			default:
				n := node(region != b.region, at)
				n.Why = "it is copied to " + name + " in " + region
				all = append(all, n)
			}
		}
	}
	return iac.Worst(all...)
}
