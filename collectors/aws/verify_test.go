package aws

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/iamdata"
	"github.com/candor-dev/candor/internal/live"
)

const verifyCaller = "arn:aws:iam::111122223333:user/auditor"

// call is an item of one request, made so long before now.
func call(spec, request string, ago time.Duration, change func(*live.Item)) live.Item {
	it := live.Item{Spec: spec, Collector: ID, Version: Version, Subject: "x", Identity: verifyCaller, State: candor.Observed,
		Source:   live.Source{Kind: ID, Partition: "aws", Account: "111122223333", Region: "eu-central-1", Endpoint: "ec2.eu-central-1.amazonaws.com"},
		Requests: []live.Request{{ID: request, Status: 200, Started: testNow.Add(-ago), ServerDate: testNow.Add(-ago)}}}
	if change != nil {
		change(&it)
	}
	it.Seal()
	return it
}

// history answers LookupEvents with events, by the attribute that is looked up.
func history(byName, bySource map[string]string) func(*awstest.Call) awstest.Reply {
	return func(c *awstest.Call) awstest.Reply {
		var in struct {
			StartTime, EndTime float64
			LookupAttributes   []struct{ AttributeKey, AttributeValue string }
		}
		b, err := json.Marshal(c.Body)
		if err != nil || json.Unmarshal(b, &in) != nil || len(in.LookupAttributes) != 1 || in.EndTime-in.StartTime > 120 {
			return awstest.Fail(400, "InvalidLookupAttributesException")
		}
		var events []string
		for _, m := range []map[string]string{byName, bySource} {
			if one := m[in.LookupAttributes[0].AttributeValue]; one != "" {
				events = append(events, one)
			}
		}
		body, err := json.Marshal(map[string]any{"Events": wrap(events)})
		if err != nil {
			return awstest.Fail(500, "InternalFailure")
		}
		return awstest.OK(string(body))
	}
}

func wrap(events []string) []any {
	out := []any{}
	for _, e := range events {
		out = append(out, map[string]any{"EventId": "e", "CloudTrailEvent": e})
	}
	return out
}

func eventOf(request, name, more string) string {
	return fmt.Sprintf(`{"eventID":"ev-%s","eventName":%q,"requestID":%q,"recipientAccountId":"111122223333","userIdentity":{"arn":%q},"requestParameters":{"note":"canary-parameter"}%s}`, request, name, request, verifyCaller, more)
}

