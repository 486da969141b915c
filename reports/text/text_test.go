package text

import (
	"flag"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t *testing.T, r *candor.Report, o format.Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	usual := format.Options{Width: 100, Source: testreport.Source, MaxPerRule: 5}
	with := func(change func(*format.Options)) format.Options {
		o := usual
		change(&o)
		return o
	}
	for name, c := range map[string]struct {
		report *candor.Report
		o      format.Options
	}{
		"rich.golden":    {testreport.Rich(), usual},
		"narrow.golden":  {testreport.Rich(), with(func(o *format.Options) { o.Width = 60 })},
		"rule.golden":    {testreport.Rich(), with(func(o *format.Options) { o.Rule = "rls/table-without-rls" })},
		"verbose.golden": {testreport.Rich(), with(func(o *format.Options) { o.Verbose, o.AllSuppressed = true, true })},
		"colour.golden":  {testreport.Rich(), with(func(o *format.Options) { o.Color = true })},
		"empty.golden":   {testreport.Empty(), usual},
		"gaps.golden":    {testreport.Gaps(), usual},
	} {
		t.Run(name, func(t *testing.T) { testreport.Golden(t, *update, name, render(t, c.report, c.o)) })
	}
}
