package aws

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/live/livetest"
)

// inUse are lists of which an account has something, and what the gap says.
func inUse() map[string][2]string {
	xml := func(call, inner string) string {
		return "<" + call + "Response><" + call + "Result>" + inner + "</" + call + "Result></" + call + "Response>"
	}
	return map[string][2]string{
		"s3express.ListDirectoryBuckets": {`<ListAllMyDirectoryBucketsResult><Buckets><Bucket><Name>a--use1-az4--x-s3</Name><CreationDate>2026-01-01T00:00:00Z</CreationDate></Bucket></Buckets></ListAllMyDirectoryBucketsResult>`, "directory buckets, of which there are 1 (a--use1-az4--x-s3)"},
		"s3tables.ListTableBuckets":      {`{"tableBuckets":[{"name":"lake","arn":"canary-arn"}]}`, "table buckets, of which there are 1 (lake)"},
		"s3vectors.ListVectorBuckets":    {`{"vectorBuckets":[{"vectorBucketName":"v2"},{"vectorBucketName":"v1"}]}`, "vector buckets, of which there are 2 (v1, v2)"},
		"fsx.DescribeFileSystems":        {`{"FileSystems":[{"FileSystemId":"fs-1","Tags":[{"Key":"k","Value":"canary-tag"}]}]}`, "file systems of FSx, of which there are 1 (fs-1)"},
		"kinesis.ListStreams":            {`{"StreamNames":["a","b","c","d","e","f"],"HasMoreStreams":false}`, "streams of Kinesis, of which there are 6 (a, b, c, d, e and others)"},
		"firehose.ListDeliveryStreams":   {`{"DeliveryStreamNames":["logs"],"HasMoreDeliveryStreams":false}`, "delivery streams, of which there are 1 (logs)"},
		"lightsail.GetContainerServices": {`{"containerServices":[{"containerServiceName":"shop","currentDeployment":{"containers":{"app":{"environment":{"KEY":"canary-environment"}}}}}]}`, "container services of Lightsail, of which there are 1 (shop)"},
		"mq.ListBrokers":                 {`{"brokerSummaries":[{"brokerArn":"a"}]}`, "brokers of Amazon MQ, of which there are 1 (unnamed)"},
		"keyspaces.ListKeyspaces":        {`{"keyspaces":[{"keyspaceName":"system"},{"keyspaceName":"orders"}]}`, "keyspaces, of which there are 1 (orders)"},
		"redshift.DescribeClusterSnapshots": {xml("DescribeClusterSnapshots", `<Snapshots><Snapshot><SnapshotIdentifier>old</SnapshotIdentifier><MasterUsername>canary-user</MasterUsername></Snapshot></Snapshots>`),
			"snapshots of warehouses, of which there are 1 (old)"},
		"ecrpublic.DescribeRepositories": {`{"repositories":[{"repositoryName":"cli"}]}`, "public repositories of images, of which there are 1 (cli)"},
		"ssoadmin.ListInstances":         {`{"Instances":[{"InstanceArn":"arn:aws:sso:::instance/ssoins-1","Name":"canary-name"}]}`, "instances of IAM Identity Center, of which there are 1 (arn:aws:sso:::instance/ssoins-1)"},
	}
}

// TestDoubt: an empty list is no absence where who asks may see only a part, and a
// name that merely begins like one of AWS' own counts.
func TestDoubt(t *testing.T) {
	for body, want := range map[string]string{
		`{"keyspaces":[]}`: "is not known",
		`{"keyspaces":[{"keyspaceName":"system"},{"keyspaceName":"system_schema"}]}`:       "is not known",
		`{"keyspaces":[{"keyspaceName":"system"},{"keyspaceName":"system_of_customers"}]}`: "of which there are 1 (system_of_customers)",
	} {
		fake := awstest.New()
		fake.Answers["keyspaces.ListKeyspaces"] = awstest.Text(body)
		f := gather(t.Context(), t, fake, Options{}.Narrow("keyspaces.ListKeyspaces"))
		for _, k := range storeKinds() {
			if !slices.ContainsFunc(f.Facts, func(g candor.Fact) bool {
				return g.Kind == k && g.State == candor.NotAsked && strings.Contains(g.Reason, "keyspaces") && strings.Contains(g.Reason, want)
			}) {
				t.Errorf("%s: no gap of %s says %q", body, k, want)
			}
		}
	}
}

