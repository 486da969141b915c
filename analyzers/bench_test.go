package analyzers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/candor-dev/candor/analyzers/check"
)

// The benchmarks read a tree of somebody else's:
//
//	CANDOR_TREE=/path/to/module go test -run - -bench 'Tree' ./analyzers
//
// Each iteration is a process of its own, so that CPU time (with that of the go
// command below it) and peak memory are its own.
const (
	treeVar = "CANDOR_TREE"
	workVar = "CANDOR_TREE_WORK"
)

func TestMain(m *testing.M) {
	if work := os.Getenv(workVar); work != "" {
		if err := treeWork(work, os.Getenv(treeVar)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func treeWork(work, dir string) error {
	ctx := context.Background()
	switch work {
	case "load":
		l, err := load(ctx, dir, ".", nil, false, "./...")
		if err == nil {
			fmt.Println(len(l.packages), "packages")
		}
		return err
	case "vet":
		out, err := RunVet(ctx, io.Discard, dir, nil, VetOptions{})
		fmt.Println(out.Findings, "findings,", out.Unresolved, "unresolved")
		if err != nil {
			fmt.Println(err)
		}
		return nil
	case "scan", "scan-packages":
		o := Options{Dir: dir, Modules: []string{"."}, Now: time.Now()}
		if work == "scan-packages" {
			o.Programs = []*check.Program{}
		}
		out, err := Run(ctx, o)
		if err != nil {
			return err
		}
		if out.Program != nil {
			fmt.Println(len(out.Program.Functions), "functions,", len(out.Program.Doors), "doors,", len(out.Program.Links), "links,", len(out.Results), "results;", out.Run.State, out.Run.Reason)
		}
		return nil
	case "vta":
		return wholeVTA(dir)
	}
	return fmt.Errorf("no work called %s", work)
}

// wholeVTA is what scan mode is measured against: syntax and SSA of all
// dependencies.
func wholeVTA(dir string) error {
	cfg := &packages.Config{Mode: packages.LoadAllSyntax, Dir: dir, Env: goEnv(dir, nil)}
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil {
		return err
	}
	var si standIns
	defer si.remove()
	if si.find(pkgs) {
		flag, err := si.flag()
		if err != nil {
			return err
		}
		cfg.BuildFlags = []string{flag}
		if pkgs, err = packages.Load(cfg, "./..."); err != nil {
			return err
		}
	}
	prog, _ := ssautil.AllPackages(pkgs, ssa.InstantiateGenerics)
	prog.Build()
	funcs := ssautil.AllFunctions(prog)
	g := vta.CallGraph(funcs, nil)
	fmt.Println(len(funcs), "functions,", len(g.Nodes), "nodes")
	return nil
}

func BenchmarkTree(b *testing.B) {
	dir := os.Getenv(treeVar)
	if dir == "" {
		b.Skip("set " + treeVar + " to the root of a module")
	}
	for _, work := range []string{"load", "vet", "scan-packages", "scan", "vta"} {
		b.Run(work, func(b *testing.B) {
			measure(b, func() *exec.Cmd {
				cmd := exec.Command(os.Args[0], "-test.run=-")
				cmd.Env = append(os.Environ(), workVar+"="+work)
				return cmd
			})
		})
	}
	tools := b.TempDir()
	for _, tool := range []string{"vettool", "emptytool"} {
		bin := filepath.Join(tools, tool)
		if out, err := exec.Command("go", "build", "-o", bin, "./internal/"+tool).CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", tool, err, out)
		}
		vet := func() *exec.Cmd {
			cmd := exec.Command("go", "vet", "-vettool="+bin, "./...")
			cmd.Dir = dir
			return cmd
		}
		b.Run(tool+"/warm", func(b *testing.B) {
			_ = vet().Run() // fills the cache; findings are no failure
			measure(b, vet)
		})
	}
}

// measure runs a command once an iteration and reports its CPU time and memory.
func measure(b *testing.B, command func() *exec.Cmd) {
	var cpu time.Duration
	var peak int64
	for b.Loop() {
		cmd := command()
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		st := cmd.ProcessState
		if err != nil && (st == nil || !strings.Contains(cmd.String(), "vet")) {
			b.Fatalf("%v\n%s", err, out.String())
		}
		cpu += st.UserTime() + st.SystemTime()
		if ru, ok := st.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, ru.Maxrss)
		}
		if b.N == 1 || testing.Verbose() {
			b.Log(strings.TrimSpace(out.String()))
		}
	}
	b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
	if runtime.GOOS == "linux" {
		b.ReportMetric(float64(peak)/1024, "peak-MB")
	}
}
