package scans

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

func run(t testing.TB, files map[string]string, named ...string) []candor.Fact {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := collector.Walk(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInputIn(c, tree, collector.Circumstances{Now: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Commit: strings.Repeat("ab", 20)})
	in.Scans = named
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return in.Facts()
}

// lines says what facts say, one line each.
func lines(fs []candor.Fact) []string {
	var out []string
	for _, f := range fs {
		v, _ := f.Value.(map[string]any)
		s := ""
		switch {
		case f.State != candor.Observed:
			s = fmt.Sprintf("%s %s %s: %s", f.Kind, f.State, f.At, f.Reason)
		case f.Kind == kindScan:
			s = fmt.Sprintf("scan %s %s date=%s/%s db=%s head=%s target=%s deps=%v complete=%s eco=%v files=%v total=%d", v["tool"], v["version"], v["date"], v["date_from"],
				v["database"], v["head"], v["target"], v["dependencies"], v["complete"], v["ecosystems"], v["files"], v["total"])
		default:
			s = fmt.Sprintf("%s [%v] %s %s fixed=%s file=%s reach=%s %s%s at %s", f.Subject, v["ecosystem"], v["aliases"], v["severity"], v["fixed"], v["file"], v["reach"], v["status"], v["reason"], f.At)
			if v["vex"] != "" {
				s += fmt.Sprintf(" vex=%s (%s) %s:%d", v["vex"], v["vex_reason"], v["vex_path"], v["vex_line"])
			}
			if v["vex_doubt"] != "" {
				s += " doubt: " + fmt.Sprint(v["vex_doubt"])
			}
		}
		out = append(out, s)
	}
	return out
}

func want(t *testing.T, got []candor.Fact, want ...string) {
	t.Helper()
	if l := lines(got); !slices.Equal(l, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(l, "\n"), strings.Join(want, "\n"))
	}
}

const head = "abababababababababababababababababababab"

func sarif(tool, rest string) string {
	return `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "` + tool + `", "semanticVersion": "1.2", "rules": [
 {"id": "CVE-2026-1-left", "properties": {"security-severity": "9.8", "purls": ["pkg:npm/%40s/left@1.0.0?x=y"]}},
 {"id": "DS002", "properties": {"security-severity": "5"}}]}},` + rest + `}]}`
}