// check runs Verify over items against a fake that counts as AWS unless change says otherwise.
func check(t *testing.T, fake http.Handler, change func(*VerifyOptions), items ...live.Item) *Verification {
	t.Helper()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	o := VerifyOptions{Items: items, believe: true}
	if change != nil {
		change(&o)
	}
	o.Options = against(srv.URL, o.Options)
	v, err := Verify(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVerify(t *testing.T) {
	const volumes = "ec2.DescribeVolumes"
	found := history(map[string]string{"DescribeVolumes": eventOf("r1", "DescribeVolumes", "")}, nil)
	for name, c := range map[string]struct {
		item   live.Item
		answer func(*awstest.Call) awstest.Reply
		want   Found
		reason string
	}{
		"found":            {call(volumes, "r1", time.Hour, nil), found, FoundEvent, ""},
		"not there":        {call(volumes, "r2", time.Hour, nil), found, FoundNone, "no such request"},
		"by its service":   {call("s3control.GetPublicAccessBlock", "r1", time.Hour, nil), history(nil, map[string]string{"s3.amazonaws.com": eventOf("r1", "GetAccountPublicAccessBlock", "")}), FoundEvent, ""},
		"too young":        {call(volumes, "r2", 5*time.Minute, nil), found, TooYoung, "15 minutes"},
		"young and there":  {call(volumes, "r1", 5*time.Minute, nil), found, FoundEvent, ""},
		"too old":          {call(volumes, "r1", 91*day, nil), found, TooOld, "90 days"},
		"in the future":    {call(volumes, "r1", -time.Hour, nil), found, FoundOther, "future"},
		"another caller":   {call(volumes, "r1", time.Hour, func(it *live.Item) { it.Identity = "arn:aws:iam::111122223333:user/eve" }), found, FoundOther, "another caller"},
		"no caller":        {call(volumes, "r1", time.Hour, func(it *live.Item) { it.Identity = "" }), found, FoundOther, "does not say who"},
		"no caller yet":    {call("sts.GetCallerIdentity", "r1", time.Hour, func(it *live.Item) { it.Identity = "" }), history(map[string]string{"GetCallerIdentity": eventOf("r1", "GetCallerIdentity", `,"eventSource":"sts.amazonaws.com"`)}, nil), FoundEvent, ""},
		"another call":     {call(volumes, "r1", time.Hour, nil), history(nil, map[string]string{"ec2.amazonaws.com": eventOf("r1", "DescribeTags", "")}), FoundOther, "another call: DescribeTags"},
		"another service":  {call("s3.ListBuckets", "r1", time.Hour, nil), history(map[string]string{"ListBuckets": eventOf("r1", "ListBuckets", `,"eventSource":"example.amazonaws.com"`)}, nil), FoundOther, "of example.amazonaws.com"},
		"with a version":   {call("lambda.GetPolicy", "r1", time.Hour, nil), history(nil, map[string]string{"lambda.amazonaws.com": eventOf("r1", "GetPolicy20150331v2", "")}), FoundEvent, ""},
		"a longer name":    {call("rds.DescribeDBSnapshots", "r1", time.Hour, nil), history(nil, map[string]string{"rds.amazonaws.com": eventOf("r1", "DescribeDBSnapshotsOfOthers", "")}), FoundOther, "another call"},
		"failed there":     {call(volumes, "r1", time.Hour, nil), history(map[string]string{"DescribeVolumes": eventOf("r1", "DescribeVolumes", `,"errorCode":"Client.UnauthorizedOperation"`)}, nil), FoundOther, "Client.UnauthorizedOperation"},
		"another account":  {call(volumes, "r1", time.Hour, nil), history(map[string]string{"DescribeVolumes": strings.Replace(eventOf("r1", "DescribeVolumes", ""), `Id":"111122223333"`, `Id":"999900001111"`, 1)}, nil), FoundOther, "999900001111"},
		"unknown call":     {call("ec2.DescribeMoons", "r1", time.Hour, nil), found, NotManagement, "does not know"},
		"denied":           {call(volumes, "r1", time.Hour, nil), nil, NotSearched, "cloudtrail:LookupEvents"},
		"no role for it":   {call(volumes, "r1", time.Hour, func(it *live.Item) { it.Source.Account = "444455556666" }), found, NotSearched, "--role"},
		"no event at all":  {call(volumes, "r1", time.Hour, nil), awstest.Text(`{"Events":[]}`), FoundNone, ""},
		"an unread event":  {call(volumes, "r1", time.Hour, nil), awstest.Text(`{"Events":[{"EventId":"e","CloudTrailEvent":"<"}]}`), NotSearched, "can't be read"},
		"a list to the ∞":  {call(volumes, "r1", time.Hour, nil), awstest.Text(`{"Events":[],"NextToken":"t"}`), NotSearched, "does not end"},
		"emulated already": {call(volumes, "r1", time.Hour, func(it *live.Item) { it.Source.Emulated = true }), found, FoundEvent, ""}, // believe is set
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Message = "canary-message"
			delete(fake.Answers, "cloudtrail.LookupEvents")
			if c.answer != nil {
				fake.Answers["cloudtrail.LookupEvents"] = c.answer
			}
			v := check(t, fake, nil, c.item)
			if len(v.Checked) != 1 || v.Requests != 1 {
				t.Fatalf("%+v", v)
			}
			got := v.Checked[0]
			if got.State != c.want || !strings.Contains(got.Reason, c.reason) || strings.Contains(got.Reason, "canary") {
				t.Errorf("%s (%s), want %s (%s)", got.State, got.Reason, c.want, c.reason)
			}
			if c.want == FoundEvent && got.Event != "ev-r1" {
				t.Errorf("event %q", got.Event)
			}
		})
	}
}

// TestVerifyEmulated: neither an item of an emulator nor the word of one is ever found.
func TestVerifyEmulated(t *testing.T) {
	fake := awstest.New()
	fake.Answers["cloudtrail.LookupEvents"] = history(map[string]string{"DescribeVolumes": eventOf("r1", "DescribeVolumes", "")}, nil)
	doubt := func(o *VerifyOptions) { o.believe = false }
	asked := 0
	fake.Seen = func(*awstest.Call) { asked++ }
	v := check(t, fake, doubt, call("ec2.DescribeVolumes", "r1", time.Hour, func(it *live.Item) { it.Source.Emulated = true }))
	if v.Checked[0].State != FoundEmulated || !v.Emulated || asked > 0 {
		t.Errorf("%+v after %d calls", v.Checked[0], asked)
	}
	v = check(t, fake, doubt, call("ec2.DescribeVolumes", "r1", time.Hour, nil))
	if v.Checked[0].State != FoundEmulated || !v.Emulated || asked == 0 {
		t.Errorf("%+v after %d calls", v.Checked[0], asked)
	}
}

