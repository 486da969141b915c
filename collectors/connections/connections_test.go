package connections

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

func collected(t testing.TB, files map[string]string) []candor.Fact {
	t.Helper()
	fsys := fstest.MapFS{}
	for p, s := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	in := collector.NewInput(c, tree, time.Unix(0, 0))
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return in.Facts()
}

// lines gives one line for each fact but the hops.
func lines(t testing.TB, files map[string]string) []string {
	t.Helper()
	var out []string
	for _, f := range collected(t, files) {
		v, _ := candor.Plain(f.Value).(map[string]any)
		switch {
		case f.Kind == kindHop:
		case f.State != candor.Observed:
			out = append(out, fmt.Sprintf("gap %s %s: %s", f.Kind, f.At, f.Reason))
		case f.Kind == kindURL:
			out = append(out, fmt.Sprintf("url %s | %v @%d", f.Subject, v["scheme"], f.At.Line))
		default:
			key := "encrypted"
			if f.Kind == kindTrust {
				key = "verify"
			}
			p := v[key].(map[string]any)
			text := "?"
			if p["k"] == "known" {
				text = fmt.Sprint(p["v"])
			}
			if f.Kind == kindTrust {
				out = append(out, fmt.Sprintf("trust %s | %s @%d", f.Subject, text, f.At.Line))
				continue
			}
			out = append(out, fmt.Sprintf("%s | %s %s @%d", f.Subject, v["host"], text, f.At.Line))
		}
	}
	slices.Sort(out)
	return out
}