func TestForms(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"sarif": {sarif("Grype", `
"versionControlProvenance": [{"repositoryUri": "https://example.com/r", "revisionId": "`+head+`"}],
"invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-11-20T10:00:00Z"}],
"results": [
 {"ruleId": "CVE-2026-1-left", "locations": [{"physicalLocation": {"artifactLocation": {"uri": "package-lock.json"}}}]},
 {"ruleIndex": 0, "suppressions": [{"kind": "external", "justification": "no"}]},
 {"ruleId": "GHSA-aaaa-bbbb-cccc", "properties": {"security-severity": "1e999"}},
 {"ruleId": "DS002"}, {"ruleId": "CVE-2026-9", "kind": "pass"}, {"ruleId": "CVE-2026-9", "baselineState": "absent"}, {"ruleIndex": 99999999999999999999}]`), []string{
			"scan Grype 1.2 date=2026-11-20T10:00:00Z/report db= head=yes target=https://example.com/r deps=true complete=yes eco=[] files=[] total=3",
			"CVE-2026-1: @s/left@1.0.0 [npm] [CVE-2026-1-left] critical fixed= file=package-lock.json reach= open at f.json:7:2",
			"CVE-2026-1: @s/left@1.0.0 #2 [npm] [CVE-2026-1-left] critical fixed= file= reach= dismissedno at f.json:8:2",
			"GHSA-aaaa-bbbb-cccc [] [] unknown fixed= file= reach= open at f.json:9:2",
		}},
		"sarif of a linter":       {sarif("ESLint", `"results": [{"ruleId": "CVE-2026-1"}]`), nil},
		"sarif of a failed run":   {sarif("Trivy", `"invocations": [{"executionSuccessful": false}], "results": []`), []string{"scan Trivy 1.2 date=/ db= head=unknown target= deps=true complete=no eco=[] files=[] total=0", "vuln.finding unresolved f.json:1:31: there may be more than Trivy names: the run says of itself that it failed"}},
		"sarif without results":   {sarif("Trivy", `"x": 1`), []string{"scan Trivy 1.2 date=/ db= head=unknown target= deps=true complete=no eco=[] files=[] total=0", "vuln.finding unresolved f.json:1:31: there may be more than Trivy names: a run without a list of results found nothing out"}},
		"npm audit of npm 7":      {`{"auditReportVersion": 2, "vulnerabilities": {"left": {"via": [{"source": 12, "name": "left", "url": "https://example.com/advisories/GHSA-aaaa-bbbb-cccc", "severity": "moderate"}, {"source": 13, "severity": "apocalyptic"}], "fixAvailable": {"name": "left", "version": "2.0.0"}}, "up": {"via": ["left"]}}, "metadata": {"vulnerabilities": {"total": 2}}}`, []string{"scan npm audit 2 date=/ db= head=unknown target= deps=true complete=yes eco=[npm] files=[] total=2", "GHSA-aaaa-bbbb-cccc: left [npm] [12] medium fixed=left@2.0.0 file= reach= open at f.json:1:64", "13: left [npm] [] unknown fixed=left@2.0.0 file= reach= open at f.json:1:181"}},
		"npm audit that is clean": {`{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"high": 0, "total": 0}}}`, []string{"scan npm audit 2 date=/ db= head=unknown target= deps=true complete=yes eco=[npm] files=[] total=0", "vuln.finding absent f.json:1:1: the scan names no vulnerability"}},
		"npm audit that was cut":  {`{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"high": 3}}}`, []string{"scan npm audit 2 date=/ db= head=unknown target= deps=true complete=no eco=[npm] files=[] total=0", "vuln.finding unresolved f.json:1:1: there may be more than npm audit names: its summary counts vulnerabilities that it does not list"}},
		"npm audit of npm 6":      {`{"actions": [], "muted": [], "advisories": {"12": {"module_name": "left", "severity": "high", "url": "https://example.com/advisories/12", "cves": ["CVE-2026-1"], "patched_versions": ">=2", "findings": [{"version": "1.0.0"}]}}, "metadata": {"vulnerabilities": {"high": 1}}}`, []string{"scan npm audit 1 date=/ db= head=unknown target= deps=true complete=yes eco=[npm] files=[] total=1", "12: left@1.0.0 [npm] [CVE-2026-1] high fixed=>=2 file= reach= open at f.json:1:45"}},
		"npm audit of the future": {`{"auditReportVersion": 3, "vulnerabilities": {}}`, []string{"vuln.scan error f.json:1: a report (npm-audit) that can't be used: audit report version 3 is not known", "vuln.finding error f.json:1: a report (npm-audit) that can't be used: audit report version 3 is not known"}},
		"govulncheck": {`{"config": {"protocol_version": "v1.0.0", "scanner_name": "govulncheck", "scanner_version": "v1.1.4", "db_last_modified": "2026-11-19T00:00:00Z", "scan_level": "symbol", "scan_mode": "source"}} {"SBOM": {"modules": [{"path": "example.com/m", "version": "v1.0.0"}]}}
{"progress": {"message": "Checking the code against the vulnerabilities..."}}
{"osv": {"id": "GO-2026-0001", "aliases": ["CVE-2026-1"]}}
{"finding": {"osv": "GO-2026-0001", "fixed_version": "v1.0.1", "trace": [{"module": "example.com/m", "version": "v1.0.0"}]}}
{"finding": {"osv": "GO-2026-0001", "trace": [{"module": "example.com/m", "version": "v1.0.0", "package": "p", "function": "F"}]}}
{"finding": {"osv": "GO-2026-0002", "trace": [{"module": "example.com/m", "version": "v1.0.0", "package": "p"}]}}`, []string{
			"scan govulncheck v1.1.4 date=2026-11-19T00:00:00Z/database db=2026-11-19T00:00:00Z head=unknown target= deps=true complete=yes eco=[golang] files=[] total=2",
			"GO-2026-0001: example.com/m@v1.0.0 [golang] [CVE-2026-1] unknown fixed=v1.0.1 file= reach=called open at f.json:4:13",
			"GO-2026-0002: example.com/m@v1.0.0 [golang] [] unknown fixed= file= reach=imported open at f.json:6:13"}},
		"govulncheck that was cut": {`{"config": {"protocol_version": "v1.0.0", "scanner_name": "govulncheck"}}`, []string{"scan govulncheck  date=/ db= head=unknown target= deps=true complete=unknown eco=[golang] files=[] total=0", "vuln.finding unresolved f.json:1:12: there may be more than govulncheck names: the stream does not say that the check began: it may have been cut"}},
		"govulncheck of a program without holes": {`{"config": {"protocol_version": "v1.0.0", "scanner_name": "govulncheck"}} {"SBOM": {"modules": [{"path": "m", "version": "v1.5.0"}, {"path": "stdlib", "version": "v1.26.0"}]}} {"progress": {"message": "Checking the code against the vulnerabilities..."}}
{"osv": {"id": "GO-1", "affected": [{"package": {"name": "m"}, "ranges": [{"events": [{"introduced": "0"}, {"fixed": "1.4.0"}, {"introduced": "1.6.0"}]}]}, {"package": {"name": "other"}}]}}`, []string{"scan govulncheck  date=/ db= head=unknown target= deps=true complete=yes eco=[golang] files=[] total=0", "vuln.finding absent f.json:1:12: the scan names no vulnerability"}},
		"govulncheck that was killed": {`{"config": {"protocol_version": "v1.0.0", "scanner_name": "govulncheck"}} {"SBOM": {"modules": [{"path": "m", "version": "v1.5.0"}]}} {"progress": {"message": "Checking the code against the vulnerabilities..."}}
{"osv": {"id": "GO-1", "affected": [{"package": {"name": "m"}, "ranges": [{"events": [{"introduced": "1.0.0"}]}]}]}}`, []string{"scan govulncheck  date=/ db= head=unknown target= deps=true complete=no eco=[golang] files=[] total=0", "vuln.finding unresolved f.json:1:12: there may be more than govulncheck names: it says nothing of GO-1, which covers a module that it lists: it was cut"}},
		"osv-scanner": {`{"results": [{"source": {"path": "/w/uv.lock", "type": "lockfile"}, "packages": [{"package": {"name": "foo", "version": "1.0", "ecosystem": "PyPI"},
"vulnerabilities": [{"id": "GHSA-x", "aliases": ["CVE-1"], "modified": "2026-11-18T00:00:00Z", "database_specific": {"severity": "HIGH"}, "affected": [{"package": {"name": "foo"}, "ranges": [{"events": [{"introduced": "0"}, {"fixed": "1.1"}]}]}]}, {"id": "PYSEC-1", "database_specific": {"severity": "LOW"}}],
"groups": [{"ids": ["GHSA-x"], "aliases": ["CVE-1"], "max_severity": "7.5", "experimentalAnalysis": {"GHSA-x": {"called": false}}}]}]}]}`, []string{
			"scan osv-scanner  date=2026-11-18T00:00:00Z/advisories db= head=unknown target= deps=true complete=yes eco=[] files=[] total=2",
			"GHSA-x: foo@1.0 [pypi] [CVE-1] high fixed=1.1 file=/w/uv.lock reach=required open at f.json:3:12",
			"PYSEC-1: foo@1.0 [pypi] [] low fixed= file=/w/uv.lock reach= open at f.json:2:249"}},
		"trivy":                       {`{"SchemaVersion": 2, "CreatedAt": "2026-11-20T10:00:00.123456789+01:00", "ArtifactName": ".", "Results": [{"Target": "go.mod", "Class": "lang-pkgs", "Type": "gomod", "Vulnerabilities": [{"VulnerabilityID": "CVE-1", "PkgName": "example.com/m", "InstalledVersion": "v1", "Severity": "UNKNOWN"}]}, {"Target": "Dockerfile", "Class": "config", "Type": "dockerfile"}]}`, []string{"scan Trivy  date=2026-11-20T09:00:00Z/report db= head=unknown target=. deps=true complete=yes eco=[golang] files=[go.mod] total=1", "CVE-1: example.com/m@v1 [golang] [] unknown fixed= file=go.mod reach= open at f.json:1:187"}},
		"trivy that looked at naught": {`{"SchemaVersion": 2, "CreatedAt": "2027-11-20T10:00:00Z", "ArtifactName": "."}`, []string{"scan Trivy  date=/ db= head=unknown target=. deps=true complete=unknown eco=[] files=[] total=0", "vuln.finding unresolved f.json:1:1: there may be more than Trivy names: it names nothing that it looked at"}},
		"grype":                       {`{"matches": [], "ignoredMatches": [{"vulnerability": {"id": "GHSA-x", "severity": "Negligible", "fix": {"versions": ["2", "3"]}}, "relatedVulnerabilities": [{"id": "CVE-1"}], "artifact": {"name": "a", "version": "1", "type": "gem", "locations": [{"path": "/Gemfile.lock"}]}}], "descriptor": {"name": "grype", "timestamp": "2026-11-20T10:00:00Z", "db": {"status": {"built": "2026-11-19T00:00:00Z"}}}}`, []string{"scan Grype  date=2026-11-20T10:00:00Z/report db=2026-11-19T00:00:00Z head=unknown target= deps=true complete=yes eco=[] files=[] total=1", "GHSA-x: a@1 [gem] [CVE-1] info fixed=2 file=/Gemfile.lock reach= dismissedignored by a rule of the scan at f.json:1:36"}},
		"dependabot":                  {`[{"state": "fixed", "dependency": {"package": {"ecosystem": "pip", "name": "foo"}, "manifest_path": "uv.lock"}, "security_advisory": {"ghsa_id": "GHSA-x", "cve_id": "CVE-1", "severity": "high"}, "security_vulnerability": {"first_patched_version": {"identifier": "2"}}, "updated_at": "2026-11-19T00:00:00Z"}]`, []string{"scan Dependabot  date=2026-11-19T00:00:00Z/advisories db= head=unknown target= deps=true complete=unknown eco=[] files=[] total=1", "GHSA-x: foo [pypi] [CVE-1] high fixed=2 file=uv.lock reach= fixed at f.json:1:2", "vuln.finding unresolved f.json:1:1: there may be more than Dependabot names: a list of alerts may be one page of several"}},
		"cyclonedx with findings":     {`{"bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-11-20T10:00:00Z", "tools": [{"name": "x"}]}, "components": [{"bom-ref": "a", "purl": "pkg:npm/a@1"}], "vulnerabilities": [{"id": "CVE-1", "ratings": [{"severity": "high"}], "affects": [{"ref": "a"}]}]}`, []string{"scan x  date=2026-11-20T10:00:00Z/report db= head=unknown target= deps=true complete=unknown eco=[] files=[] total=1", "CVE-1: a@1 [npm] [] high fixed= file= reach= open at f.json:1:182", "vuln.finding unresolved f.json:1:1: there may be more than x names: an inventory does not say whether all of it was looked up"}},
		"an inventory":                {`{"bomFormat": "CycloneDX", "vulnerabilities": []}`, nil},
		"a vendor's advisory":         {`{"document": {"category": "csaf_security_advisory", "csaf_version": "2.0"}}`, nil},
		"any other file":              {`{"results": [], "name": "x"}`, nil},
		"cut in the middle":           {`{"auditReportVersion": 2, "vulnerabilities": {"a": `, []string{"vuln.scan error f.json:1:52: a broken report (npm-audit): it ends too early", "vuln.finding error f.json:1:52: a broken report (npm-audit): it ends too early"}},
		"not JSON":                    {"{\"auditReportVersion\": 2,\n oops}", []string{"vuln.scan error f.json:2:3: a broken report (npm-audit): not JSON", "vuln.finding error f.json:2:3: a broken report (npm-audit): not JSON"}},
		"a key twice":                 {`{"auditReportVersion": 2, "vulnerabilities": {"a": {}}, "vulnerabilities": {}}`, []string{"vuln.scan error f.json:1:57: a broken report (npm-audit): the key vulnerabilities stands twice in one object", "vuln.finding error f.json:1:57: a broken report (npm-audit): the key vulnerabilities stands twice in one object"}},
		"of other types":              {`{"matches": 4, "descriptor": []}`, []string{"vuln.scan error f.json:1: a report (grype) that can't be used: it has no list of matches", "vuln.finding error f.json:1: a report (grype) that can't be used: it has no list of matches"}},
		"two documents":               {`{"SchemaVersion": 2, "ArtifactName": "."} {}`, []string{"vuln.scan error f.json:1: a report (trivy) that can't be used: more than one document in the file", "vuln.finding error f.json:1: a report (trivy) that can't be used: more than one document in the file"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { want(t, run(t, map[string]string{"f.json": tt.text}), tt.want...) })
	}
}

