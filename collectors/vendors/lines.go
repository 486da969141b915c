package vendors

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/ref"
)

// patterns are compiled once for a run.
type patterns struct {
	jsImport, typeOnly, pyFrom, pyImport *regexp.Regexp
	address, hole, policy, source        *regexp.Regexp
	hostname, script, readsEnv, envKey   *regexp.Regexp
	yamlKey, secret, region, provider    *regexp.Regexp
}

func newPatterns() *patterns {
	return &patterns{
		jsImport: regexp.MustCompile("(?:\\bfrom|\\bimport|\\brequire\\(|\\bimport\\()\\s*[\"'`]([^\"'`\\s]+)[\"'`]"),
		typeOnly: regexp.MustCompile(`^\s*(?:import|export)\s+type\b`),
		pyFrom:   regexp.MustCompile(`^\s*from\s+([\w.]+)\s+import\s+(.+)`),
		pyImport: regexp.MustCompile(`^\s*import\s+([\w., ]+)`),
		address:  regexp.MustCompile("[a-z][a-z0-9+]{1,20}://([^/\"'`\\s<>\\\\|,;)?#]+)"),
		hole:     regexp.MustCompile(`\$?\{\{?[^}]*\}?\}|\$\w+|<[^>]*>`),
		policy:   regexp.MustCompile(`(?i)\b(?:default|script|connect|img|frame|style|font|media|form-action|worker|child)-?src\b`),
		source:   regexp.MustCompile(`(?:^|[\s"'` + "`" + `])(?:(?:https|wss)://)?((?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/][^\s"';]*)?`),
		hostname: regexp.MustCompile(`["']?(?:hostname|host)["']?\s*[:=]\s*["']([a-zA-Z0-9*.-]+\.[a-z]+)["']`),
		script:   regexp.MustCompile(`(?i)<(?:script|iframe|link|img)\b|\bsrc\s*=`),
		readsEnv: regexp.MustCompile(`(?:process\.env\.|import\.meta\.env\.|Bun\.env\.|process\.env\[["']|env\.get\(["']|environ\[["']|environ\.get\(["']|getenv\(["'])([A-Z][A-Z0-9_]{3,80})`),
		envKey:   regexp.MustCompile(`^\s*(?:export\s+)?([A-Z][A-Z0-9_]{3,80})\s*=\s*["']?([^"'\s#]*)`),
		yamlKey:  regexp.MustCompile(`^\s*(?:-\s*)?["']?([A-Z][A-Z0-9_]{3,80})["']?\s*[:=]\s*["']?([^"'\s#]*)`),
		secret:   regexp.MustCompile(`(?:KEY|KEY_ID|SECRET|TOKEN|DSN|PASSWORD|ACCOUNT_SID|CLIENT_ID|CREDENTIALS|WRITE_KEY|PROJECT_ID|WEBHOOK|_URL|_HOST|_ENDPOINT)$`),
		region:   regexp.MustCompile(`^AWS_(?:DEFAULT_)?REGION$`),
		provider: regexp.MustCompile(`^\s*provider\s+"([a-z0-9_-]+)"`),
	}
}

