package hosts

import "testing"

func TestOf(t *testing.T) {
	for class, names := range map[Class][]string{
		Loopback:    {"localhost", "LOCALHOST.", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "0.0.0.0", "app.localhost", "host.docker.internal", "/var/run/postgresql", "::ffff:127.0.0.1"},
		Private:     {"db", "redis", "10.0.0.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "api.svc.cluster.local", "x.svc", "db.internal", "100.64.1.1", "fd00::1", "loki.service.consul", "api.ecs.cluster"},
		Public:      {"api.shop.io", "8.8.8.8", "db.abcdef.supabase.co", "2606:4700::1111", "1.2.3"},
		Placeholder: {"example.com", "db.example.org", "x.example", "host", "your-host.io", "yourdomain.com", "192.0.2.1", "db.your-project.supabase.co", "a.test"},
		Hidden:      {"", "${HOST}", "{{ .Host }}", "<host>", "%s", "a b", "a..b", ".a"},
	} {
		for _, n := range names {
			if got := Of(n); got != class {
				t.Errorf("%q is %s, want %s", n, got, class)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for in, want := range map[string][2]string{
		"a:1": {"a", "1"}, "a": {"a", ""}, "[::1]:5": {"::1", "5"}, "[::1]": {"::1", ""}, "::1": {"::1", ""}, "[x": {"[x", ""}, "unix:/x": {"unix:/x", ""}, "": {"", ""},
	} {
		if h, p := Split(in); h != want[0] || p != want[1] {
			t.Errorf("%q: %q %q", in, h, p)
		}
	}
}
