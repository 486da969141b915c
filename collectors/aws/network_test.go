package aws

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
)

// told lists one value of each fact of a kind, as "subject: value", where an
// unknown one is "?" and its reason.
func told(t *testing.T, f *evidence.File, kind, field string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for i := range f.Facts {
		x := &f.Facts[i]
		if x.Kind != kind || x.State != candor.Observed {
			continue
		}
		m, ok := candor.Plain(x.Value).(map[string]any)
		if !ok {
			t.Fatalf("%s %s: %v", kind, x.Subject, x.Value)
		}
		v, ok := m[field].(map[string]any)
		switch {
		case !ok:
			b, err := json.Marshal(m[field])
			if err != nil {
				t.Fatal(err)
			}
			out[x.Subject] = string(b)
		case v["k"] == "known":
			out[x.Subject] = fmt.Sprint(v["v"])
		default:
			out[x.Subject] = fmt.Sprint("? ", v["why"])
		}
	}
	return out
}

// hold compares what was told with what is wanted; a want that ends in ... is
// the beginning.
func hold(t *testing.T, got, want map[string]string) {
	t.Helper()
	for k, w := range want {
		g, ok := got[k]
		if begin, cut := strings.CutSuffix(w, "..."); !ok || g != w && (!cut || !strings.HasPrefix(g, begin)) {
			t.Errorf("%s: %q (there: %t), want %q", k, g, ok, w)
		}
	}
}

// TestNetwork holds disks, lines of lists and machines against the answers.
func TestNetwork(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	hold(t, told(t, f, "store.default", "encrypted"), map[string]string{"eu-central-1": "true"})
	disks := told(t, f, "store.encryption", "encrypted")
	hold(t, disks, map[string]string{"vol-data": "true", "vol-plain": "false", "snap-own": "true", "snap-public": "true"})
	if _, ok := disks["vol-gone"]; ok {
		t.Error("a disk that is being deleted is listed")
	}
	hold(t, told(t, f, "store.encryption", "customer"), map[string]string{"vol-data": "true", "vol-plain": "false"})
	exposed := told(t, f, "net.exposure", "public")
	hold(t, exposed, map[string]string{
		"snap-own": "false", "snap-public": "false", "ami-own": "false", "ami-open": "true", "i-web": "true", "i-app": "false", "i-second": "true", "i-stopped": "? it is stopped...", "i-six": "true", "i-inner6": "false",
		"eni-task": "true", "eni-nat": "false", "eni-elb": "true", "eni-inner": "false", "subnet-open": "true", "subnet-inner": "false",
	})
	for _, x := range []string{"i-gone", "eni-web", "ami-theirs"} {
		if _, ok := exposed[x]; ok {
			t.Errorf("%s is listed", x)
		}
	}
	hold(t, told(t, f, "net.exposure", "what"), map[string]string{"i-web": `"machine"`, "eni-nat": `"NAT gateway"`, "eni-elb": `"load balancer"`, "eni-task": `"network interface"`})
	hold(t, told(t, f, "net.route", "source"), map[string]string{
		"sg-web/ingress[0][0]": "0.0.0.0/0", "sg-web/ingress[0][1]": "::/0", "sg-web/ingress[1]": "sg-app", "sg-web/egress[0]": "0.0.0.0/0",
		"sg-old/ingress[0]": "0.0.0.0/0", "sg-old/ingress[1]/pl-office[0]": "192.0.2.0/24", "sg-old/ingress[1]/pl-office[1]": "198.51.100.0/24", "acl-main/ingress[100]": "0.0.0.0/0", "acl-old/ingress[10]": "10.0.0.0/8",
	})
	hold(t, told(t, f, "net.route", "list"), map[string]string{"acl-main/ingress[100]": `"default network ACL"`, "acl-old/ingress[10]": `"network ACL"`, "sg-old/ingress[0]": `"security group"`})
	hold(t, told(t, f, "net.route", "number"), map[string]string{"acl-main/ingress[100]": "100", "acl-main/ingress[32767]": "32767"})
	hold(t, told(t, f, "net.route", "from"), map[string]string{"sg-old/ingress[0]": "22", "sg-web/egress[0]": "0", "acl-old/ingress[10]": "22"})
	hold(t, told(t, f, "net.route", "action"), map[string]string{"acl-main/ingress[32767]": "deny", "sg-old/ingress[0]": "allow"})
}