// TestPresence: what is there is a gap of each kind that it may belong to, with
// its number and names and nothing else, at its place.
func TestPresence(t *testing.T) {
	for spec, x := range inUse() {
		t.Run(spec, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers[spec] = awstest.Text(x[0])
			f := gather(t.Context(), t, fake, Options{}.Narrow(spec))
			p := presenceOf(t, spec)
			got := make(map[string]int)
			for _, g := range f.Facts {
				if strings.Contains(g.Subject+g.Reason, "canary") {
					t.Errorf("%s: %s", g.Subject, g.Reason)
				}
				if g.State != candor.NotAsked || !strings.Contains(g.Reason, x[1]) {
					continue
				}
				got[g.Kind]++
				if lost(&g) {
					t.Errorf("%s is a gap of the run, and no run could do better", g.Kind)
				}
				if !slices.ContainsFunc(g.Within, func(w string) bool { return candor.MatchGlob(w, g.At.Path+"/x") }) {
					t.Errorf("%s does not lie in %s", g.At.Path, g.Within)
				}
			}
			n := 2 // regions
			if p.part == "ecr-public" {
				n = 1
			}
			for _, k := range p.kinds {
				if got[k] != n {
					t.Errorf("%d gaps of %s, want %d", got[k], k, n)
				}
			}
			for i := range f.Items {
				if it := &f.Items[i]; it.Spec == spec && it.Population == nil {
					t.Error("a list without a population")
				}
			}
		})
	}
}

func presenceOf(t *testing.T, spec string) *presence {
	t.Helper()
	all := presences()
	i := slices.IndexFunc(all, func(p presence) bool { return p.spec == spec })
	if i < 0 {
		t.Fatalf("%s is not asked", spec)
	}
	return &all[i]
}

// TestPresenceUnread: what is no list, or not all of it, is never an empty one.
func TestPresenceUnread(t *testing.T) {
	for name, x := range map[string]struct {
		spec, first, second string
		state               candor.State
		reason              string
	}{
		"no list":            {"kafka.ListClustersV2", `{}`, "", candor.Error, "without the list"},
		"a list of null":     {"kafka.ListClustersV2", `{"clusterInfoList":null}`, "", candor.Error, ""},
		"another answer":     {"s3express.ListDirectoryBuckets", `<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>`, "", candor.Error, ""},
		"no list in XML":     {"redshift.DescribeClusterSnapshots", `<DescribeClusterSnapshotsResponse><DescribeClusterSnapshotsResult/></DescribeClusterSnapshotsResponse>`, "", candor.Error, ""},
		"a page of HTML":     {"mq.ListBrokers", `<html>`, "", candor.Error, "can't be read"},
		"more than a page":   {"firehose.ListDeliveryStreams", `{"DeliveryStreamNames":[],"HasMoreDeliveryStreams":true}`, "", candor.Error, ""},
		"more not told":      {"firehose.ListDeliveryStreams", `{"DeliveryStreamNames":[]}`, "", candor.Error, ""},
		"a broken next page": {"kafka.ListClustersV2", `{"clusterInfoList":[{"clusterName":"a"}],"nextToken":"t"}`, `{}`, candor.NotAsked, "at least 1 (a)"},
		"a host of others":   {"timestreamwrite.DescribeEndpoints", `{"Endpoints":[{"Address":"ingest.timestream.us-east-1.example.com"},{"Address":"timestream.us-east-1.amazonaws.com/x.timestream.us-east-1.amazonaws.com"}]}`, "", candor.Error, ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers[x.spec] = awstest.Pages(x.first, x.second)
			f := gather(t.Context(), t, fake, Options{Regions: []string{"us-east-1"}}.Narrow(x.spec))
			for _, k := range f.Facts {
				if k.Kind == "store.encryption" && k.State == x.state && strings.Contains(k.Reason, x.reason) && !strings.Contains(k.Reason, "regions were not asked") {
					return
				}
			}
			t.Error("no gap says so")
		})
	}
}

