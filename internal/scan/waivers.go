package scan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/revision"
	"github.com/candor-dev/candor/internal/suppress"
)

// collectWaivers gathers the waivers that count. With WaiversFrom those alone
// count that stood there at that revision, word for word, so that a change
// can't excuse itself: one that is new, edited or moved to another line of code
// is named and waives nothing.
func (s *state) collectWaivers(ctx context.Context) error {
	all := append(slices.Clone(s.config.Waivers), s.file.Waivers...)
	if s.WaiversFrom == "" {
		s.waivers = all
		return nil
	}
	tree, err := revision.Open(ctx, s.Root, s.WaiversFrom)
	if err != nil {
		return &UsageError{fmt.Errorf("--waivers-from: %w", err)}
	}
	base := &baseWaivers{tree: tree, rules: s.ruleIDs(), files: make(map[string]map[string]int)}
	now := make(map[string]int) // how often each stands in the tree
	keys := make([]string, len(all))
	for i := range all {
		keys[i] = s.waiverKey(&all[i])
		now[all[i].At.Path+"\x00"+keys[i]]++
	}
	for i := range all {
		w := &all[i]
		then, err := base.of(ctx, w)
		if err != nil {
			return err
		}
		if n := then[keys[i]]; n > 0 && n >= now[w.At.Path+"\x00"+keys[i]] {
			s.waivers = append(s.waivers, *w)
			continue
		}
		s.notices = append(s.notices, candor.Notice{
			Severity: candor.Warning, At: w.At,
			Message: "waiver of " + w.Rule + " does not stand like this at " + s.WaiversFrom + ", so it waives nothing here",
			Hint:    "have the waiver merged on its own first, with somebody's approval",
		})
	}
	return nil
}

func (s *state) ruleIDs() []string {
	out := make([]string, len(s.rules))
	for i := range s.rules {
		out[i] = s.rules[i].ID
	}
	return out
}

// baseWaivers are the waivers of each file as it stood at the revision.
type baseWaivers struct {
	tree  *revision.Tree
	rules []string
	files map[string]map[string]int
}

func (b *baseWaivers) of(ctx context.Context, w *candor.Waiver) (map[string]int, error) {
	name := w.At.Path
	if have, ok := b.files[name]; ok {
		return have, nil
	}
	out := make(map[string]int)
	b.files[name] = out
	src, err := b.tree.ReadFile(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, &UsageError{fmt.Errorf("--waivers-from: %w", err)}
	}
	if w.Origin == config.FileName {
		ws, err := config.Waivers(name, src)
		if err != nil {
			return nil, &UsageError{fmt.Errorf("--waivers-from %s: %w", b.tree.Name, err)}
		}
		for i := range ws {
			out[keyOf(&ws[i], "")]++
		}
		return out, nil
	}
	ws, _ := suppress.Scan(name, src, b.rules)
	lines := strings.Split(string(src), "\n")
	for i := range ws {
		out[keyOf(&ws[i], lineOf(lines, ws[i].EndLine))]++
	}
	return out, nil
}

// waiverKey is what must be the same at the base: the words of the waiver and,
// of a comment, the line of code that it speaks to.
func (s *state) waiverKey(w *candor.Waiver) string {
	if w.Origin == config.FileName {
		return keyOf(w, "")
	}
	src, err := fs.ReadFile(s.fsys, w.At.Path)
	if err != nil {
		return "\x00unread"
	}
	return keyOf(w, lineOf(strings.Split(string(src), "\n"), w.EndLine))
}

func keyOf(w *candor.Waiver, code string) string {
	return strings.Join([]string{
		w.Rule, w.Subject, w.Path, w.Reason, w.Owner, w.Approved, w.Expires.Format(time.DateOnly), strings.TrimSpace(code),
	}, "\x00")
}

func lineOf(lines []string, n int) string {
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}