func TestFiles(t *testing.T) {
	for name, c := range map[string]struct {
		path, src string
		want      []string
	}{
		"env":                 {".env", "A=postgres://u:p@db.shop.io/x?sslmode=disable\nexport B='redis://localhost:6379'\n#C=redis://x.io\n", []string{"A: postgres at db.shop.io | public off @1", "B: redis | loopback off @2"}},
		"yaml":                {"app.yaml", "db:\n  url: \"mysql://u@db:3306/x\" # note mysql://y.io\n  - X=amqp://q.shop.io\n", []string{"X: amqp at q.shop.io | public off @3", "url: mysql | private ? @2"}},
		"holes":               {"values.yaml", "url: postgres://$(USER):$(PW)@{{ .Host }}/x?sslmode=require\n", []string{"trust url: postgres | ? @1", "url: postgres | hidden required @1"}},
		"terraform":           {"main.tf", "locals {\n  url = \"postgres://u:${var.p}@${aws_db.x.address}/d?sslmode=verify-full\" // y\n  /* z = \"redis://a.io\" */\n}\n", []string{"trust url: postgres | full @2", "url: postgres | hidden required @2"}},
		"json":                {"config/db.json", "{\n  \"url\": \"mongodb+srv://u:p@c.shop.io/x\"\n}\n", []string{"url: mongodb at c.shop.io | public required @2"}},
		"words of libpq":      {"app.ini", "dsn = host=db.shop.io user=u password=CANARY sslmode=prefer\n", []string{"dsn: postgres at db.shop.io | public optional @1"}},
		"alone":               {".env", "PGSSLMODE=verify-full\nDB_SSL_MODE=disable\nKAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT\nMAIL_ENCRYPTION=tls\nSSLMODE=yes\n", []string{"DB_SSL_MODE: postgres | hidden off @2", "KAFKA_SECURITY_PROTOCOL: kafka | hidden off @3", "MAIL_ENCRYPTION: smtp | hidden required @4", "PGSSLMODE: postgres | hidden required @1", "trust PGSSLMODE: postgres | full @1"}},
		"Go's MySQL":          {"app.yaml", "dsn: u:CANARY@tcp(db.shop.io:3306)/x?parseTime=true\nb: u:p@tcp(127.0.0.1:3306)/x\nc: u:p@tcp(db.shop.io)/x?tls=skip-verify\n", []string{"b: mysql | loopback off @2", "c: mysql at db.shop.io | public required @3", "dsn: mysql at db.shop.io | public off @1", "trust c: mysql at db.shop.io | none @3"}},
		"node":                {"src/db.ts", "const a = { ssl: { rejectUnauthorized: false } }\n// rejectUnauthorized: false\nprocess.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'\nconst b = { rejectUnauthorized: strict }\ninterface C { rejectUnauthorized: boolean }\nif (x.rejectUnauthorized === false) {}\nconst u = 'postgres://db.shop.io/x?sslmode=disable' // 'redis://y.io'\n/*\nrejectUnauthorized: false\n*/ \n", []string{"u: postgres at db.shop.io | public off @7", "trust TLS of db.ts | none @1", "trust TLS of db.ts#2 | none @3", "trust TLS of db.ts#3 | ? @4"}},
		"node, asked":         {"src/a.ts", "if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {\n  a = { rejectUnauthorized: false }\n}\nb = { rejectUnauthorized: false }\n", []string{"trust TLS of a.ts | ? @2", "trust TLS of a.ts#2 | none @4"}},
		"yarn itself":         {".yarn/releases/yarn-4.cjs", "a = { rejectUnauthorized: false }\n", nil},
		"Go":                  {"main.go", "package x\n\n// \"redis://c.shop.io\"\nvar dsn = \"postgres://u:CANARY@db.shop.io/x?sslmode=disable\"\nfunc f() {\n\topen(`rediss://a.shop.io`, \"see redis://b.shop.io\")\n\tif strings.HasPrefix(s, \"postgres://\") {}\n\tp := fmt.Sprintf(\"postgres://%s:%s@%s:%d/x?sslmode=require\", u, p, h, n)\n\tq := \"amqp://u:\" + pw + \"@h\"\n\tx := \"https://api.shop.io\"\n}\n", []string{"dsn: postgres at db.shop.io | public off @4", "redis at a.shop.io | public required @6", "postgres | hidden required @8", "trust postgres | ? @8", "gap tls.client main.go:9: the connection string is put together when the program runs"}},
		"Go, a test":          {"main_test.go", "var dsn = \"postgres://db.shop.io/x?sslmode=disable\"\n", nil},
		"a list":              {"app.yaml", "nodes:\n  - redis://a.shop.io\n  - rediss://b.shop.io\nall: redis://c.shop.io:6379,rediss://d.shop.io:6380\n", []string{"nodes: redis at a.shop.io | public off @2", "nodes: redis at b.shop.io | public required @3", "all: redis at c.shop.io | public off @4", "all: redis at d.shop.io | public required @4"}},
		"node, a test":        {"src/db.test.ts", "const a = { rejectUnauthorized: false }\n", nil},
		"endpoints":           {"app.yaml", "api: http://api.shop.io/v1\nws: 'wss://ws.shop.io'\nlocal: http://127.0.0.1\npeer: http://peer\nhttp_proxy: http://proxy.shop.io\nhomepage: http://shop.io\ntext: see http://shop.io\n$schema: http://a.shop.io/x\nns: http://www.w3.org/2001\nlist:\n  - http://shop.io\n", []string{"url api: api.shop.io | http @1", "url ws: ws.shop.io | wss @2"}},
		"endpoints in a list": {"app.yaml", "search:\n  endpoints:\n    - http://a.shop.io\n    - \"https://b.shop.io:9200\" # second\n    - http://10.0.0.1\n    # - http://c.shop.io\n  allowed_origins:\n    - http://d.shop.io\nservers:\n- name: http\n- http://e.shop.io\nbackends: [x]\nother:\n- http://f.shop.io\n", []string{"url endpoints: a.shop.io | http @3", "url endpoints: b.shop.io | https @4"}},
		"openapi":             {"api.yaml", "openapi: 3.0.0\nservers: {url: http://api.shop.io}\nurl: http://api.shop.io\n", nil},
		"a workflow":          {".github/workflows/ci.yml", "DATABASE_URL: postgres://db.shop.io/x?sslmode=disable\n", nil},
		"an unescaped slash":  {".env", "A=postgres://u:pa/CANARY@db.shop.io/x?sslmode=disable\n", []string{"A: postgres | hidden off @1"}},
		"an unescaped at":     {".env", "A=redis://u:p@CANARY@db.shop.io/x\n", []string{"A: redis at db.shop.io | public off @1"}},
		"a port that is none": {".env", "A=redis://u:CANARY/x\n", []string{"A: redis | hidden off @1"}},
		"several hosts":       {".env", "A=mongodb://localhost:1,db.shop.io:2/x\n", []string{"A: mongodb at db.shop.io | public off @1"}},
		"a socket":            {".env", "A=postgres:///x?host=/run/pg&sslmode=disable\n", []string{"A: postgres | loopback off @1"}},
		"broken":              {".env", "A=\x00", []string{"gap tls.client .env:1: a binary file, not text", "gap tls.database .env:1: a binary file, not text", "gap tls.trust .env:1: a binary file, not text", "gap tls.url .env:1: a binary file, not text"}},
		"a long line":         {"app.yaml", "a: redis://b.io " + strings.Repeat("x", maxLine), []string{"gap tls.client app.yaml:1: a line too long to be read", "gap tls.database app.yaml:1: a line too long to be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(t, map[string]string{c.path: c.src})
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

func TestOptions(t *testing.T) {
	for s, want := range map[string]string{
		"postgres://a.io/x":                                         "? ",
		"postgres://a.io/x?sslmode=disable":                         "off ",
		"postgres://a.io/x?sslmode=allow":                           "optional ",
		"postgres://a.io/x?sslmode=prefer":                          "optional ",
		"postgres://a.io/x?sslmode=require":                         "required ?",
		"postgres://a.io/x?sslmode=verify-ca":                       "required ca",
		"postgres://a.io/x?sslmode=verify-full":                     "required full",
		"postgres://a.io/x?sslmode=no-verify":                       "required none",
		"postgres://a.io/x?sslmode=${MODE}":                         "? ",
		"postgres://a.io/x?ssl=true":                                "required ",
		"postgresql+asyncpg://a.io/x?ssl=false":                     "off ",
		"mysql://a.io/x":                                            "? ",
		"mysql://a.io/x?tls=false":                                  "off ",
		"mysql://a.io/x?tls=preferred":                              "optional ",
		"mysql://a.io/x?tls=skip-verify":                            "required none",
		"mysql://a.io/x?ssl-mode=VERIFY_IDENTITY":                   "required full",
		"mysql://a.io/x?sslMode=VERIFY_CA":                          "required ca",
		"mysql://a.io/x?sslMode=custom":                             "? ",
		"mysql://a.io/x?useSSL=false":                               "off ",
		"mysql://a.io/x?requireSSL=true":                            "required ",
		"redis://a.io":                                              "off ",
		"redis://a.io?tls=true":                                     "required ",
		"rediss://a.io":                                             "required ",
		"rediss://a.io?ssl_cert_reqs=none":                          "required none",
		"mongodb://a.io":                                            "off ",
		"mongodb://a.io/?tls=true&tlsInsecure=true":                 "required none",
		"mongodb+srv://a.io/?ssl=false":                             "off ",
		"amqp://a.io":                                               "off ",
		"amqps://a.io":                                              "required ",
		"mqtts://a.io":                                              "required ",
		"nats://a.io":                                               "? ",
		"smtp://a.io":                                               "? ",
		"smtps://a.io":                                              "required ",
		"ldaps://a.io":                                              "required ",
		"clickhouse://a.io":                                         "off ",
		"clickhouse://a.io?secure=true&skip_verify=true":            "required none",
		"sqlserver://a.io?encrypt=false":                            "off ",
		"sqlserver://a.io":                                          "? ",
		"sqlserver://a.io?encrypt=true&TrustServerCertificate=true": "required none",
	} {
		d, ok := parseDSN(s)
		show := func(a answer) string {
			if a.v == "" && a.why != "" {
				return "?"
			}
			return a.v
		}
		if got := show(d.encrypted) + " " + show(d.verify); !ok || got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	for _, s := range []string{"https://a.io", "postgres://", "postgres:a", "", "s3://bucket"} {
		if _, ok := parseDSN(s); ok {
			t.Errorf("%q is no connection string", s)
		}
	}
}

func TestRoles(t *testing.T) {
	for p, want := range map[string]string{
		".env": "", ".env.production": "", ".env.example": "example", ".env-template": "example", "config.sample.yaml": "example",
		".env.local": "development", "docker-compose.dev.yml": "development", "developer.yaml": "",
	} {
		if got := role(p); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
}

// No user, no password and no name of a database is ever kept.
func TestSecretsAreNotKept(t *testing.T) {
	var src strings.Builder
	for i, s := range []string{
		"postgres://CANARY:CANARY@db.shop.io/CANARY?sslmode=disable&password=CANARY", "postgres://u:CANARY/CANARY@db.shop.io:5/x",
		"postgres://u:CANARY?x@db.shop.io/x", "postgres://u:CANARY#x@db.shop.io/x", "redis://:CANARY@db.shop.io", "redis://CANARY:1@a@db.shop.io/x",
		"mongodb://u:CANARY@a.shop.io:1,b.shop.io:2/x", "amqp://u:CANARY,CANARY@db.shop.io/x", "u:CANARY@tcp(db.shop.io)/CANARY?tls=CANARY",
		"host=db.shop.io password=CANARY sslmode=disable", "http://u:CANARY@api.shop.io/CANARY?key=CANARY", "smtp://CANARY%40x.io:CANARY@mail.shop.io",
		"postgres://u:CANARY/x", "jdbc:postgresql://db.shop.io/x?user=u&password=CANARY", "redis://u:CANARY[x]@db.shop.io",
	} {
		fmt.Fprintf(&src, "KEY_%d=%s\nQ_%d=\"%s\"\n", i, s, i, s)
	}
	for _, p := range []string{".env", "app.yaml", "app.toml", "app.properties", "main.tf"} {
		b, err := json.Marshal(collected(t, map[string]string{p: src.String()}))
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(strings.ToUpper(string(b)), "CANARY"); i >= 0 {
			t.Errorf("%s: %s", p, b[max(0, i-200):min(len(b), i+50)])
		}
		if !strings.Contains(string(b), "db.shop.io") {
			t.Error("nothing was read")
		}
	}
}

func TestHops(t *testing.T) {
	for _, f := range collected(t, map[string]string{"candor.yaml": "version: 1\n", "a.go": "package a\n"}) {
		if f.Kind != kindHop || f.At.Path != "candor.yaml" {
			t.Errorf("%+v", f)
		}
	}
	if n := len(collected(t, map[string]string{"candor.yaml": "x: redis://a.io\n"})); n != len(hopNames()) {
		t.Errorf("%d facts", n)
	}
}

func FuzzDSN(f *testing.F) {
	f.Add("postgres://u:CANARY@a.io:5432/x?sslmode=require")
	f.Add("u:CANARY@tcp(a.io)/x?tls=1")
	f.Add("host=a password=CANARY sslmode=disable")
	f.Add("redis://CANARY:[::1]@b,c:d/e?f#g")
	c := New()
	f.Fuzz(func(t *testing.T, s string) {
		// A password between ":" and the last "@" is never kept.
		if d, ok := parseDSN("postgres://user:CANARY" + strings.NewReplacer("@", "", "CANARY", "").Replace(s) + "@db.shop.io/x"); ok && strings.Contains(strings.ToUpper(d.name), "CANARY") {
			t.Errorf("kept %q", d.name)
		}
		if d, ok := parseDSN(s); ok && (d.protocol == "" || d.hop == "" || d.host == "" || !d.encrypted.said()) {
			t.Errorf("%+v", d)
		}
		for _, p := range []string{".env", "a.yaml", "a.js"} {
			if c.Wants(p) {
				r := newReader(collector.NewInput(c, &collector.Tree{}, time.Unix(0, 0)))
				r.file(p, format(p), s)
			}
		}
	})
}

// A port is kept where it is certain, so that a live look at it can speak of the
// connection.
func TestPorts(t *testing.T) {
	for s, want := range map[string]int{
		"postgres://db.shop.io/x": 5432, "postgresql+asyncpg://db.shop.io:6543/x": 6543, "postgres://db.shop.io:$PORT/x": 0,
		"postgres://a.shop.io,b.shop.io/x": 0, "mongodb+srv://c.shop.io/x": 0, "rediss://u:p@c.shop.io": 6379,
		"amqps://q.shop.io": 5671, "clickhouse://c.shop.io": 0, "mysql://db.shop.io:99999/x": 0,
	} {
		d, ok := parseDSN(s)
		if !ok || d.port != want {
			t.Errorf("%s: port %d, want %d", s, d.port, want)
		}
	}
}