// TestClosed: services that take no new customers say so, and an account that is
// none has nothing there; a refusal for another reason is one.
func TestClosed(t *testing.T) {
	for name, x := range map[string]struct {
		spec, code, message string
		gap                 bool
	}{
		"Glacier":          {"glacier.ListVaults", "NoLongerSupportedException", "", false},
		"Timestream":       {"timestreamwrite.DescribeEndpoints", "AccessDeniedException", "Only existing Timestream for LiveAnalytics customers can access the service.", false},
		"Timestream later": {"timestreamwrite.ListDatabases", "AccessDeniedException", "Only existing Timestream for LiveAnalytics customers can access the service.", false},
		"denied":           {"timestreamwrite.ListDatabases", "AccessDeniedException", "User: x is not authorized to perform: timestream:ListDatabases", true},
		"of another":       {"dsql.ListClusters", "AccessDeniedException", "Only existing Timestream for LiveAnalytics customers can access the service.", true},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Message = x.message
			fake.Answers[x.spec] = func(*awstest.Call) awstest.Reply { return awstest.Fail(403, x.code) }
			f := gather(t.Context(), t, fake, Options{}.Narrow(x.spec))
			gap := slices.ContainsFunc(f.Facts, func(k candor.Fact) bool {
				return k.Kind == "store.encryption" && strings.Contains(k.Reason, x.spec)
			})
			if gap != x.gap {
				t.Errorf("a gap: %t, want %t", gap, x.gap)
			}
		})
	}
}

// blind is a transport whose resolver finds no host of some services.
type blind struct {
	next     http.RoundTripper
	services []string // under which requests are signed
}

func (b blind) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, s := range b.services {
		if strings.Contains(r.Header.Get("Authorization"), "/us-east-1/"+s+"/aws4_request") {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: s, IsNotFound: true}}
		}
	}
	return b.next.RoundTrip(r)
}

// blindly runs the lists in a region where some services have no host.
func blindly(services ...string) livetest.Collect {
	return func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		srv := httptest.NewServer(h)
		defer srv.Close()
		var out *evidence.File
		o := against(srv.URL, Options{Regions: []string{"us-east-1"}, Part: func(p *Part) error {
			out = p.File
			return nil
		}}.Narrow("kinesis.ListStreams", "s3tables.ListTableBuckets", "lightsail.GetDisks", "dsql.ListClusters", "appsync.ListApis", "ecrpublic.DescribeRepositories", "memorydb.DescribeClusters", "redshiftserverless.ListNamespaces"))
		o.client = &http.Client{Timeout: o.Timeout, Transport: blind{http.DefaultTransport, services}}
		if _, err := Run(ctx, o); err != nil {
			t.Error(err)
		}
		return out
	}
}

// TestNotOffered: a service without a host is absent where CloudFormation does not
// know it either, and a gap where it does, or where nobody told.
func TestNotOffered(t *testing.T) {
	fake := awstest.New()
	types := make(map[string]bool)
	var mu sync.Mutex // regions are asked side by side
	fake.Answers["cloudformation.DescribeType"] = func(c *awstest.Call) awstest.Reply {
		mu.Lock()
		defer mu.Unlock()
		types[c.Form.Get("TypeName")] = true
		return awstest.Fail(404, "TypeNotFoundException")
	}
	hidden := []string{"lightsail", "docdb-elastic", "s3express", "timestream", "memorydb", "redshift-serverless"}
	gaps := func(f *evidence.File, about string) int {
		n := 0
		for _, k := range f.Facts {
			if k.Kind == "store.encryption" && k.State == candor.Unsupported && strings.Contains(k.Reason, about) {
				n++
			}
		}
		return n
	}
	if n := gaps(blindly(hidden...)(t.Context(), t, fake), ""); n != 0 || len(types) != 6 {
		t.Errorf("%d gaps, %d types were asked for", n, len(types))
	}
	fake.Answers["cloudformation.DescribeType"] = awstest.Text(`<DescribeTypeResponse><DescribeTypeResult><TypeName>AWS::X</TypeName></DescribeTypeResult></DescribeTypeResponse>`)
	if n := gaps(blindly("dsql")(t.Context(), t, fake), "CloudFormation knows AWS::DSQL::Cluster"); n != 1 {
		t.Errorf("%d gaps where CloudFormation knows the service", n)
	}
	if n := gaps(blindly("memorydb")(t.Context(), t, fake), "CloudFormation knows AWS::MemoryDB::Cluster"); n != 1 {
		t.Errorf("%d gaps of a service that is collected, where CloudFormation knows it", n)
	}
	delete(fake.Answers, "cloudformation.DescribeType")
	if n := gaps(blindly("dsql")(t.Context(), t, fake), "cloudformation:DescribeType"); n != 1 {
		t.Errorf("%d gaps where CloudFormation does not answer", n)
	}
	if n := gaps(blindly("glacier")(t.Context(), t, fake), "the host is not found"); n != 1 {
		t.Errorf("%d gaps of a service that CloudFormation has no type of", n)
	}
	fake.Answers["cloudformation.DescribeType"] = func(*awstest.Call) awstest.Reply { return awstest.Fail(404, "TypeNotFoundException") }
	d := fake.Dialect()
	d.Wait = time.Second
	specs := slices.DeleteFunc(Specs(), func(s live.Spec) bool { return s.ID != "cloudformation.DescribeType" })
	livetest.Matrix(t, specs, fake, d, blindly("dsql", "lightsail", "ecr-public", "vpc-lattice", "s3express", "memorydb"))
}

