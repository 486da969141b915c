package lsp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestNpmCI(t *testing.T) {
	locked, bare := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(locked, "package-lock.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ line, want, root string }{
		{"      - run: npm install", "      - run: npm ci", locked},
		{"RUN npm i && npm run build", "RUN npm ci && npm run build", locked},
		{"RUN npm  install --no-audit --loglevel=error", "RUN npm ci --no-audit --loglevel=error", locked},
		{`- run: "npm install"`, `- run: "npm ci"`, locked},
		{"è: npm install; npm test", "è: npm ci; npm test", locked},
		{"- run: npm install", "", bare}, // npm ci would fail
		{"- run: npm install left-pad", "", locked},
		{"- run: npm install -g", "", locked},
		{"- run: npm install --save-dev x", "", locked},
		{"- run: npm install --no-package-lock", "", locked},
		{"- run: npm install | tee log", "", locked},
		{"- run: npm install $EXTRA", "", locked},
		{"- run: yarn install", "", locked},
	} {
		s := &server{enc: utf16Units}
		d := &document{path: "ci.yml", text: tt.line, tree: &tree{root: tt.root}}
		src := &sources{files: map[string][]string{d.path: lines(d.text)}}
		col := 1 + len([]rune(tt.line[:max(0, strings.Index(tt.line, "npm"))]))
		e := s.npmCI(d, src, &candor.Result{At: candor.Location{Path: d.path, Line: 1, Col: col}})
		got := ""
		if e != nil {
			got = s.enc.apply(d.text, []edit{{Range: &e.Range, Text: e.NewText}})
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.line, got, tt.want)
		}
	}
	s := &server{enc: utf16Units}
	for _, at := range []candor.Location{{}, {Line: 9, Col: 1}, {Line: 1, Col: 900}} {
		d := &document{path: "ci.yml", text: "npm install", tree: &tree{root: locked}}
		if e := s.npmCI(d, &sources{files: map[string][]string{d.path: lines(d.text)}}, &candor.Result{At: at}); e != nil {
			t.Errorf("%+v: %+v", at, e)
		}
	}
}
