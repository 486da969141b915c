package cloudformation

import (
	"bytes"
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/redact"
)

// reading is the reading of one file. Its facts are kept until all files before
// it are read, so that they come in one order however many are read at once.
type reading struct {
	tree  *collector.Tree
	sink  *iac.Sink
	known parsed // what was parsed of the file before, if anything
	facts []candor.Fact
	mask  *redact.Redactor
}

func (in *reading) emit(f candor.Fact) { in.facts = append(in.facts, f) }

// gap is collector.Input.Gap.
func (in *reading) gap(state candor.State, at candor.Location, reason string, kinds ...string) {
	for _, k := range kinds {
		in.emit(candor.Fact{Kind: k, Subject: at.String(), State: state, Reason: reason, At: at})
	}
}

// readAll reads templates and services, as many at once as the machine can.
func readAll(ctx context.Context, in *collector.Input, files []*collector.File, values *given, roots map[string]parsed) error {
	shared, mask := &iac.Sink{Format: "cloudformation"}, redact.New()
	done := make([]chan *reading, len(files))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0) + 1) // one of them hands the facts on
	for i := range done {
		done[i] = make(chan *reading, 1)
	}
	g.Go(func() error {
		for _, c := range done {
			select {
			case r := <-c:
				for _, f := range r.facts {
					in.Emit(f)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for i, f := range files {
		r := &reading{tree: in.Tree, known: roots[f.Path], mask: mask}
		delete(roots, f.Path)
		r.sink = shared.Fork(r.emit)
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			r.file(f, values)
			done[i] <- r
			return nil
		})
	}
	return g.Wait()
}

// file reads one file. What goes wrong with it is a gap, and the others are read.
func (in *reading) file(f *collector.File, values *given) {
	defer func() {
		if p := recover(); p != nil {
			in.gap(candor.Error, candor.Location{Path: f.Path}, fmt.Sprintf("internal error, please report it: %v", p), kinds()...)
		}
	}()
	b, err := f.Read()
	switch {
	case err != nil:
		in.gap(candor.Error, candor.Location{Path: f.Path}, err.Error(), kinds()...)
	case isService(f.Path, b):
		in.service(f.Path, b)
	default:
		in.template(f.Path, b, values)
	}
}

func (in *reading) template(p string, b []byte, values *given) {
	root, err := in.known.root, error(nil)
	if root == nil || !bytes.Equal(b, in.known.text) {
		root, err = iac.ParseYAML(b)
	}
	in.known = parsed{}
	if err != nil {
		in.gap(candor.Error, candor.Location{Path: p, Line: lineOf(err)}, err.Error(), kinds()...)
		return
	}
	t, gap := newTemplate(p, root)
	if gap != nil {
		in.gap(gap.state, iac.LocationOf(gap.at), gap.reason, iac.Kinds()...)
	}
	if t == nil {
		if gap != nil {
			in.gap(gap.state, iac.LocationOf(gap.at), gap.reason, kindText)
		}
		return
	}
	if line := another(b); line > 0 {
		in.gap(candor.Unsupported, candor.Location{Path: p, Line: line}, "a second document in the file of a template, which has one", iac.Kinds()...)
	}
	in.text(p, root, values)
	t.sink, t.tree = in.sink, in.tree
	t.given, t.secretsGiven = values.of(t), values.secretsOf(t)
	t.region, t.account = values.environmentOf(p)
	t.deployed()
	t.read()
}

// another is the line where a second document of a file begins, 0 when there is
// none. The mark at the start of a line means nothing else, within texts either.
func another(b []byte) int {
	first, mark, n := false, 0, 0
	for line := range bytes.Lines(b) {
		n++
		text := bytes.TrimRight(line, " \t\r\n")
		switch {
		case bytes.Equal(text, []byte("---")), bytes.HasPrefix(text, []byte("--- ")):
			if first {
				mark = n
			}
		case len(text) == 0, bytes.HasPrefix(bytes.TrimLeft(text, " \t"), []byte("#")), text[0] == '%', bytes.Equal(text, []byte("...")):
		case mark > 0:
			return mark
		default:
			first = true
		}
	}
	return 0
}
