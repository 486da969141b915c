package iamdata

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/arn"
	"github.com/google/go-cmp/cmp"
)

func open(t testing.TB) *Catalogue {
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryServiceIsRead(t *testing.T) {
	c := open(t)
	if v := c.Version(); !strings.Contains(v, "sha256:") {
		t.Errorf("version %q has no digest", v)
	}
	actions := 0
	for _, s := range c.Services() {
		a, err := c.Service(s)
		if err != nil {
			t.Fatal(err)
		}
		actions += len(a)
		for _, one := range a {
			if one.Name == "" || strings.ContainsAny(one.Name, " []") || one.Access.String() == "unknown" {
				t.Errorf("%s: odd action %+v", s, one)
			}
			for _, r := range one.Resources {
				if !strings.HasPrefix(r.Pattern(), "arn:") || strings.Contains(r.Pattern(), "$") {
					t.Errorf("%s:%s: odd pattern %q", s, one.Name, r.Pattern())
				}
			}
		}
	}
	if actions < 15_000 {
		t.Errorf("only %d actions", actions)
	}
}

func TestExpand(t *testing.T) {
	c := open(t)
	tests := []struct {
		pattern  string
		services []string
		want     []string // all, or the first when it ends in "..."
		unknown  []string
		misspelt string
	}{
		{pattern: "s3:GetObject", want: []string{"GetObject"}},
		{pattern: "S3:getobject", want: []string{"GetObject"}},
		{pattern: "lambda:Get?unction", want: []string{"GetFunction"}},
		{pattern: "sqs:*Message", want: []string{"DeleteMessage", "ReceiveMessage", "SendMessage"}},
		{pattern: "*:SendMessage", services: []string{"sqs"}, want: []string{"SendMessage"}},
		{pattern: "s3:*", services: []string{"sqs"}},
		{pattern: "s3:GetObjct", misspelt: "GetObject"},
		{pattern: "nosuch:Thing", unknown: []string{"nosuch"}},
		{pattern: "GetObject", unknown: []string{"GetObject"}},
		{pattern: "ecr[0]:x", services: []string{"ecr"}, unknown: []string{"ecr[0]:x"}},
		{pattern: "", unknown: []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.pattern, func(t *testing.T) {
			x, err := c.Expand(tt.pattern, tt.services)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range x.Actions {
				got = append(got, a.Name)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.unknown, x.Unknown); d != "" {
				t.Error(d)
			}
			if x.Nearest != tt.misspelt || x.Misspelt != (tt.misspelt != "") {
				t.Errorf("misspelt %v, nearest %q", x.Misspelt, x.Nearest)
			}
		})
	}
	all, err := c.Expand("*", nil)
	if err != nil || len(all.Actions) < 15_000 {
		t.Errorf("* is %d actions, %v", len(all.Actions), err)
	}
}

func TestReach(t *testing.T) {
	c := open(t)
	r, err := c.Reach([]string{"ecr:GetAuthorizationToken", "ecr:PutImage", "ecr:BatchGetImage", "ecr:Putimage"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Group{
		{Patterns: []string{"arn:*:ecr:*:*:repository/*"}, Actions: []string{"ecr:BatchGetImage", "ecr:PutImage"}, Writes: []string{"ecr:PutImage"}},
		{Actions: []string{"ecr:GetAuthorizationToken"}},
	}
	if d := cmp.Diff(want, r.Groups); d != "" {
		t.Error(d)
	}
	r, err = c.Reach([]string{"*"}, []string{"sqs:*message*"}, []string{"sqs"})
	if err != nil || len(r.Groups) == 0 {
		t.Fatal(r, err)
	}
	for _, g := range r.Groups {
		for _, a := range g.Actions {
			if strings.Contains(a, "Message") {
				t.Errorf("%s is excepted", a)
			}
		}
	}
}

// Names that hold no slash keep a pattern with one from meeting any function.
func TestPattern(t *testing.T) {
	c := open(t)
	r, err := c.Reach([]string{"lambda:InvokeFunction"}, nil, nil)
	if err != nil || len(r.Groups) != 1 {
		t.Fatal(r, err)
	}
	if w, meets := arn.Meets("arn:aws:lambda:*:*:function:acme/*", r.Groups[0].Patterns); meets {
		t.Errorf("a function called like in %q", w)
	}
	if _, meets := arn.Meets("arn:aws:lambda:*:*:function:acme-*", r.Groups[0].Patterns); !meets {
		t.Error("acme-* meets no function")
	}
}

func TestManagedPolicy(t *testing.T) {
	m, err := OpenManaged()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.Version(), "sha256:") {
		t.Errorf("version %q", m.Version())
	}
	p, ok, err := m.Policy("AdministratorAccess")
	if err != nil || !ok || p.Path != "" || p.Version != "v1" || !strings.Contains(p.JSON, `"Action":"*"`) {
		t.Errorf("%+v, %v, %v", p, ok, err)
	}
	if p, _, _ := m.Policy("AWSBatchServiceRole"); p.Path != "service-role/" {
		t.Errorf("path %q", p.Path)
	}
	if _, ok, _ := m.Policy("NoSuchPolicy"); ok {
		t.Error("a policy that AWS does not keep")
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		p, s string
		want bool
	}{
		{"", "", true}, {"*", "", true}, {"?", "", false}, {"a*b", "ab", true}, {"a*b", "axxb", true},
		{"a*b*c", "abxbc", true}, {"a*b*c", "abxb", false}, {"**", "x", true}, {"a?c", "abc", true}, {"a?c", "ac", false},
	} {
		if got := Match(tt.p, tt.s); got != tt.want {
			t.Errorf("Match(%q, %q) = %v", tt.p, tt.s, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("T\ta\tarn:x\nA\tGet\tR\t0,!0\n")
	f.Add("A\tGet\tR\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := decode("x", text)
		if err != nil {
			return
		}
		b, err := decode("x", string(Encode(a)))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, b); d != "" && !strings.Contains(text, "\n\n") {
			t.Error(d)
		}
	})
}

func BenchmarkReachEverything(b *testing.B) {
	for b.Loop() {
		c := open(b)
		if _, err := c.Reach([]string{"*"}, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkChangesEverything(b *testing.B) {
	for b.Loop() {
		c := open(b)
		if _, err := c.Changes(Asked{Sure: []string{"*"}, May: []string{"*"}, Except: []string{"iam:*"}}, 4); err != nil {
			b.Fatal(err)
		}
	}
}

// Names are found whatever the case, in the services whose names are sorted and in
// the others.
func TestFind(t *testing.T) {
	c := open(t)
	for _, prefix := range c.Services() {
		s, err := c.service(prefix)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range s.names {
			for _, n := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
				if got, ok := s.find(n); !ok || got != i && !strings.EqualFold(s.names[got], name) {
					t.Errorf("%s:%s is found at %d, %v, want %d", prefix, n, got, ok, i)
				}
			}
		}
		for _, n := range []string{"", "0", "zzzz", "GetNothing"} {
			if i, ok := s.find(n); ok {
				t.Errorf("%s:%s is found: %s", prefix, n, s.names[i])
			}
		}
	}
}

func BenchmarkReachOneService(b *testing.B) {
	for b.Loop() {
		c := open(b)
		if _, err := c.Reach([]string{"s3:*"}, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// What is excepted is what MatchAction says.
func TestReachExcept(t *testing.T) {
	c := open(t)
	services := []string{"iam", "sqs", "s3"}
	for _, except := range []string{"*", "sqs:*", "S?S:Get*", "*message", "*:list*", "s*:*e", "iam", "a:b:c", "*m:*"} {
		var want []string
		for _, s := range services {
			actions, err := c.Service(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range actions {
				if name := s + ":" + a.Name; !MatchAction(except, name) {
					want = append(want, name)
				}
			}
		}
		r, err := c.Reach([]string{"*", "sqs:*"}, []string{except}, services)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, g := range r.Groups {
			got = append(got, g.Actions...)
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("but %s: %s", except, d)
		}
	}
}

func TestCovered(t *testing.T) {
	got := Covered([]string{"s3:Get*", "iam:PASSROLE"}, []string{"*:*Acl"}, []string{"iam:PassRole", "s3:GetObject", "s3:GetObjectAcl", "s3:PutObject"})
	if d := cmp.Diff([]string{"iam:PassRole", "s3:GetObject"}, got); d != "" {
		t.Error(d)
	}
}

// Changes says in short what Reach says at length.
func TestChanges(t *testing.T) {
	c := open(t)
	harmless := []string{"logs:Put*", "iam:PassRole"}
	for _, p := range []string{"*", "s3:*", "logs:*", "sqs:Get*", "*:Put*", "iam:PassRole", "nosuch:X", "ecr:GetAuthorizationToken", "a b"} {
		except := []string{"ec2:*", "*:*Policy"}
		r, err := c.Reach([]string{p, "s3:PutObject"}, except, nil)
		if err != nil {
			t.Fatal(err)
		}
		var want Changes
		var all []string
		for _, g := range r.Groups {
			kept := slices.DeleteFunc(Covered([]string{"*"}, harmless, g.Writes), func(a string) bool {
				service, _, _ := strings.Cut(a, ":")
				name, _ := ended(service)
				return name != ""
			})
			several := slices.ContainsFunc(g.Patterns, func(p string) bool { return strings.ContainsAny(resourceOf(p), arn.Name+"*") })
			if !several || len(kept) == 0 {
				continue
			}
			want.Count += len(kept)
			all = append(all, kept...)
			for _, a := range kept {
				if service, name, _ := strings.Cut(a, ":"); ReadsByName(service, name) {
					want.Reads++
				}
			}
		}
		want.Unknown, want.May, want.Named = r.Unknown, true, 1
		if want.Count > 1 {
			want.By = []string{p}
		}
		asked := Asked{Sure: []string{p, "s3:PutObject"}, May: []string{p, "s3:PutObject"}, Except: except, Harmless: harmless}
		got, err := c.Changes(asked, 4)
		if err != nil {
			t.Fatal(err)
		}
		if got.Example.ARN == "" || !slices.Contains(got.First, got.Example.Action) {
			t.Errorf("%s: %+v is no example of %v", p, got.Example, got.First)
		}
		for _, a := range got.First {
			if !slices.Contains(all, a) {
				t.Errorf("%s: %s does not count", p, a)
			}
		}
		if n := len(got.First); n != want.Count && n != 3 || n > 4 {
			t.Errorf("%s: of %d actions the worst are %v", p, want.Count, got.First)
		}
		got.Example, got.First, got.Ended = Example{}, nil, nil
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", p, d)
		}
		asked.Sure = nil
		got, err = c.Changes(asked, 4)
		got.Ended = nil
		if d := cmp.Diff(Changes{May: true, Unknown: r.Unknown}, got); d != "" || err != nil {
			t.Errorf("%s, not surely: %s %v", p, d, err)
		}
	}
	for p, may := range map[string]bool{"*": true, "iam:PassRole": false, "sqs:Get*": false, "logs:*": true, "logs:Put*": false, "s3:PutObject": true, "nosuch:X": false, "ec2:*": false} {
		got, err := c.Changes(Asked{May: []string{p}, Except: []string{"ec2:*"}, Harmless: harmless}, 4)
		if err != nil || got.May != may || got.Count != 0 {
			t.Errorf("%s may change something: %+v, %v", p, got, err)
		}
	}
}

// What an account has one of limits nothing.
func TestTheOnlyOne(t *testing.T) {
	c := open(t)
	for action, count := range map[string]int{"glue:PutDataCatalogEncryptionSettings": 0, "securityhub:CreateInsight": 0, "glue:DeleteTable": 1} {
		got, err := c.Changes(Asked{Sure: []string{action}, May: []string{action}}, 4)
		if err != nil || got.Count != count {
			t.Errorf("%s: %+v, %v", action, got, err)
		}
	}
}

// What is named comes first, of it what hands out rights, then what changes something
// by its name; then what a wildcard takes in, the usual and worst of it first.
func TestTheWorstFirst(t *testing.T) {
	c := open(t)
	for _, tt := range []struct {
		sure  []string
		first []string
		by    []string
		named int
	}{
		{[]string{"sqs:TagQueue", "sqs:SendMessage"}, []string{"sqs:SendMessage", "sqs:TagQueue"}, nil, 2},
		{[]string{"sqs:SendMessage", "dynamodb:PutItem", "iam:PutUserPolicy"}, []string{"iam:PutUserPolicy", "sqs:SendMessage", "dynamodb:PutItem"}, nil, 3},
		{[]string{"sqs:*", "s3:AbortMultipartUpload", "s3:PutObject"}, []string{"s3:PutObject", "s3:AbortMultipartUpload", "sqs:DeleteQueue"}, []string{"sqs:*"}, 2},
		{[]string{"dynamodb:*Item", "dynamodb:UpdateItem", "dynamodb:P?tItem"}, []string{"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:BatchWriteItem"}, []string{"dynamodb:*Item"}, 1},
		{[]string{"iot:GetConnection", "iot:Connect"}, []string{"iot:Connect", "iot:GetConnection"}, nil, 2},
	} {
		got, err := c.Changes(Asked{Sure: tt.sure, May: tt.sure}, 4)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(tt.first, got.First); d != "" || !slices.Equal(tt.by, got.By) || tt.named != got.Named {
			t.Errorf("%v: %v, %d named, by %v", tt.sure, got.First, got.Named, got.By)
		}
	}
}