// TestProxies: a proxy requires TLS when it says so and is in use; what it does not
// say is not told.
func TestProxies(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{Regions: []string{"us-east-1"}}.Narrow("rds.DescribeDBProxies"))
	got := make(map[string]string)
	for _, x := range f.Facts {
		if v, ok := candor.Plain(x.Value).(map[string]any); ok && x.Kind == "tls.setting" {
			p, _ := v["policy"].(map[string]any)
			got[x.Subject] = fmt.Sprint(p["k"], " ", p["v"])
		}
	}
	for name, want := range map[string]string{"strict": "known required", "lax": "known optional", "untold": "unknown <nil>", "coming": "unknown <nil>"} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
}

// TestDigestHeader: S3 refuses requests that do not bear the digest of their body.
func TestDigestHeader(t *testing.T) {
	fake := awstest.New()
	bears := make(map[string]bool)
	fake.Seen = func(c *awstest.Call) { bears[c.Spec] = c.Request.Header.Get("X-Amz-Content-Sha256") != "" }
	gather(t.Context(), t, fake, Options{Regions: []string{"us-east-1"}}.Narrow("s3tables.ListTableBuckets"))
	for _, spec := range []string{"s3express.ListDirectoryBuckets", "s3tables.ListTableBuckets", "s3vectors.ListVectorBuckets", "s3outposts.ListOutpostsWithS3", "glacier.ListVaults"} {
		if !bears[spec] {
			t.Errorf("%s bears no digest", spec)
		}
	}
}

// FuzzPresence: whatever an answer holds, it is a list or an error, and reading it
// twice gives the same.
func FuzzPresence(f *testing.F) {
	for _, x := range inUse() {
		f.Add([]byte(x[0]))
	}
	f.Add([]byte(`{"clusterInfoList":[null,{"clusterName":7}],"nextToken":null}`))
	all := presences()
	f.Fuzz(func(t *testing.T, body []byte) {
		for i := range all {
			var a, b found
			errA, errB := all[i].read(body, &a), all[i].read(body, &b)
			if (errA == nil) != (errB == nil) || errA == nil && (!slices.Equal(a.Names, b.Names) || a.NextToken != b.NextToken) {
				t.Errorf("%s: %v %v, then %v %v", all[i].spec, a, errA, b, errB)
			}
		}
	})
}

// TestLimited: a policy names the action that would read data with its resource,
// in every form, and nowhere else.
func TestLimited(t *testing.T) {
	for _, format := range []string{"json", "cloudformation", "terraform"} {
		text, err := Policy(format)
		if err != nil {
			t.Fatal(err)
		}
		for action, resource := range Limited() {
			if slices.Contains(Actions(), action) || strings.Count(text, action) != 1 || strings.Count(text, resource) != 1 {
				t.Errorf("%s in %s:\n%s", action, format, text)
			}
			if !slices.ContainsFunc(Specs(), func(s live.Spec) bool {
				return slices.ContainsFunc(s.Needs, func(n live.Permission) bool { return n.Action == action })
			}) {
				t.Errorf("no call needs %s", action)
			}
		}
	}
}