// lines reads code and configuration line by line. Comments are left out.
func (f *finder) lines(path string, kind format, src string) {
	inComment, inText, types := false, "", false
	n := 0
	for line := range strings.SplitSeq(src, "\n") {
		n++
		line = strings.TrimRight(line, "\r")
		switch kind {
		case js, hcl, jsonText:
			line, inComment = cStyle(line, inComment, kind == hcl)
		case python:
			if line, inText = pyStyle(line, inText); line == "" {
				continue
			}
		case markup:
			line, inComment = htmlStyle(line, inComment)
		default:
			line = hashStyle(line)
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		switch kind {
		case js:
			if strings.Contains(line, "port type") && f.pat.typeOnly.MatchString(line) {
				types = !strings.Contains(line, "from")
			} else if types {
				types = !strings.Contains(line, "from")
			} else if strings.Contains(line, "import") || strings.Contains(line, "from") || strings.Contains(line, "require(") {
				f.jsImports(line, path, n)
			}
			f.reads(line, path, n)
		case python:
			f.pyImports(line, path, n)
			f.reads(line, path, n)
		case env:
			f.key(f.pat.envKey.FindStringSubmatch(line), path, n)
		case yamlText, toml:
			f.key(f.pat.yamlKey.FindStringSubmatch(line), path, n)
		case workflow:
			// What a pipeline deploys to sees data; what helps it does not.
			if m := f.pat.yamlKey.FindStringSubmatch(line); m != nil && f.platform(m[1]) {
				f.key(m, path, n)
			}
			continue
		case markup:
			if !f.pat.script.MatchString(line) && !f.policy(line) {
				continue
			}
		}
		f.hosts(line, path, kind, n)
	}
}

// hosts reads the addresses of a line, and the sources of a content security policy.
func (f *finder) hosts(line, path string, kind format, n int) {
	if f.policy(line) {
		for _, m := range f.pat.source.FindAllStringSubmatch(line, -1) {
			f.host(strings.Replace(m[1], "*.", "x.", 1), path, n, true)
		}
		return
	}
	if kind == js && (strings.Contains(line, "href=") || strings.Contains(line, "placeholder") || strings.Contains(line, "<code")) {
		return // a link that a person may follow, a hint in a form
	}
	settings := kind == env || kind == yamlText || kind == toml || kind == hcl || kind == markup
	if strings.Contains(line, "://") {
		f.addresses(line, path, n, settings)
	}
	if !strings.Contains(line, "host") {
		return
	}
	for _, m := range f.pat.hostname.FindAllStringSubmatch(line, -1) {
		f.host(strings.NewReplacer("**.", "x.", "*.", "x.").Replace(m[1]), path, n, settings)
	}
}

// policy reports a line of a content security policy.
func (f *finder) policy(line string) bool {
	return (strings.Contains(line, "src") || strings.Contains(line, "Src")) && f.pat.policy.MatchString(line)
}

// addresses reads every scheme://host of a text.
func (f *finder) addresses(s, path string, n int, weak bool) {
	for _, m := range f.pat.address.FindAllStringSubmatch(f.pat.hole.ReplaceAllString(s, "x"), 50) {
		h := m[1]
		if i := strings.LastIndexByte(h, '@'); i >= 0 {
			h = h[i+1:] // a user and a password may stand before it
		}
		h, _, _ = strings.Cut(h, ":")
		f.host(h, path, n, weak)
	}
}

// host keeps a host. One that pages link to, too, counts only where a setting
// or a policy names it.
func (f *finder) host(h, path string, n int, weak bool) {
	h = strings.ToLower(h)
	if h == "fonts.googleapis.com" || h == "ajax.googleapis.com" {
		return
	}
	m, ok := f.catalog.Host(h)
	if !ok {
		f.stranger(h, path, n)
		return
	}
	if m.Weak && !weak {
		return
	}
	m.Weak = false
	f.add(m, byHost, ref.Printable(h), "", path, n)
	region, area := m.Vendor.RegionOf(h)
	f.region(m.Vendor, ref.Printable(h), region, area, path, n)
}

// reads keeps the settings that code reads.
func (f *finder) reads(line, path string, n int) {
	if !strings.Contains(line, "env") {
		return
	}
	for _, m := range f.pat.readsEnv.FindAllStringSubmatch(line, -1) {
		f.setting(m[1], path, n)
	}
}

// key keeps a setting that a file gives, and the region that some give by value.
func (f *finder) key(m []string, path string, n int) {
	if m == nil {
		return
	}
	f.setting(m[1], path, n)
	if f.pat.region.MatchString(m[1]) {
		aws := f.catalog.Vendor("aws")
		region, area := aws.RegionOf("x." + m[2] + ".")
		f.region(aws, m[1]+"="+region, region, area, path, n)
	}
}

// setting keeps the name of a setting that holds a credential or an address.
func (f *finder) setting(name, path string, n int) {
	if !f.pat.secret.MatchString(name) {
		return
	}
	if m, ok := f.catalog.Setting(name); ok {
		f.add(m, bySetting, name, "", path, n)
	}
}
