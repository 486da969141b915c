package oscal

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func written(t *testing.T, r *candor.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// answered is a report with the answers of two frameworks.
func answered() *candor.Report {
	r := testreport.Rich()
	r.Instruments = []candor.Instrument{
		{ID: "soc2-2017", Title: "SOC 2", Questions: []candor.Question{{ID: "CC6.1", Topic: "access to information"}, {ID: "CC7.2", Topic: "watching"}, {ID: "P1.1", Topic: "notice"}, {ID: "A1.1", Topic: "capacity"}}},
		{ID: "caiq-4.1.0", Title: "CAIQ", Questions: []candor.Question{{ID: "A&A-01.1", Topic: "audit policy"}}},
	}
	r.Answers = []candor.Answer{
		{Instrument: "soc2-2017", ID: "CC6.1", Reply: candor.No, Verdict: candor.Contradicted, Why: "rls is contradicted", Claims: []string{"rls", "least"}},
		{Instrument: "soc2-2017", ID: "CC7.2", Reply: candor.ReplyBlank, Verdict: candor.Verified, Why: "only a part of it holds", Claims: []string{"gosum"}},
		{Instrument: "soc2-2017", ID: "P1.1", Reply: candor.NA, Verdict: candor.VerdictNotApplicable, Why: "no mail", Claims: []string{"mail"}},
		{Instrument: "soc2-2017", ID: "A1.1", Reply: candor.Yes, Verdict: candor.VerdictUnknown, Why: "a reply that no verdict backs"},
		{Instrument: "caiq-4.1.0", ID: "A&A-01.1", Reply: candor.Yes, Verdict: candor.Attested, Text: "Staff are trained [E1]", Claims: []string{"training"}},
	}
	return r
}

func reports() map[string]*candor.Report {
	return map[string]*candor.Report{"rich": testreport.Rich(), "gaps": testreport.Gaps(), "answered": answered(), "empty": {At: testreport.Now()}, "nothing": {}}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"rich", "answered", "empty"} {
		testreport.Golden(t, *update, name+".golden.json", written(t, reports()[name]))
	}
}

func TestSchema(t *testing.T) {
	files := []string{filepath.Join("testdata", "subset.schema.json")}
	if f := os.Getenv("CANDOR_OSCAL_SCHEMA"); f != "" { // NIST's own, where there is a copy
		files = append(files, f)
	}
	for _, file := range files {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		s, err := c.Compile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, r := range reports() {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(written(t, r)))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(v); err != nil {
				t.Errorf("%s: %s: %v", file, name, err)
			}
		}
	}
}

// TestOracle validates with compliance-trestle where CANDOR_OSCAL_PYTHON names a
// Python that has it.
func TestOracle(t *testing.T) {
	python := os.Getenv("CANDOR_OSCAL_PYTHON")
	if python == "" {
		t.Skip("CANDOR_OSCAL_PYTHON is not set")
	}
	for name, r := range reports() {
		cmd := exec.Command(python, filepath.Join("testdata", "oracle.py"), os.Getenv("CANDOR_OSCAL_SCHEMA"))
		cmd.Stdin = strings.NewReader(written(t, r))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		t.Logf("%s: %s", name, out)
	}
}

func parsed(t *testing.T, r *candor.Report) *assessmentResults {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(written(t, r)), &d); err != nil {
		t.Fatal(err)
	}
	return &d.Results
}

// TestReferences: identifiers are unique, and what is referred to is there.
func TestReferences(t *testing.T) {
	for name, r := range reports() {
		text := written(t, r)
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		ids, refs := map[string]int{}, map[string]bool{}
		var walk func(any)
		walk = func(v any) {
			switch v := v.(type) {
			case map[string]any:
				for k, x := range v {
					s, _ := x.(string)
					switch {
					case k == "uuid":
						ids[s]++
					case strings.HasSuffix(k, "-uuid"):
						refs[s] = true
					case k == "href" && strings.HasPrefix(s, "#"):
						refs[s[1:]] = true
					}
					walk(x)
				}
			case []any:
				for _, x := range v {
					walk(x)
				}
			}
		}
		walk(v)
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: %s stands %d times", name, id, n)
			}
		}
		for id := range refs {
			if ids[id] == 0 {
				t.Errorf("%s: %s is referred to and not there", name, id)
			}
		}
	}
}

