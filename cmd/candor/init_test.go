package main

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/draft"
	"github.com/candor-dev/candor/internal/scan"
)

// TestSources: init names what every collector found.
func TestSources(t *testing.T) {
	told := map[string]bool{
		"connections": true, "vendors": true, // they look into the files of the others
		"tflock": true, // the terraform collector reads the same
	}
	for _, s := range sources() {
		told[s[0]] = true
	}
	for _, c := range collectors.All() {
		if !told[c.ID] {
			t.Errorf("init says nothing of what the collector %s reads", c.ID)
		}
	}
}

// TestDraftNames: a draft proposes rules and controls that there are.
func TestDraftNames(t *testing.T) {
	have := make(map[string]bool)
	res, err := scan.Run(t.Context(), scan.Options{Root: t.TempDir(), Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range res.Report.Rules {
		have[r.ID] = true
	}
	catalogue, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue.Controls {
		have["control "+c.ID] = true
	}
	rs, cs := draft.Names()
	for _, r := range rs {
		if !have[r] {
			t.Errorf("a draft may propose the rule %s, and there is none", r)
		}
	}
	for _, c := range cs {
		if !have["control "+c] {
			t.Errorf("a draft may propose the control %s, and there is none", c)
		}
	}
}

// TestReadPage: what is no page is refused, in words.
func TestReadPage(t *testing.T) {
	tree := fstest.MapFS{
		"zero.md":  {Data: []byte("# Trust\n\x00")},
		"latin.md": {Data: []byte("# Verschl\xfcsselung\n")},
		"huge.md":  {Data: []byte(strings.Repeat("Data is encrypted at rest.\n", maxPage/20))},
		"soup.htm": {Data: []byte("<p><table><tr><td>a<li><div>Backups are taken daily.</b></td>< <!-- <![CDATA[")},
		"cut.md":   {Data: []byte("| Vendor | Purpose |\n|---|\n| A |\n\nBackups are taken daily.")},
	}
	for name, want := range map[string]string{
		"zero.md": "no text in UTF-8", "latin.md": "no text in UTF-8", "huge.md": "too large for a page", "none.md": "open none.md",
	} {
		if _, err := readPage(tree, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	for _, name := range []string{"soup.htm", "cut.md"} {
		p, err := readPage(tree, name)
		if err != nil || len(p.Claims) != 1 || p.Claims[0].Text != "Backups are taken daily." {
			t.Errorf("%s: %v, %+v; want the one claim on backups", name, err, p)
		}
	}
}
