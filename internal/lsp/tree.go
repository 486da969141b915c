package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/overlay"
)

// longestWait bounds how long a large tree waits for a pause in typing.
const longestWait = 2 * time.Second

// tree is one folder that is checked.
type tree struct {
	uri  string
	root string // as the client names it
	real string // without symbolic links

	// Guarded by the server's mutex.
	gen    int // counts what was scheduled
	timer  *time.Timer
	cancel context.CancelFunc // of the scan under way
	took   time.Duration      // by the last scan
	found  map[string][]finding
	report *candor.Report // of the last scan that gave one
	good   []byte         // candor.yaml of that scan
	failed string         // what the client was told of collectors and rules that failed

	publishing sync.Mutex
	shown      map[string]string // by path: the URI under which diagnostics stand at the client
	told       map[string]string // by URI: what stands there, as JSON
}

// find returns where a file stands in the tree.
func (t *tree) find(uri string) (string, bool) {
	p, ok := pathOf(uri)
	if !ok {
		return "", false
	}
	if rel, ok := below(t.real, real(p)); ok {
		return rel, rel != "."
	}
	return "", false
}

// stop ends what is under way; the server's mutex is held.
func (t *tree) stop() {
	t.gen++
	if t.timer != nil {
		t.timer.Stop()
	}
	if t.cancel != nil {
		t.cancel()
	}
}

// schedule begins a scan of the tree after a while and ends the one under way;
// the server's mutex is held. A tree whose scans take long waits longer, so that
// typing does not keep the machine busy with scans that nobody sees the end of.
func (s *server) schedule(t *tree, after time.Duration) {
	if t == nil || s.down {
		return
	}
	t.stop()
	gen := t.gen
	if after > 0 {
		after = min(max(after, t.took/2), longestWait)
	}
	t.timer = time.AfterFunc(after, func() {
		s.mu.Lock()
		if t.gen != gen || s.ctx.Err() != nil {
			s.mu.Unlock()
			return
		}
		ctx, cancel := context.WithCancel(s.ctx)
		t.cancel = cancel
		texts := make(map[string][]byte)
		for _, d := range s.files {
			if d.tree == t {
				texts[d.path] = []byte(d.text)
			}
		}
		good := t.good
		s.work.Add(1)
		s.mu.Unlock()
		defer s.work.Done()
		defer cancel()
		s.scan(ctx, t, gen, texts, good)
	})
}

// scan checks the tree and publishes what was found, unless something newer was
// scheduled meanwhile.
func (s *server) scan(ctx context.Context, t *tree, gen int, texts map[string][]byte, good []byte) {
	start := time.Now()
	src := &sources{fsys: open(t.root, texts)}
	report, err := s.Check(ctx, t.root, texts)
	var wrong *config.Error
	if errors.As(err, &wrong) && good != nil && ctx.Err() == nil {
		// While candor.yaml is being written, the other files are judged by what
		// it said last.
		last := maps.Clone(texts)
		last[config.FileName] = good
		if r, err := s.Check(ctx, t.root, last); err == nil {
			report = r
		}
	}
	if ctx.Err() != nil {
		return
	}
	found := make(map[string][]finding)
	if report != nil {
		for _, f := range findings(report) {
			if err == nil || f.at.Path != config.FileName { // its lines have moved since
				found[f.at.Path] = append(found[f.at.Path], f)
			}
		}
	}
	switch {
	case wrong != nil:
		for _, p := range wrong.Problems {
			found[p.At.Path] = append(found[p.At.Path], ofProblem(p))
		}
	case err != nil:
		found[config.FileName] = append(found[config.FileName], finding{
			at: candor.Location{Path: config.FileName, Line: 1}, severity: severityError, message: err.Error(),
		})
	}
	for _, fs := range found {
		slices.SortStableFunc(fs, func(a, b finding) int { return a.at.Compare(b.at) })
	}
	s.mu.Lock()
	if t.gen != gen {
		s.mu.Unlock()
		return
	}
	t.took = time.Since(start)
	if report != nil {
		t.report = report
	}
	if err == nil {
		t.good = src.whole(config.FileName)
	}
	t.found = found
	why := failures(report)
	news := why != t.failed && why != ""
	t.failed = why
	conn := s.conn
	s.mu.Unlock()
	s.publish(t, gen, src)
	if news { // nothing stands at any file because of it, and that is no good sign
		_ = conn.Notify(s.ctx, "window/showMessage", messageParams{severityWarning, clean("candor could not look at everything:\n" + why)})
	}
}

