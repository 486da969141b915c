package ocsf

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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

func TestGolden(t *testing.T) {
	testreport.Golden(t, *update, "rich.golden.jsonl", written(t, testreport.Rich()))
	if got := written(t, &candor.Report{}); got != "" {
		t.Errorf("an empty report gives %q", got)
	}
}

func TestSchema(t *testing.T) {
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "subset.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*candor.Report{testreport.Rich(), testreport.Gaps()} {
		for i, line := range strings.Split(strings.TrimSpace(written(t, r)), "\n") {
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(v); err != nil {
				t.Errorf("line %d: %v\n%s", i+1, err, line)
			}
		}
	}
}

// TestStatus: only what is known to hold passes.
func TestStatus(t *testing.T) {
	r := testreport.Rich()
	lines := strings.Split(strings.TrimSpace(written(t, r)), "\n")
	if len(lines) != len(r.Claims)+len(r.Results) {
		t.Fatalf("%d events for %d claims and %d results", len(lines), len(r.Claims), len(r.Results))
	}
	for i, line := range lines {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		passes := false
		if i < len(r.Claims) {
			passes = r.Claims[i].Verdict.Holds()
		} else {
			passes = r.Results[i-len(r.Claims)].Outcome == candor.Pass
		}
		if got := e.Compliance.StatusID == statusPass; got != passes {
			t.Errorf("line %d: status %d\n%s", i+1, e.Compliance.StatusID, line)
		}
	}
}

// TestOracle validates with the schemas of OCSF itself where CANDOR_OCSF_PYTHON
// names a Python that has the package ocsf-json-schema.
func TestOracle(t *testing.T) {
	python := os.Getenv("CANDOR_OCSF_PYTHON")
	if python == "" {
		t.Skip("CANDOR_OCSF_PYTHON is not set")
	}
	cmd := exec.Command(python, filepath.Join("testdata", "oracle.py"))
	cmd.Stdin = strings.NewReader(written(t, testreport.Rich()))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}
