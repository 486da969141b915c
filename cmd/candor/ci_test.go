package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// action is what this test needs of action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			Name, Uses, Run string
			Env             map[string]string
		}
	}
}

// TestAction runs the steps of action.yml as a runner would, but for those that
// need the hosted service.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not here: the action's steps are scripts for it")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(src, &a); err != nil {
		t.Fatal(err)
	}
	for _, s := range a.Runs.Steps {
		if s.Uses != "" && !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40}$`).MatchString(s.Uses) {
			t.Errorf("%s is not pinned to a commit", s.Uses)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %q puts an expression into its script: a branch name could run as code", s.Name)
		}
	}
	tmp := t.TempDir()
	for _, tree := range []struct{ name, args, code string }{
		{"ledgerline", "", "0"},
		{"ledgerline-broken", "", "1"},
		{"ledgerline-broken", "--exit-zero --format none", "0"},
		{"nowhere", "", "2"},
	} {
		outputs := map[string]string{}
		sarif := filepath.Join(tmp, "candor.sarif")
		os.Remove(sarif)
		inputs := map[string]string{"path": filepath.Join(root, "examples", tree.name), "args": tree.args, "sarif": sarif}
		for name, in := range a.Inputs {
			if _, ok := inputs[name]; !ok {
				inputs[name] = in.Default
			}
		}
		for _, s := range a.Runs.Steps {
			if s.Run == "" {
				continue
			}
			out := filepath.Join(tmp, "output")
			os.Remove(out)
			cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
			cmd.Env = append(os.Environ(), "RUNNER_TEMP="+tmp, "GITHUB_OUTPUT="+out)
			for k, v := range s.Env {
				cmd.Env = append(cmd.Env, k+"="+expand(t, v, root, inputs, outputs))
			}
			said, err := cmd.CombinedOutput()
			if got := cmd.ProcessState.ExitCode(); s.Name == "Result" {
				if got := string(rune('0' + got)); got != tree.code {
					t.Errorf("%s %s: exit code %s, want %s", tree.name, tree.args, got, tree.code)
				}
			} else if err != nil {
				t.Fatalf("step %q: %v\n%s", s.Name, err, said)
			}
			b, _ := os.ReadFile(out) // a step need not give anything
			for _, l := range strings.Fields(string(b)) {
				k, v, _ := strings.Cut(l, "=")
				outputs["steps.check.outputs."+k] = v
			}
		}
		if has := outputs["steps.check.outputs.sarif"] != ""; has != (tree.code != "2") {
			t.Errorf("%s: a SARIF file to hand over: %t", tree.name, has)
		}
	}
}

// expand fills in the expressions of a value, which are names alone.
func expand(t *testing.T, s, root string, inputs, outputs map[string]string) string {
	return regexp.MustCompile(`\$\{\{ *([\w.-]+) *\}\}`).ReplaceAllStringFunc(s, func(m string) string {
		name := strings.TrimSpace(strings.Trim(m, "${}"))
		if name == "github.action_path" {
			return root
		}
		if in, ok := strings.CutPrefix(name, "inputs."); ok {
			v, ok := inputs[in]
			if !ok {
				t.Errorf("there is no input %s", in)
			}
			return v
		}
		return outputs[name]
	})
}