// failures says which collectors and policies failed as a whole, a line each.
func failures(r *candor.Report) string {
	if r == nil {
		return ""
	}
	var out []string
	for _, run := range r.Runs {
		if run.State == candor.Failed {
			out = append(out, "collector "+run.ID+" failed: "+run.Reason)
		}
	}
	for _, why := range r.Incomplete {
		if strings.HasPrefix(why, "policy ") {
			out = append(out, why)
		}
	}
	return strings.Join(out, "\n")
}

// publish tells the client of every file what was found in it, and of each that
// had something and has no more that it is clean.
func (s *server) publish(t *tree, gen int, src *sources) {
	t.publishing.Lock()
	defer t.publishing.Unlock()
	s.mu.Lock()
	if t.gen != gen {
		s.mu.Unlock()
		return
	}
	open := make(map[string]*document)
	for _, d := range s.files {
		if d.tree == t {
			open[d.path] = &document{uri: d.uri, version: d.version}
		}
	}
	uris := func(p string) string {
		if d := open[p]; d != nil {
			return d.uri
		}
		return uriOf(filepath.Join(t.root, filepath.FromSlash(p)))
	}
	now := make(map[string]string)
	var out []publishParams
	for _, p := range slices.Sorted(maps.Keys(t.found)) {
		if s.want.OpenFilesOnly && open[p] == nil || s.elsewhere(t, p) {
			continue
		}
		out = append(out, publishParams{URI: uris(p), Diagnostics: s.diagnostics(t.found[p], src, uris)})
		now[p] = uris(p)
	}
	for _, p := range slices.Sorted(maps.Keys(open)) { // an open file is told of even if it is clean
		if now[p] == "" {
			out = append(out, publishParams{URI: open[p].uri, Diagnostics: []diagnostic{}})
		}
	}
	for i := range out {
		for _, d := range open {
			if d.uri == out[i].URI && s.client.Capabilities.TextDocument.PublishDiagnostics.VersionSupport {
				out[i].Version = &d.version
			}
		}
	}
	told := make(map[string]bool)
	for i := range out {
		told[out[i].URI] = true
	}
	for _, p := range slices.Sorted(maps.Keys(t.shown)) {
		if uri := t.shown[p]; !told[uri] {
			out = append(out, publishParams{URI: uri, Diagnostics: []diagnostic{}})
		}
	}
	t.shown = now
	conn := s.conn
	s.mu.Unlock()
	for i := range out {
		if out[i].Version == nil { // of an open file the client learns that its version was looked at
			b, err := json.Marshal(out[i].Diagnostics)
			if err == nil && t.told[out[i].URI] == string(b) {
				continue
			}
			t.told[out[i].URI] = string(b)
		} else {
			delete(t.told, out[i].URI)
		}
		if err := conn.Notify(s.ctx, "textDocument/publishDiagnostics", out[i]); err != nil {
			return // the client is gone
		}
	}
}

// clear takes back everything that the client was told of a tree.
func (s *server) clear(t *tree) {
	t.publishing.Lock()
	defer t.publishing.Unlock()
	s.mu.Lock()
	conn, shown := s.conn, t.shown
	t.shown, t.told = make(map[string]string), make(map[string]string)
	s.mu.Unlock()
	for _, p := range slices.Sorted(maps.Keys(shown)) {
		if err := conn.Notify(s.ctx, "textDocument/publishDiagnostics", publishParams{URI: shown[p], Diagnostics: []diagnostic{}}); err != nil {
			return
		}
	}
}

// sources are the texts that diagnostics point into, each read once.
type sources struct {
	fsys  fs.FS
	files map[string][]string
}

// open opens the tree as the editor holds it; nil where it can't be.
func open(root string, texts map[string][]byte) fs.FS {
	r, err := os.OpenRoot(root)
	if err != nil {
		return overlay.New(nothing{}, texts)
	}
	return overlay.New(r.FS(), texts) // closed when nobody holds it any more
}

// nothing is a file system without files.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

const maxSource = 32 << 20 // bytes; what a scan reads of a file

func (s *sources) whole(p string) []byte {
	if st, err := fs.Stat(s.fsys, p); err != nil || !st.Mode().IsRegular() || st.Size() > maxSource {
		return nil
	}
	b, err := fs.ReadFile(s.fsys, p)
	if err != nil {
		return nil
	}
	return b
}

// lines are those of a file, one empty line where it can't be read.
func (s *sources) lines(p string) []string {
	ls, ok := s.files[p]
	if !ok {
		if s.files == nil {
			s.files = make(map[string][]string)
		}
		ls = lines(string(s.whole(p)))
		s.files[p] = ls
	}
	return ls
}