// TestPrefixList: a list that was not read gives no line, and an empty one lets
// nobody in.
func TestPrefixList(t *testing.T) {
	for want, body := range map[string]string{
		"":                     "", // denied
		"an empty prefix list": "<GetManagedPrefixListEntriesResponse><entrySet/></GetManagedPrefixListEntriesResponse>",
		"0.0.0.0/0":            "<GetManagedPrefixListEntriesResponse><entrySet><item><cidr>0.0.0.0/0</cidr></item></entrySet></GetManagedPrefixListEntriesResponse>",
	} {
		fake := awstest.New()
		fake.Answers["ec2.GetManagedPrefixListEntries"] = awstest.Text(body)
		if body == "" {
			delete(fake.Answers, "ec2.GetManagedPrefixListEntries")
		}
		f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
		if got := told(t, f, "net.route", "source")["sg-old/ingress[1]/pl-office"]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestRoutes6: an address of IPv6 is on the internet where a route says so, and
// not told where a route may.
func TestRoutes6(t *testing.T) {
	table := func(of, routes string) string {
		return "<DescribeRouteTablesResponse><routeTableSet><item><vpcId>vpc-main</vpcId><routeSet>" + routes + "</routeSet><associationSet><item>" + of + "</item></associationSet></item></routeTableSet></DescribeRouteTablesResponse>"
	}
	const main, open, out = "<main>true</main>", "<subnetId>subnet-open</subnetId>", "<item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock><gatewayId>igw-1</gatewayId></item>"
	for name, c := range map[string]struct{ tables, want string }{
		"its own table":         {table(open, out), "true"},
		"the main table":        {table(main, out), "true"},
		"half of the internet":  {table(main, strings.Replace(out, "::/0", "2000::/4", 1)), "true"},
		"no way":                {table(main, ""), "false"},
		"a firewall":            {table(main, strings.Replace(out, "igw-1", "vpce-1", 1)), "? it has addresses of IPv6, and its subnet leads to something..."},
		"a list of networks":    {table(main, "<item><destinationPrefixListId>pl-1</destinationPrefixListId><gatewayId>igw-1</gatewayId></item>"), "? it has addresses of IPv6, and its subnet leads to something..."},
		"another subnet's":      {table("<subnetId>subnet-9</subnetId>", ""), "? it has addresses of IPv6, and its subnet has no route table..."},
		"no answer":             {"", "? it has addresses of IPv6, and whether its subnet leads..."},
		"only addresses of old": {table(main, "<item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId></item>"), "false"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["ec2.DescribeRouteTables"] = awstest.Text(c.tables)
			if c.tables == "" {
				delete(fake.Answers, "ec2.DescribeRouteTables")
			}
			f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
			hold(t, told(t, f, "net.exposure", "public"), map[string]string{"i-six": c.want})
		})
	}
}

// TestPublicSnapshot: what is shared with everybody is public where the region
// does not block it, and not told where nobody says whether it does.
func TestPublicSnapshot(t *testing.T) {
	fake := awstest.New()
	fake.Answers["ec2.GetSnapshotBlockPublicAccessState"] = awstest.Text("<GetSnapshotBlockPublicAccessStateResponse><state>unblocked</state></GetSnapshotBlockPublicAccessStateResponse>")
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	hold(t, told(t, f, "net.exposure", "public"), map[string]string{"snap-own": "false", "snap-public": "true"})
	delete(fake.Answers, "ec2.GetSnapshotBlockPublicAccessState")
	f = gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	if v, ok := told(t, f, "net.exposure", "public")["snap-own"]; ok {
		t.Errorf("a snapshot is said to be %s though a call was denied", v)
	}
}

// TestEC2Answers: what is no answer to the question holds nothing, and an answer
// that leaves something out does not say no.
func TestEC2Answers(t *testing.T) {
	for name, c := range map[string]struct{ body, action string }{
		"another question": {"<DescribeVpcsResponse></DescribeVpcsResponse>", "DescribeVolumes"},
		"a page":           {"<html><body>Sign in</body></html>", "DescribeVolumes"},
		"cut":              {"<DescribeVolumesResponse><volumeSet>", "DescribeVolumes"},
		"nothing":          {"", "DescribeVolumes"},
	} {
		if err := ec2Read([]byte(c.body), c.action, &ec2Volumes{}); err == nil {
			t.Errorf("%s is read as an answer", name)
		}
	}
	fake := awstest.New()
	fake.Answers["ec2.GetEbsEncryptionByDefault"] = awstest.Text("<GetEbsEncryptionByDefaultResponse></GetEbsEncryptionByDefaultResponse>")
	fake.Answers["ec2.DescribeVolumes"] = awstest.Text("<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId></item></volumeSet></DescribeVolumesResponse>")
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	if got := told(t, f, "store.default", "encrypted"); len(got) > 0 {
		t.Errorf("no answer, and %v", got)
	}
	hold(t, told(t, f, "store.encryption", "encrypted"), map[string]string{"vol-1": "? the answer does not say..."})
}

func FuzzEC2Read(f *testing.F) {
	f.Add([]byte("<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-1</groupId></item></securityGroupInfo></DescribeSecurityGroupsResponse>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var out ec2Groups
		if ec2Read(body, "DescribeSecurityGroups", &out) == nil && !strings.Contains(string(body), "DescribeSecurityGroupsResponse") {
			t.Error("an answer to another question is read")
		}
	})
}

// TestStrangersMachine: an interface at a machine that the account does not list
// speaks for itself.
func TestStrangersMachine(t *testing.T) {
	fake := awstest.New()
	fake.Answers["ec2.DescribeNetworkInterfaces"] = awstest.Text("<DescribeNetworkInterfacesResponse><networkInterfaceSet>" +
		"<item><networkInterfaceId>eni-theirs</networkInterfaceId><attachment><instanceId>i-theirs</instanceId><instanceOwnerId>999900001111</instanceOwnerId></attachment><association><publicIp>198.51.100.8</publicIp></association></item>" +
		"<item><networkInterfaceId>eni-web</networkInterfaceId><attachment><instanceId>i-web</instanceId></attachment><association><publicIp>198.51.100.7</publicIp></association></item>" +
		"</networkInterfaceSet></DescribeNetworkInterfacesResponse>")
	got := told(t, gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}}), "net.exposure", "public")
	hold(t, got, map[string]string{"eni-theirs": "true", "i-web": "true"})
	if v, ok := got["eni-web"]; ok {
		t.Errorf("the interface of a machine is said to be %s beside the machine", v)
	}
}

// TestNoNetwork: a line that leaves out whom it lets in may let in anybody.
func TestNoNetwork(t *testing.T) {
	fake := awstest.New()
	fake.Answers["ec2.DescribeSecurityGroups"] = awstest.Text("<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions>" +
		"<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><ipRanges><item><cidrIp></cidrIp></item></ipRanges></item>" +
		"<item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><groups><item><userId>1</userId></item></groups></item>" +
		"</ipPermissions></item></securityGroupInfo></DescribeSecurityGroupsResponse>")
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	hold(t, told(t, f, "net.route", "source"), map[string]string{"sg-1/ingress[0]": "? the answer leaves out which...", "sg-1/ingress[1]": "? the answer leaves out which..."})
}
