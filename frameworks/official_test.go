package frameworks

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// run is how many words in a row make a text somebody else's.
const run = 6

// The topics, titles and reasons are our own words: none holds six words in a
// row of the official texts. Those may not be shipped, so the test wants a
// folder with copies of them as plain text, CSV, JSON, YAML or Markdown.
func TestOwnWords(t *testing.T) {
	dir := os.Getenv("CANDOR_OFFICIAL_DIR")
	if dir == "" {
		t.Skip("CANDOR_OFFICIAL_DIR names no folder with the official texts")
	}
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	ours := make(map[string]string) // six words -> where
	add := func(where, text string) {
		for _, r := range runs(text) {
			ours[r] = where
		}
	}
	for _, f := range c.Frameworks {
		for _, it := range f.Items {
			add(f.ID+" "+it.ID, it.Topic)
		}
	}
	for _, ctl := range c.Controls {
		add("control "+ctl.ID, ctl.Title)
		for _, why := range ctl.NoSupport {
			add("control "+ctl.ID, why)
		}
	}
	files := 0
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		switch filepath.Ext(p) {
		case ".txt", ".csv", ".json", ".yaml", ".yml", ".md":
		default:
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		files++
		for _, r := range runs(string(b)) {
			if where, ok := ours[r]; ok {
				t.Errorf("%s has %q of %s", where, r, filepath.Base(p))
				delete(ours, r)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Errorf("%s holds no text that could be read", dir)
	}
}

// runs are all rows of six words of a text, without case and signs.
func runs(text string) []string {
	ws := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var out []string
	for i := 0; i+run <= len(ws); i++ {
		out = append(out, strings.Join(ws[i:i+run], " "))
	}
	return out
}

func TestRuns(t *testing.T) {
	if got := runs("One, two - THREE four five six; seven"); len(got) != 2 || got[0] != "one two three four five six" || got[1] != "two three four five six seven" {
		t.Error(got)
	}
}