// TestStates: satisfied is only what holds and is replied so; what nobody knows
// is left out and named.
func TestStates(t *testing.T) {
	d := parsed(t, answered())
	soc := d.Results[0]
	if len(soc.Findings) != 1 || soc.Findings[0].Target.ID != "CC6.1" || soc.Findings[0].Target.Status.State != "not-satisfied" || len(soc.Findings[0].Risks) == 0 {
		t.Errorf("soc2: %+v", soc.Findings)
	}
	for _, want := range []string{"CC7.2: the reply is blank", "A1.1: the reply is yes", "do not apply", "P1.1"} {
		if !strings.Contains(soc.Remarks, want) {
			t.Errorf("the remarks do not say %q:\n%s", want, soc.Remarks)
		}
	}
	if len(d.Results) != 3 || len(d.Results[2].Findings) == 0 {
		t.Error("our own controls are left out")
	}
	caiq := d.Results[1]
	f := caiq.Findings[0]
	if f.Target.ID != "A_and_A-01.1" || f.Props[0].Value != "A&A-01.1" || f.Target.Status.State != "satisfied" {
		t.Errorf("caiq: %+v", f)
	}
	if o := caiq.Observations[0]; o.Methods[0] != "INTERVIEW" || o.Expires == "" || !strings.HasPrefix(o.Collected, "2026-09-01") {
		t.Errorf("attestation: %+v", o)
	}
	// In the report by controls a waived failure is a deviation, and TLS is tested.
	r := testreport.Rich()
	r.Controls = append(r.Controls, candor.ControlVerdict{ID: "encryption-in-transit", Title: "TLS", Verdict: candor.Contradicted, Claims: []string{"tls"}})
	own := parsed(t, r).Results[0]
	methods, deviations := map[string]string{}, 0
	for _, o := range own.Observations {
		rule, _, _ := strings.Cut(o.Title, ":")
		methods[rule] = o.Methods[0]
	}
	for _, k := range own.Risks {
		if strings.HasPrefix(k.Status, "deviation") {
			deviations++
			if k.Deadline == "" {
				t.Errorf("a deviation without an end: %+v", k)
			}
		}
	}
	if methods["tls/minimum-version"] != "TEST" || methods["rls/table-without-rls"] != "EXAMINE" || deviations == 0 {
		t.Errorf("methods %v, %d deviations", methods, deviations)
	}
}

// TestIdentifiers hang on the content and on nothing else.
func TestIdentifiers(t *testing.T) {
	a := written(t, testreport.Rich())
	if a != written(t, testreport.Rich()) {
		t.Error("twice the same report, and two documents")
	}
	r := testreport.Rich()
	r.At = r.At.Add(time.Hour)
	if parsed(t, r).UUID == parsed(t, testreport.Rich()).UUID {
		t.Error("two reports share an identifier")
	}
}

func TestTexts(t *testing.T) {
	for in, want := range map[string]string{"CC6.1": "CC6.1", "A&A-01.1": "A_and_A-01.1", "I&S-03.2": "I_and_S-03.2", "4x": "_4x", "": "_", "a b": "a_b", "-a": "_a", ":": "_"} {
		if got := token(in); got != want {
			t.Errorf("token(%q) = %q, want %q", in, got, want)
		}
	}
	if got := line(" a\n*b*\x1b[<c "); got != `a \*b\*`+"\uFFFD"+`\[\<c` {
		t.Errorf("line: %q", got)
	}
}
