package proxies

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// facts gives one line for each fact: "subject | setting | value @line".
func facts(t testing.TB, files map[string]string) []string {
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
	var out []string
	for _, f := range in.Facts() {
		if f.State != candor.Observed {
			if f.Kind == kindSetting {
				out = append(out, fmt.Sprintf("gap %s: %s", f.At, f.Reason))
			}
			continue
		}
		v := candor.Plain(f.Value).(map[string]any)
		key := "policy"
		if f.Kind == kindTrust {
			key = "verify"
		}
		p := v[key].(map[string]any)
		text := "?"
		if p["k"] == "known" {
			text = fmt.Sprint(p["v"])
			if p["from"] == "platform" {
				text += " by default"
			}
		}
		out = append(out, fmt.Sprintf("%s | %v | %s @%v", f.Subject, v["setting"], text, p["at"].(map[string]any)["line"]))
	}
	slices.Sort(out)
	return out
}

type one struct {
	name string
	file map[string]string
	want []string
}

func run(t *testing.T, tests []one) {
	t.Helper()
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got := facts(t, c.file)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

func file(p, s string) map[string]string { return map[string]string{p: s} }

func TestNginx(t *testing.T) {
	run(t, []one{
		{"inherited from http", file("nginx.conf", `http {
  ssl_protocols TLSv1.2 TLSv1.3;
  server { listen 443 ssl; listen [::]:443 ssl; server_name shop.io; }
  server { listen 80; return 301 https://$host$request_uri; }
}`), []string{"shop.io:443 | ssl_protocols | TLSv1.2 @2", "server:80 | listen | redirect-to-https @4"}},
		{"own list is the one that counts", file("nginx.conf", "http { ssl_protocols TLSv1.2;\nserver { listen 443 ssl;\nssl_protocols TLSv1 TLSv1.2; } }"),
			[]string{"server:443 | ssl_protocols | TLSv1 @3"}},
		{"nothing set: the version of nginx decides", file("nginx.conf", "http { server { listen 443 ssl; } }"),
			[]string{"server:443 | ssl_protocols | ? @1"}},
		{"nothing set, and an image whose default is TLS 1.2", map[string]string{"web/nginx.conf": "http { server { listen 443 ssl; } }", "web/Dockerfile": "FROM node:22 AS b\nFROM nginx:1.27.3-alpine\nCOPY --from=b /x /y\nCOPY nginx.conf /etc/nginx/nginx.conf\n"},
			[]string{"server:443 | ssl_protocols | TLSv1.2 by default @1"}},
		{"nothing set, and an older image", map[string]string{"web/nginx.conf": "http { server { listen 443 ssl; } }", "Dockerfile": "FROM nginx:1.27.2\nCOPY ./web/nginx.conf /etc/nginx/nginx.conf\n"},
			[]string{"server:443 | ssl_protocols | ? @1"}},
		{"nothing set, and an image that moves", map[string]string{"nginx.conf": "http { server { listen 443 ssl; } }", "Dockerfile": "FROM nginx:1.29\nCOPY nginx.conf /etc/nginx/nginx.conf\n"},
			[]string{"server:443 | ssl_protocols | ? @1"}},
		{"nothing set, and two images", map[string]string{"nginx.conf": "http { server { listen 443 ssl; } }", "Dockerfile": "FROM nginx:1.29.1\nCOPY nginx.conf /etc/nginx/nginx.conf\n", "Dockerfile.old": "FROM nginx:1.20.1\nADD nginx.conf /etc/nginx/nginx.conf\n"},
			[]string{"server:443 | ssl_protocols | ? @1"}},
		{"a later server takes that of the first", file("nginx.conf", "http {\nserver { listen 443 ssl; server_name a.io;\nssl_protocols TLSv1; }\nserver { listen 443 ssl; server_name b.io;\nssl_protocols TLSv1.3; } }"),
			[]string{"a.io:443 | ssl_protocols | TLSv1 @3", "b.io:443 | ssl_protocols | TLSv1 @3"}},
		{"default_server", file("nginx.conf", "http {\nserver { listen 443 ssl; server_name a.io;\nssl_protocols TLSv1; }\nserver { listen 443 ssl default_server; server_name b.io;\nssl_protocols TLSv1.3; } }"),
			[]string{"a.io:443 | ssl_protocols | TLSv1.3 @5", "b.io:443 | ssl_protocols | TLSv1.3 @5"}},
		{"includes", map[string]string{
			"web/nginx.conf":        "http {\n include /etc/nginx/mime.types;\n include snippets/tls.conf;\n include conf.d/*.conf;\n}",
			"web/snippets/tls.conf": "ssl_protocols TLSv1.3;",
			"web/conf.d/a.conf":     "server { listen 443 ssl; server_name a.io; }",
		}, []string{"a.io:443 | ssl_protocols | TLSv1.3 @1"}},
		{"an include that is not there", file("nginx.conf", "http { include tls.conf;\nserver { listen 443 ssl; } }"),
			[]string{"gap nginx.conf:1: the included tls.conf is not in the tree", "server:443 | ssl_protocols | ? @2"}},
		{"includes in a circle", map[string]string{"nginx.conf": "http { include a.conf; server { listen 443 ssl; ssl_protocols TLSv1.2; } }", "a.conf": "include a.conf;"},
			[]string{"server:443 | ssl_protocols | TLSv1.2 @1"}},
		{"a fragment without http", file("nginx/default.conf", "server { listen 443 ssl; server_name a.io; }\nserver { listen 8080; }"),
			[]string{"a.io:443 | ssl_protocols | ? @1", "server:8080 | listen | ? @2"}},
		{"both in one server", file("nginx.conf", "http { server {\nlisten 80;\nlisten 443 ssl; ssl_protocols TLSv1.2; } }"),
			[]string{"server:443 | ssl_protocols | TLSv1.2 @3", "server:80 | listen | HTTP @2"}},
		{"both, with an if", file("nginx.conf", "http { server {\nlisten 80; if ($scheme != \"https\") { return 301 https://$host; }\nlisten 443 ssl; ssl_protocols TLSv1.2; } }"),
			[]string{"server:443 | ssl_protocols | TLSv1.2 @3", "server:80 | listen | redirect-to-https @2"}},
		{"redirect but for the proofs of a certificate", file("nginx.conf", "http { server { listen 80;\nlocation /.well-known/acme-challenge/ { root /x; }\nlocation / { return 301 https://$host$request_uri; } } }"),
			[]string{"server:80 | listen | redirect-to-https @1"}},
		{"redirect but for an API", file("nginx.conf", "http { server { listen 80;\nlocation /api { proxy_pass http://127.0.0.1:1; }\nlocation / { return 301 https://$host$request_uri; } } }"),
			[]string{"proxy_pass 127.0.0.1:1 | proxy_pass | loopback @2", "server:80 | listen | ? @1"}},
		{"redirect of the front page alone", file("nginx.conf", "http { server { listen 80; root /x; location = / { return 301 https://$host/; } } }"), []string{"server:80 | listen | ? @1"}},
		{"what certbot writes", file("nginx.conf", "http { server { if ($host = a.io) { return 301 https://$host$request_uri; } listen 80; server_name a.io; return 404; } }"), []string{"a.io:80 | listen | refused @1"}},
		{"loopback and refusal", file("nginx.conf", "http { server { listen 127.0.0.1:81; } server { listen 80; return 444; } server { listen unix:/a.sock; } }"),
			[]string{"server 127.0.0.1:81 | listen | loopback @1", "server unix:/a.sock | listen | loopback @1", "server:80 | listen | refused @1"}},
		{"upstreams", file("nginx.conf", `http {
 upstream near { server 127.0.0.1:1; server unix:/x; }
 upstream far { server 10.0.0.1:1; }
 server { listen 443 ssl; ssl_protocols TLSv1.2;
  location /a { proxy_pass http://near/x; }
  location /b { proxy_pass http://far; }
  location /c { proxy_pass http://user:CANARY@api.shop.io/x; }
  location /d { proxy_ssl_protocols TLSv1.2; proxy_ssl_verify on;
   proxy_pass https://api.shop.io; }
  location /e { proxy_pass https://x.shop.io; }
  location /f { proxy_pass $where; }
  location /g { fastcgi_pass unix:/run/php.sock; }
 } }`), []string{
			"server:443 | ssl_protocols | TLSv1.2 @4",
			"proxy_pass near | proxy_pass | loopback @5",
			"proxy_pass far | proxy_pass | ? @6",
			"proxy_pass api.shop.io | proxy_pass | HTTP @7",
			"proxy_pass api.shop.io#2 | proxy_ssl_protocols | TLSv1.2 @8",
			"proxy_pass api.shop.io | proxy_ssl_verify | full @8",
			"proxy_pass x.shop.io | proxy_ssl_protocols | ? @10",
			"proxy_pass x.shop.io | proxy_ssl_verify | none by default @10",
			"proxy_pass $where | proxy_pass | ? @11",
			"fastcgi_pass unix:/run/php.sock | fastcgi_pass | loopback @12",
		}},
		{"stream and mail", file("nginx.conf", "stream { server { listen 5432;\nproxy_pass db:5432; } }\nmail { server { listen 25; starttls on; } }"),
			[]string{"proxy_pass db:5432 | proxy_pass | ? @2", "server:5432 | listen | ? @1", "server:25 | starttls | optional @3"}},
		{"words that look like syntax", file("nginx.conf", `http { server { listen 443 ssl; # }
 ssl_protocols "TLSv1.2"; add_header X "a; } {"; location ~ \.(a|b)$ { } set $x ${a}b; } }`), []string{"server:443 | ssl_protocols | TLSv1.2 @2"}},
		{"lua", file("nginx.conf", "http { server { listen 443 ssl;\ncontent_by_lua_block { local a = {1}; -- }\n local b = \"}\" }\nssl_protocols TLSv1.1; } }"),
			[]string{"server:443 | ssl_protocols | TLSv1.1 @4"}},
		{"broken", file("nginx.conf", "http {\n server {\n"), []string{"gap nginx.conf:3: the file ends in the middle of a directive or a block"}},
		{"a template", file("nginx.conf", "http {\n {% if x %}\n}"), []string{"gap nginx.conf:2: a template of another language, which candor does not expand"}},
		{"a protocol that candor does not know", file("nginx.conf", "http { server { listen 443 ssl; ssl_protocols TLSv1.2 TLSv1.4; } }"), []string{"server:443 | ssl_protocols | ? @1"}},
		{"a variable in the list", file("nginx.conf", "http { server { listen 443 ssl; ssl_protocols ${TLS}; } }"), []string{"server:443 | ssl_protocols | ? @1"}},
		{"a file of zeros", file("nginx.conf", "a\x00"), []string{"gap nginx.conf:1: a binary file, not text"}},
	})
}

func TestCaddy(t *testing.T) {
	run(t, []one{
		{"the default", file("Caddyfile", "shop.io, www.shop.io {\n\treverse_proxy localhost:1\n}"), []string{
			"shop.io | protocols | TLSv1.2 by default @1", "www.shop.io | protocols | TLSv1.2 by default @1", "reverse_proxy localhost | reverse_proxy | loopback @2"}},
		{"protocols from a snippet", file("Caddyfile", "{\n\temail a@shop.io\n}\n(old) {\n\ttls {\n\t\tprotocols tls1.0 tls1.2\n\t}\n}\nshop.io {\n\timport old\n}"), []string{"shop.io | protocols | TLSv1 @6"}},
		{"without braces", file("Caddyfile", "shop.io\n# x\nfile_server"), []string{"shop.io | protocols | TLSv1.2 by default @1"}},
		{"plain alone", file("Caddyfile", ":80 {\n\tfile_server\n}"), []string{":80 | address | ? @1"}},
		{"plain beside TLS", file("Caddyfile", "http://a.io {\n}\nb.io {\n}\nhttp://c.io {\n\tredir https://c.io{uri}\n}"), []string{"a.io | address | HTTP @1", "b.io | protocols | TLSv1.2 by default @3", "c.io | address | redirect-to-https @5"}},
		{"a variable", file("Caddyfile", "{$SITE} {\n}"), []string{"site SITE | address | ? @1"}},
		{"an import from elsewhere", file("Caddyfile", "a.io {\n\timport /etc/caddy/x\n}\nimport sites/*"), []string{
			"gap Caddyfile:2: the imported /etc/caddy/x is not read", "gap Caddyfile:4: the imported sites/* is not read", "a.io | protocols | ? @1"}},
		{"auto_https off", file("Caddyfile", "{\n\tauto_https off\n}\na.io {\n}"), []string{"a.io | address | ? @4"}},
		{"upstreams", file("Caddyfile", "a.io {\n\thandle /a {\n\t\treverse_proxy @x https://b.io http://c.io\n\t}\n\treverse_proxy d.io {\n\t\ttransport http {\n\t\t\ttls_insecure_skip_verify\n\t\t}\n\t}\n\treverse_proxy /p app:80\n\treverse_proxy unix//run/x {$UP}\n}"), []string{
			"a.io | protocols | TLSv1.2 by default @1", "reverse_proxy b.io | reverse_proxy | TLSv1.2 by default @3", "reverse_proxy b.io | tls_insecure_skip_verify | full by default @3",
			"reverse_proxy c.io | reverse_proxy | HTTP @3", "reverse_proxy d.io | reverse_proxy | TLSv1.2 by default @5", "reverse_proxy d.io | tls_insecure_skip_verify | none @7",
			"reverse_proxy app | reverse_proxy | ? @10", "reverse_proxy unix | reverse_proxy | loopback @11", "reverse_proxy UP | reverse_proxy | ? @11"}},
		{"quotes and heredocs", file("Caddyfile", "a.io {\n\trespond <<X\n\t} {\n\tX 200\n\theader A \"}\n\"\n\ttls {\n\t\tprotocols tls1.3\n\t}\n}"), []string{"a.io | protocols | TLSv1.3 @8"}},
		{"broken", file("Caddyfile", "a.io {\n"), []string{"gap Caddyfile:2: a block that is not closed"}},
	})
}

func TestHAProxy(t *testing.T) {
	run(t, []one{
		{"the global section", file("haproxy.cfg", "global\n  ssl-default-bind-options ssl-min-ver TLSv1.2\ndefaults\n  mode http\nfrontend web\n  bind :80\n  redirect scheme https if !{ ssl_fc }\n  bind :443 ssl crt /x\n  bind :444 ssl ssl-min-ver TLSv1.0\nbackend app\n  server a 127.0.0.1:1\n  server b api.shop.io:80\n  server c 10.0.0.2:443 ssl verify required\n"), []string{
			"frontend web :80 | bind | redirect-to-https @6", "frontend web :443 | ssl-min-ver | TLSv1.2 @8", "frontend web :444 | ssl-min-ver | TLSv1 @9",
			"backend app server a | server | loopback @11", "backend app server b | server | HTTP @12", "backend app server c | ssl-min-ver | ? @13", "backend app server c | verify | ca @13"}},
		{"older words", file("haproxy.cfg", "frontend a\n  mode http\n  bind :443 ssl no-sslv3 no-tlsv10 no-tlsv11\n  bind :444 ssl no-sslv3\n  bind :445 ssl force-tlsv11\n  bind :80"), []string{
			"frontend a :443 | ssl-min-ver | TLSv1.2 @3", "frontend a :444 | ssl-min-ver | ? @4", "frontend a :445 | ssl-min-ver | TLSv1.1 @5", "frontend a :80 | bind | HTTP @6"}},
		{"tcp", file("haproxy.cfg", "listen db\n  mode tcp\n  bind :5432\n  server a db:5432"), []string{"listen db :5432 | bind | ? @3", "listen db server a | server | ? @4"}},
		{"a redirect of one path", file("haproxy.cfg", "frontend a\n  mode http\n  bind :80\n  redirect scheme https if { path /a }"), []string{"frontend a :80 | bind | ? @3"}},
	})
}

func TestKubernetes(t *testing.T) {
	const head = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n"
	run(t, []one{
		{"tls", file("k8s/i.yaml", head+"spec:\n  tls:\n    - hosts: [a.io]\n"), []string{"Ingress web | tls | required @7"}},
		{"no tls", file("k8s/i.yaml", head+"spec: {}\n"), []string{"Ingress web | tls | ? @2"}},
		{"no redirect", file("k8s/i.yaml", head+"  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: \"false\"\nspec:\n  tls: [{hosts: [a.io]}]\n"), []string{"Ingress web | tls | required @8", "Ingress web port 80 | ssl-redirect | HTTP @6"}},
		{"a load balancer", file("k8s/i.yaml", head+"  annotations:\n    alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-2016-08\n"), []string{"Ingress web | ssl-policy | ELBSecurityPolicy-2016-08 @6"}},
		{"a second document", file("k8s/i.yaml", "a: 1\n---\n"+head+"spec: {}\n"), []string{"Ingress web | tls | ? @4"}},
		{"a chart", file("chart/i.yaml", "{{- if .Values.x }}\n"+head+"{{- end }}\n"), []string{"gap chart/i.yaml:1: a template of a chart, which candor does not expand"}},
		{"an ingress class", file("k8s/i.yaml", "apiVersion: networking.k8s.io/v1\nkind: IngressClass\n"), nil},
		{"gateway", file("k8s/g.yaml", "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec:\n  listeners:\n    - {name: a, protocol: HTTPS}\n    - {name: b, protocol: HTTP}\n    - {protocol: TLS}\n"), []string{
			"Gateway g/a | protocol | required @6", "Gateway g/b | protocol | ? @7", "Gateway g/2 | protocol | ? @8"}},
		{"istio", file("k8s/g.yaml", "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: g}\nspec:\n  servers:\n    - {port: {name: a, protocol: HTTPS}, tls: {mode: SIMPLE, minProtocolVersion: TLSV1_1}}\n    - {port: {name: b, protocol: HTTP}, tls: {httpsRedirect: true}}\n    - {port: {name: c, protocol: HTTPS}, tls: {mode: SIMPLE}}\n    - {port: {name: d, protocol: HTTP}}\n"), []string{
			"Gateway g/a | minProtocolVersion | TLSv1.1 @6", "Gateway g/b | httpsRedirect | redirect-to-https @7", "Gateway g/c | minProtocolVersion | required @8", "Gateway g/d | protocol | ? @9"}},
		{"routes and options of Traefik", file("k8s/r.yaml", "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: r}\nspec: {tls: {}}\n---\napiVersion: traefik.io/v1alpha1\nkind: TLSOption\nmetadata: {name: o}\nspec: {minVersion: VersionTLS11}\n"), []string{
			"IngressRoute r | tls | required @4", "TLSOption o | minVersion | TLSv1.1 @9"}},
		{"a list", file("k8s/l.yaml", "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    metadata: {name: web}\n"), []string{"Ingress web | tls | ? @5"}},
	})
}

func TestEnvoyAndTraefik(t *testing.T) {
	run(t, []one{
		{"envoy", file("envoy.yaml", `static_resources:
  listeners:
    - name: https
      address: {socket_address: {address: 0.0.0.0, port_value: 443}}
      filter_chains:
        - transport_socket:
            name: tls
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
              common_tls_context:
                tls_params: {tls_minimum_protocol_version: TLSv1_1}
    - name: http
      filter_chains: [{filters: []}]
    - name: to
      filter_chains: [{filters: [{x: {https_redirect: true}}]}]
    - name: admin
      address: {socket_address: {address: 127.0.0.1}}
  clusters:
    - name: far
      load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: api.shop.io}}}}]}]}
    - name: tls
      transport_socket:
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
          common_tls_context: {tls_params: {tls_minimum_protocol_version: TLSv1_2}}
`), []string{
			"listener/https | tls_minimum_protocol_version | TLSv1.1 @11", "listener/http | transport_socket | ? @13", "listener/to | transport_socket | redirect-to-https @15",
			"listener/admin | address | loopback @16", "cluster/far | transport_socket | HTTP @19",
			"cluster/tls | tls_minimum_protocol_version | TLSv1.2 @25", "cluster/tls | validation_context | none by default @23"}},
		{"traefik static", file("traefik.yml", "entryPoints:\n  web:\n    address: \":80\"\n    http:\n      redirections:\n        entryPoint: {to: secure, scheme: https}\n  secure:\n    address: \":443\"\n    http:\n      tls: {}\n  other:\n    address: \":81\"\n"), []string{
			"entry point web | redirections | redirect-to-https @6", "entry point secure | tls | required @10", "entry point other | tls | ? @12"}},
		{"traefik dynamic", file("conf/dynamic.yml", "http:\n  routers: {a: {rule: x}}\n  services:\n    s:\n      loadBalancer:\n        servers:\n          - url: http://127.0.0.1:1\n          - url: https://a.io\n  serversTransports:\n    t: {insecureSkipVerify: true}\ntls:\n  options:\n    default: {minVersion: VersionTLS10}\n    other: {}\n"), []string{
			"service s | url | loopback @7", "service s#2 | url | ? @8", "transport t | insecureSkipVerify | none @10", "tls option default | minVersion | TLSv1 @13", "tls option other | minVersion | ? @14"}},
		{"traefik in TOML", file("traefik.toml", "[entryPoints.web]\naddress = \":80\"\n[entryPoints.web.http.redirections.entryPoint]\nto = \"secure\"\n[entrypoints.secure]\naddress = \":443\"\n[entrypoints.secure.http.tls]\n"), []string{
			"entry point secure | tls | required @7", "entry point web | redirections | redirect-to-https @3",
		}},
		{"traefik static in TOML", file("traefik.toml", "[entrypoints.web]\naddress = \":80\"\n[entrypoints.web.http.redirections.entryPoint]\nto = \"secure\"\n[entrypoints.secure]\naddress = \":443\"\n[entrypoints.secure.http.tls]\n[entrypoints.near]\naddress = \"127.0.0.1:8080\"\n"), []string{
			"entry point near | address | loopback @8", "entry point secure | tls | required @7", "entry point web | redirections | redirect-to-https @3"}},
		{"traefik dynamic in TOML", file("conf/dynamic.toml", "[http.routers.a]\nrule = \"x\"\n[[http.services.s.loadBalancer.servers]]\nurl = \"http://127.0.0.1:1\"\n[[http.services.s.loadBalancer.servers]]\nurl = \"http://a.io\"\n[http.serversTransports.t]\ninsecureSkipVerify = true\n[tls.options]\ndefault = {minVersion = \"VersionTLS10\"}\n[tls.options.other]\n"), []string{
			"service s | url | loopback @4", "service s#2 | url | HTTP @6", "tls option default | minVersion | TLSv1 @10", "tls option other | minVersion | ? @11", "transport t | insecureSkipVerify | none @8"}},
		{"traefik 1", file("traefik.toml", "[entryPoints]\n[entryPoints.https]\naddress = \":443\"\n[entryPoints.https.tls]\nminVersion = \"VersionTLS12\"\n"), []string{"gap traefik.toml:4: the configuration of Traefik 1, which candor does not read"}},
		{"broken TOML", file("traefik.toml", "[entryPoints\n"), []string{"gap traefik.toml:1:13: expected ']' to close table name"}},
		{"another TOML", file("app.toml", "[http.\n"), nil},
		{"other YAML", file("a.yaml", "a: [\n"), nil},
	})
}

func FuzzNginx(f *testing.F) {
	f.Add("http { server { listen 443 ssl; include \"a\"; } }")
	f.Add("x_by_lua_block { -- }\n }")
	f.Add("a ${b} 'c\\'' {{ x }}")
	f.Fuzz(func(t *testing.T, src string) {
		if _, line, _ := parseNginx("nginx.conf", src); line < 1 || line > strings.Count(src, "\n")+1 {
			t.Errorf("line %d", line)
		}
		facts(t, map[string]string{"nginx.conf": src, "a": src})
	})
}

func FuzzCaddy(f *testing.F) {
	f.Add("a.io, b.io {\n tls {\n protocols tls1.2\n }\n}")
	f.Add("(s) {\n import s\n}\n:80 {\n import s\n reverse_proxy <<X\n {\nX\n}")
	f.Fuzz(func(t *testing.T, src string) {
		if _, line, _ := parseCaddy(src); line < 1 || line > strings.Count(src, "\n")+1 {
			t.Errorf("line %d", line)
		}
		facts(t, file("Caddyfile", src))
	})
}

func FuzzYAMLAndHAProxy(f *testing.F) {
	f.Add("apiVersion: v1\nkind: Ingress\nspec: {tls: [1]}\n")
	f.Add("entryPoints: {a: {address: b}}\nstatic_resources: {clusters: [{name: x}]}\n")
	f.Add("frontend a\n bind :1 ssl\n server a b ssl verify none\n")
	f.Fuzz(func(t *testing.T, src string) {
		facts(t, map[string]string{"traefik.yaml": src, "envoy.yaml": src, "haproxy.cfg": src, "traefik.toml": src})
	})
}