func TestNamed(t *testing.T) {
	want(t, run(t, map[string]string{"candor.yaml": "", "out.txt": sarif("Own Scanner", `"results": [{"ruleId": "X1"}]`), "b.txt": "hello", "bin.txt": "{\x00"}, "out.txt", "b.txt", "bin.txt", "gone.json"),
		"vuln.scan unsupported b.txt:1: candor.yaml names this report, and candor can't tell which tool wrote it",
		"vuln.finding unsupported b.txt:1: candor.yaml names this report, and candor can't tell which tool wrote it",
		"vuln.scan error bin.txt:1: a binary file, not text",
		"vuln.finding error bin.txt:1: a binary file, not text",
		"vuln.scan error gone.json: candor.yaml names this report, and it is not in the tree",
		"vuln.finding error gone.json: candor.yaml names this report, and it is not in the tree",
		"scan Own Scanner 1.2 date=/ db= head=unknown target= deps=false complete=yes eco=[] files=[] total=1",
		"X1 [] [] unknown fixed= file= reach= open at out.txt:3:75",
		"vuln.finding unsupported out.txt:1:31: candor does not know whether Own Scanner looks for vulnerable dependencies",
	)
}

// finding gives the one finding of a Grype report next to a VEX document.
func answered(t *testing.T, vex string) string {
	t.Helper()
	fs := run(t, map[string]string{
		"g.json": `{"matches": [{"vulnerability": {"id": "GHSA-x", "severity": "High"}, "relatedVulnerabilities": [{"id": "CVE-1"}], "artifact": {"name": "a", "version": "1", "purl": "pkg:npm/a@1"}}], "descriptor": {"name": "grype"}}`,
		"v.json": vex,
	})
	if len(fs) != 2 {
		return strings.Join(lines(fs), "; ")
	}
	v := fs[1].Value.(map[string]any)
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", v["vex"], v["vex_reason"], v["vex_doubt"]))
}

