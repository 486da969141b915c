package aws

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// values are the facts of a fake account in one region, by kind and subject, with
// one key of each value.
func values(t *testing.T, fake *awstest.Fake, keys map[string]string) map[string]string {
	t.Helper()
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	got := make(map[string]string)
	for _, x := range f.Facts {
		key := keys[x.Kind]
		v, ok := candor.Plain(x.Value).(map[string]any)
		if key == "" || !ok || !x.State.Answers() {
			continue
		}
		m, ok := v[key].(map[string]any)
		if !ok {
			got[x.Kind+" "+x.Subject] = fmt.Sprint(v[key])
			continue
		}
		got[x.Kind+" "+x.Subject] = fmt.Sprint(m["k"], " ", m["v"])
	}
	return got
}

// TestBalancers: versions come from the policy itself, and a listener redirects
// when all of its rules do.
func TestBalancers(t *testing.T) {
	const arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:"
	keys := map[string]string{"tls.setting": "policy", "tls.target": "policy", "log.access": "on", "net.exposure": "public"}
	for name, c := range map[string]struct {
		spec, from, to string
		want           map[string]string
	}{
		"as it is": {"", "", "", map[string]string{
			"tls.setting " + arn + "listener/app/web/1/a": "known TLSv1.2", "tls.setting " + arn + "listener/app/web/1/b": "known redirect-to-https",
			"tls.target app": "known required", "log.access web": "known true", "net.exposure web": "known true", "net.exposure inner": "known false", "tls.target unused": "",
		}},
		"a rule serves":         {"DescribeRules", "<Type>redirect</Type>", "<Type>forward</Type>", map[string]string{"tls.setting " + arn + "listener/app/web/1/b": "known HTTP"}},
		"an old version":        {"DescribeSSLPolicies", "TLSv1.3", "TLSv1", map[string]string{"tls.setting " + arn + "listener/app/web/1/a": "known TLSv1"}},
		"an unknown version":    {"DescribeSSLPolicies", "TLSv1.3", "TLSv9", map[string]string{"tls.setting " + arn + "listener/app/web/1/a": "unknown <nil>"}},
		"another policy":        {"DescribeSSLPolicies", "ELBSecurityPolicy-TLS13-1-2-2021-06", "Other", map[string]string{"tls.setting " + arn + "listener/app/web/1/a": "unknown <nil>"}},
		"no log":                {"DescribeLoadBalancerAttributes", "true", "false", map[string]string{"log.access web": "known false"}},
		"no word of a log":      {"DescribeLoadBalancerAttributes", "access_logs.s3.enabled", "other", map[string]string{"log.access web": "unknown <nil>"}},
		"a gateway":             {"DescribeLoadBalancers", "<Type>application</Type>", "<Type>gateway</Type>", map[string]string{"net.exposure web": "known false", "log.access web": ""}},
		"a network, passing":    {"DescribeLoadBalancers", "<Type>application</Type>", "<Type>network</Type>", map[string]string{"log.access web": "unknown <nil>"}},
		"an unknown sort":       {"DescribeLoadBalancers", "<Type>application</Type>", "<Type>mesh</Type>", map[string]string{"log.access web": "unknown <nil>"}},
		"no scheme":             {"DescribeLoadBalancers", "<Scheme>internet-facing</Scheme>", "", map[string]string{"net.exposure web": "unknown <nil>"}},
		"a group without TLS":   {"DescribeTargetGroups", "HTTPS", "HTTP", map[string]string{"tls.target app": "known HTTP"}},
		"a listener of another": {"DescribeListeners", "<SslPolicy>ELBSecurityPolicy-TLS13-1-2-2021-06</SslPolicy>", "", map[string]string{"tls.setting " + arn + "listener/app/web/1/a": "unknown <nil>"}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			spec := "elasticloadbalancingv2." + c.spec
			if old := fake.Answers[spec]; old != nil {
				fake.Answers[spec] = func(call *awstest.Call) awstest.Reply {
					r := old(call)
					r.Body = strings.ReplaceAll(r.Body, c.from, c.to)
					return r
				}
			}
			got := values(t, fake, keys)
			for k, want := range c.want {
				if got[k] != want {
					t.Errorf("%s is %q, want %q", k, got[k], want)
				}
			}
		})
	}
}

func TestClassicBalancers(t *testing.T) {
	got := values(t, awstest.New(), map[string]string{"tls.setting": "policy", "tls.target": "policy", "log.access": "on", "net.exposure": "public"})
	for k, want := range map[string]string{
		"tls.setting older:443": "known TLSv1", "tls.setting older:22": "unknown <nil>", "tls.setting within:80": "known HTTP",
		"net.exposure older": "known true", "net.exposure within": "known false", "log.access older": "known true",
		"tls.target older:443": "known HTTP", "tls.target older:22": "unknown <nil>", "tls.target within:80": "unknown <nil>",
	} {
		if got[k] != want {
			t.Errorf("%s is %q, want %q", k, got[k], want)
		}
	}
}