// TestVerifySample: what is drawn is as many as asked for, the same for a seed,
// and never what had no answer.
func TestVerifySample(t *testing.T) {
	var items []live.Item
	for i := range 60 {
		items = append(items, call("ec2.DescribeVolumes", fmt.Sprint("r", i), 100*day, nil))
	}
	items = append(items, call("ec2.DescribeVolumes", "denied", time.Hour, func(it *live.Item) { it.Requests[0].Status, it.State = 403, candor.Denied }),
		call("github.Get", "g", time.Hour, func(it *live.Item) { it.Source.Kind = "github" }))
	names := func(v *Verification) (out string) {
		for _, c := range v.Checked {
			out += c.Request + " "
		}
		return out
	}
	fake := awstest.New()
	items = append(items, call("ec2.DescribeVolumes", "", time.Hour, func(it *live.Item) { it.Requests = nil }))
	first := check(t, fake, nil, items...)
	if len(first.Checked) != defaultSample || first.Requests != 60 || first.Left != 1 || first.Alien != 1 || first.Bare != 1 {
		t.Errorf("%d of %d, %d left, %d alien, %d bare", len(first.Checked), first.Requests, first.Left, first.Alien, first.Bare)
	}
	if again := check(t, fake, nil, items...); names(again) != names(first) {
		t.Errorf("%s, and again %s", names(first), names(again))
	}
	other := check(t, fake, func(o *VerifyOptions) { o.Seed, o.Sample = "other", 5 }, items...)
	if len(other.Checked) != 5 || strings.HasPrefix(names(first), names(other)) {
		t.Errorf("another seed draws %s", names(other))
	}
	changed := items[0]
	changed.Subject = "y"
	if v := check(t, fake, nil, changed); v.Checked[0].State != FoundOther || !strings.Contains(v.Checked[0].Reason, "was changed") {
		t.Errorf("%+v", v.Checked[0])
	}
	if v := check(t, fake, nil); len(v.Checked) != 0 {
		t.Errorf("%+v", v)
	}
}

// TestVerifyAccounts: other accounts are entered by a role, once, whose session
// may look up events and nothing else.
func TestVerifyAccounts(t *testing.T) {
	fake := awstest.New()
	entered := ""
	fake.Seen = func(c *awstest.Call) {
		if c.Spec == "sts.AssumeRole" {
			entered += c.Form.Get("Policy")
		}
		if c.Spec == "cloudtrail.LookupEvents" && c.Account != "444455556666" {
			t.Errorf("the history of %s is asked", c.Account)
		}
	}
	fake.Answers["cloudtrail.LookupEvents"] = history(map[string]string{"DescribeVolumes": `{"requestID":"r1","eventName":"DescribeVolumes"}`}, map[string]string{"DescribeVolumes": `{"requestID":"r2","eventName":"DescribeVolumes"}`})
	theirs := func(it *live.Item) { it.Source.Account = "444455556666" }
	v := check(t, fake, func(o *VerifyOptions) { o.Role = "auditor" }, call("ec2.DescribeVolumes", "r1", time.Hour, theirs), call("ec2.DescribeVolumes", "r2", 2*time.Hour, theirs))
	for _, c := range v.Checked {
		if c.State != FoundEvent {
			t.Errorf("%s: %s", c.State, c.Reason)
		}
	}
	if entered != `{"Statement":[{"Action":["cloudtrail:LookupEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}` {
		t.Error(entered)
	}
	delete(fake.Answers, "sts.AssumeRole")
	v = check(t, fake, func(o *VerifyOptions) { o.Role = "auditor" }, call("ec2.DescribeVolumes", "r1", time.Hour, theirs))
	if c := v.Checked[0]; c.State != NotSearched || !strings.Contains(c.Reason, "was not entered") {
		t.Errorf("%s: %s", c.State, c.Reason)
	}
}

// TestVerifyTwice: one request does not stand for several items.
func TestVerifyTwice(t *testing.T) {
	fake := awstest.New()
	fake.Answers["cloudtrail.LookupEvents"] = history(map[string]string{"DescribeVolumes": eventOf("r1", "DescribeVolumes", "")}, nil)
	v := check(t, fake, nil, call("ec2.DescribeVolumes", "r1", time.Hour, nil), call("ec2.DescribeVolumes", "r1", time.Hour, func(it *live.Item) { it.Subject = "y" }))
	for _, c := range v.Checked {
		if c.State != FoundOther || !strings.Contains(c.Reason, "2 times") {
			t.Errorf("%s: %s", c.State, c.Reason)
		}
	}
}

func TestVerifySpecs(t *testing.T) {
	if err := live.CheckAll(VerifySpecs()); err != nil {
		t.Error(err)
	}
	for _, a := range Actions() {
		if a == "cloudtrail:LookupEvents" {
			t.Error("collecting asks for the right to read events")
		}
	}
	cat, err := iamdata.Open()
	if err != nil {
		t.Fatal(err)
	}
	known, err := cat.Service("cloudtrail")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range known {
		if a.Name == "LookupEvents" && a.Access != iamdata.List && a.Access != iamdata.Read {
			t.Errorf("LookupEvents is of level %s", a.Access)
		}
	}
	if text, err := VerifyPolicy(); err != nil || !strings.Contains(text, `"cloudtrail:LookupEvents"`) || strings.Contains(text, "iam:") {
		t.Error(text, err)
	}
	for host, want := range map[string]string{"s3.eu-central-1.amazonaws.com": "eu-central-1", "iam.amazonaws.com": "us-east-1", "111122223333.s3-control.us-gov-west-1.amazonaws.com": "us-gov-west-1", "127.0.0.1:80": "us-east-1"} {
		it := live.Item{Source: live.Source{Endpoint: host, Region: global}}
		if got := placeOf(&it); got != want {
			t.Errorf("%s is in %s, not in %s", host, got, want)
		}
	}
}
