//go:build linux

// Command templates measures what a check of infrastructure code costs, in CPU
// time: each stage by itself, the whole in a process of its own with its peak of
// memory, and each rule, so that one can tell what one more would add.
//
//	CGO_ENABLED=0 go run ./internal/measure/templates [--runs 5] DIR
//
// Without cgo, as releases are: with it the program holds a second parser of SQL, which
// is some 12 MB more of pages of its file.
//
// Time is that of the process, system included (getrusage), and the least of
// all runs: what else the machine does moves it little, unlike the time on the
// wall.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/warmup"
	"github.com/candor-dev/candor/reports/format"
	jsonreport "github.com/candor-dev/candor/reports/json"
)

func main() {
	runs := flag.Int("runs", 5, "how often each is run; the least counts")
	whole := flag.Bool("whole", false, "only check DIR, once, and say how many bytes it had in memory, and how many are pages of files")
	flag.Parse()
	if flag.NArg() != 1 || *runs < 1 {
		flag.Usage()
		os.Exit(2)
	}
	do := func() error { return run(context.Background(), flag.Arg(0), *runs, os.Stdout) }
	if *whole {
		warmup.Start(os.Getenv) // as the command does
		do = func() error {
			if err := check(context.Background(), flag.Arg(0)); err != nil {
				return err
			}
			most, files, err := memory()
			fmt.Println(most, files)
			return err
		}
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "templates:", err)
		os.Exit(1)
	}
}

// check is a whole check, sources to JSON, by every collector and rule.
func check(ctx context.Context, dir string) error {
	out, err := scan.Run(ctx, scan.Options{Root: dir, Collectors: collectors.All(), Now: today})
	if err != nil {
		return err
	}
	return jsonreport.Write(io.Discard, out.Report, format.Options{})
}

func run(ctx context.Context, dir string, runs int, w io.Writer) error {
	s, err := stages(ctx, dir, runs)
	if err != nil {
		return err
	}
	s.print(w)
	p, err := processes(ctx, dir, runs)
	if err != nil {
		return err
	}
	p.print(w)
	rs, err := rules(ctx, s.facts, runs)
	if err != nil {
		return err
	}
	return rs.print(w)
}