func TestVEX(t *testing.T) {
	const doubt = "a statement at v.json:1:51 says not_affected of this vulnerability, and of which package can't be told"
	open := func(statements string) string {
		return `{"@context": "https://openvex.dev/ns", "statements": [` + statements + `]}`
	}
	st := func(id, product, more string) string {
		return `{"vulnerability": {"name": "` + id + `"}, "products": [` + product + `], ` + more + `}`
	}
	const not = `"status": "not_affected", "justification": "because"`
	csaf := func(status, more string) string {
		return `{"document": {"category": "csaf_vex", "csaf_version": "2.0", "tracking": {"current_release_date": "2026-11-01T00:00:00Z"}},
"product_tree": {"branches": [{"branches": [{"product": {"product_id": "P", "product_identification_helper": {"purl": "pkg:npm/a@1"}}}]}], "relationships": [{"product_reference": "P", "full_product_name": {"product_id": "A:P"}}]},
"vulnerabilities": [{"cve": "CVE-1", "product_status": {"` + status + `": ["A:P"]}` + more + `}]}`
	}
	cdx := func(state string) string {
		return `{"bomFormat": "CycloneDX", "components": [{"bom-ref": "r", "purl": "pkg:npm/a@1"}], "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "` + state + `", "detail": "why"}, "affects": [{"ref": "r"}]}]}`
	}
	for name, tt := range map[string]struct{ vex, want string }{
		"not affected":           {open(st("CVE-1", `{"@id": "pkg:npm/a@1"}`, not)), "not_affected because"},
		"any version":            {open(st("cve-1", `"pkg:npm/A"`, not)), "not_affected because"},
		"an identifier":          {open(st("GHSA-x", `{"@id": "p", "identifiers": {"purl": "pkg:npm/a@1?x=y#z"}}`, not)), "not_affected because"},
		"a part of the product":  {open(st("CVE-1", `{"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:npm/a@1"}]}`, not)), "not_affected because"},
		"the product itself":     {open(st("CVE-1", `{"@id": "pkg:oci/app"}`, not)), strings.Replace(doubt, ":51", ":55", 1)},
		"no product":             {open(st("CVE-1", ``, not)), strings.Replace(doubt, ":51", ":55", 1)},
		"another vulnerability":  {open(st("CVE-2", `"pkg:npm/a@1"`, not)), ""},
		"another version":        {open(st("CVE-1", `"pkg:npm/a@2"`, not)), ""},
		"another ecosystem":      {open(st("CVE-1", `"pkg:pypi/a@1"`, not)), ""},
		"without a reason":       {open(st("CVE-1", `"pkg:npm/a@1"`, `"status": "not_affected"`)), "under_investigation it says not_affected and gives no reason"},
		"a status of their own":  {open(st("CVE-1", `"pkg:npm/a@1"`, `"status": "fine"`)), "under_investigation its status is not one that candor knows"},
		"the worse of two":       {open(st("CVE-1", `"pkg:npm/a@1"`, not) + "," + st("CVE-1", `"pkg:npm/a@1"`, `"status": "affected"`)), "affected"},
		"the newer of two":       {open(st("CVE-1", `"pkg:npm/a@1"`, not+`, "timestamp": "2026-11-02T00:00:00Z"`) + "," + st("CVE-1", `"pkg:npm/a@1"`, `"status": "affected", "timestamp": "2026-11-01T00:00:00Z"`)), "not_affected because"},
		"one of the future":      {open(st("CVE-1", `"pkg:npm/a@1"`, not+`, "timestamp": "2036-11-02T00:00:00Z"`) + "," + st("CVE-1", `"pkg:npm/a@1"`, `"status": "affected", "timestamp": "2026-11-01T00:00:00Z"`)), "affected"},
		"CSAF":                   {csaf("known_not_affected", `, "flags": [{"label": "component_not_present", "product_ids": ["A:P"]}]`), "not_affected component_not_present"},
		"CSAF by its impact":     {csaf("known_not_affected", `, "threats": [{"category": "impact", "details": "never called", "product_ids": ["A:P"]}]`), "not_affected never called"},
		"CSAF, affected":         {csaf("known_affected", ""), "affected"},
		"CycloneDX":              {cdx("false_positive"), "not_affected why"},
		"CycloneDX, resolved":    {cdx("resolved"), "fixed why"},
		"CycloneDX, exploitable": {cdx("exploitable"), "affected why"},
		"CycloneDX, in triage":   {cdx("in_triage"), "under_investigation why"},
	} {
		if got := answered(t, tt.vex); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

// The evidence is as old as the report, not as the look at it.
func TestAge(t *testing.T) {
	for _, f := range run(t, map[string]string{"g.json": `{"matches": [], "descriptor": {"name": "grype", "timestamp": "2026-10-01T00:00:00Z"}}`}) {
		if f.From.At.Format(time.DateOnly) != "2026-10-01" || f.From.Collector != "scans" || !strings.HasPrefix(f.From.Digest, "sha256:") {
			t.Errorf("%s: %+v", f.Kind, f.From)
		}
	}
}

func TestScored(t *testing.T) {
	for in, want := range map[string]string{"9.0": "critical", "7": "high", "4": "medium", "0.1": "low", "0": "info", "": "unknown", "-1": "unknown", "10.1": "unknown", "NaN": "unknown", "1e999": "unknown", "x": "unknown"} {
		if got := scored(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sarif("Trivy", `"results": [{"ruleId": "CVE-1"}]`))
	f.Add(`{"auditReportVersion": 2, "vulnerabilities": {"a": {"via": [{}]}}}`)
	f.Add(`{"config": {"protocol_version": "1", "scanner_name": "x"}} {"finding": {"trace": [1]}}`)
	f.Add(`{"results": [{"packages": [{"groups": [{"ids": [1]}], "vulnerabilities": [{}]}]}]}`)
	f.Add(`{"SchemaVersion": 2, "ArtifactName": ".", "Results": [{"Vulnerabilities": [[]]}]}`)
	f.Add(`{"matches": [{}], "descriptor": {"name": "grype"}}`)
	f.Add(`[{"security_advisory": 1, "security_vulnerability": []}]`)
	f.Add(`{"@context": "openvex.dev/ns", "statements": [{"vulnerability": []}]}`)
	f.Add(`{"bomFormat": "CycloneDX", "vulnerabilities": [{"affects": [{"ref": "pkg:npm/%zz"}]}]}`)
	f.Add(`{"document": {"category": "csaf_vex"}, "vulnerabilities": [{"product_status": {"fixed": [1]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range run(t, map[string]string{"f.json": text}, "f.json") {
			if x.State == candor.Absent && !strings.Contains(text, "{") {
				t.Error("nothing found in nothing")
			}
		}
	})
}

// What npm 11 writes where it has no answer.
func TestFailedAudit(t *testing.T) {
	for _, text := range []string{
		`{"message": "405 Method Not Allowed - POST https://npm.example.com/-/npm/v1/security/advisories/bulk", "method": "POST", "uri": "https://npm.example.com/-/npm/v1/security/advisories/bulk", "statusCode": 405, "body": "", "error": {"summary": "", "detail": ""}}`,
		`{"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile.", "detail": "Try creating one first with: npm i --package-lock-only"}}`,
	} {
		want(t, run(t, map[string]string{"audit.json": text}),
			"vuln.scan error audit.json:1: a report (npm-audit) that can't be used: the audit ended in an error",
			"vuln.finding error audit.json:1: a report (npm-audit) that can't be used: the audit ended in an error")
	}
}
