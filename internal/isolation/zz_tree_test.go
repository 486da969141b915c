package isolation

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

func TestZZTree(t *testing.T) {
	dir := os.Getenv("TREE")
	if dir == "" {
		t.Skip()
	}
	var files []string
	filepath.Walk(dir, func(p string, i os.FileInfo, err error) error {
		if err == nil && !i.IsDir() && strings.HasSuffix(p, ".sql") {
			files = append(files, p)
		}
		return nil
	})
	sort.Strings(files)
	var scripts []pgsim.Script
	for _, f := range files {
		b, _ := os.ReadFile(f)
		text := string(b)
		if i := strings.Index(text, "-- +goose Down"); i >= 0 {
			text = text[:i]
		}
		scripts = append(scripts, pgsim.Script{Path: filepath.Base(f), Text: text})
	}
	parser := pgparse.New()
	defer parser.Close()
	supa := os.Getenv("BARE") == ""
	res, err := pgsim.Play(context.Background(), scripts, pgsim.Options{Parser: parser, Supabase: supa, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("STRIP") != "" {
		for _, t := range res.Catalog.Tables {
			t.RLSDoubt, t.PolicyDoubt, t.PolicyLoss, t.GrantDoubt, t.ForceDoubt = "", "", "", "", ""
			t.Created = true
			if t.RLS == 0 {
				t.RLS = 2
			}
		}
	}
	o := Options{Parser: parser}
	if x := os.Getenv("EXPOSED"); x != "" {
		o.Exposed = strings.Split(x, ",")
	}
	t0 := time.Now()
	r := Prove(res.Catalog, o)
	fmt.Println("files", len(files), "tables", len(res.Catalog.Tables), "gaps", len(res.Gaps), "prove", time.Since(t0))
	for _, g := range res.Gaps {
		fmt.Println("  gap", g.At.Path, g.At.Line, g.Reason)
	}
	count := map[string]int{}
	verbose := os.Getenv("V") != ""
	for _, a := range r.Access {
		count[a.Verdict.String()]++
		if verbose || a.Verdict == Unknown {
			fmt.Printf("%-60s %-15s %s\n", a.Table.String()+"/"+a.Role+"/"+a.Command, a.Verdict, a.Reason)
		}
	}
	fmt.Println(count)
	// expressions
	exprs(res, r, parser, o)
	fmt.Printf("%+v\n", r.Tenancy)
	if verbose {
		for _, b := range r.Bypasses {
			if b.Kind != "truncate" {
				fmt.Println(b.Kind, b.Text)
			}
		}
		for _, v := range r.Views {
			if !v.View.Platform {
				fmt.Println("view", v.View.Name, v.OwnerBypasses, v.Filters, v.Why)
			}
		}
		for _, f := range r.Routines {
			if f.Function.Definer && !f.Function.Platform {
				fmt.Println("definer", f.Function.Name, f.Callers, len(f.Reads), len(f.Writes), f.Known, f.Filters, f.Why)
			}
		}
	}
}

func exprs(res *pgsim.Result, r *Report, parser *pgparse.Parser, o Options) {
	n, unk := 0, 0
	count := map[string]int{}
	DebugExprs(res.Catalog, o, func(t, pol, which, text string, kinds []string) {
		n++
		count[kinds[0]]++
		if kinds[0] == "unknown" {
			unk++
			fmt.Printf("  UNKNOWN %s/%s %s: %s\n     %s\n", t, pol, which, kinds[1], text)
		}
	})
	fmt.Println("expressions", n, "unknown", unk, count)
}
