package json

import "github.com/candor-dev/candor"

// results writes the list of results.
func (e *encoder) results(list []candor.Result) {
	e.key("results")
	t := text{depth: 1}
	t.open('[')
	for i := range list {
		t.next()
		e.result(&t, &list[i])
		if len(t.b) >= 1<<16 {
			e.w.Write(t.b)
			t.b = t.b[:0]
		}
	}
	t.close(']')
	e.w.Write(t.b)
}

// result writes what newResult gives, member by member.
func (e *encoder) result(t *text, x *candor.Result) {
	t.open('{')
	t.member("rule", x.Rule)
	t.some("use", x.Use)
	t.member("outcome", x.Outcome.String())
	t.member("severity", x.Severity.String())
	t.member("subject", x.Subject)
	t.member("message", x.Message)
	t.member("fix", x.Fix)
	t.key("at")
	t.location(&x.At)
	t.key("related")
	t.open('[')
	for i := range x.Related {
		t.next()
		t.location(&x.Related[i])
	}
	t.close(']')
	t.key("waived")
	if x.Waived == nil {
		t.b = append(t.b, "null"...)
	} else {
		e.rest(t, newWaiver(x.Waived))
	}
	t.member("fingerprint", x.Fingerprint)
	t.member("control", x.Control)
	if len(x.Facts) > 0 {
		t.key("facts")
		t.open('[')
		for i := range x.Facts {
			t.next()
			e.origin(t, &x.Facts[i])
		}
		t.close(']')
	}
	t.some("of", x.Of)
	t.close('}')
}

func (t *text) location(l *candor.Location) {
	t.open('{')
	t.member("path", l.Path)
	t.number("line", l.Line)
	t.number("col", l.Col)
	t.number("end_line", l.EndLine)
	t.number("end_col", l.EndCol)
	t.member("resource", l.Resource)
	t.some("label", l.Label)
	t.close('}')
}

func (e *encoder) origin(t *text, p *candor.Provenance) {
	t.open('{')
	t.member("collector", p.Collector)
	t.some("version", p.Version)
	t.some("source", p.Source)
	t.some("digest", p.Digest)
	t.some("commit", p.Commit)
	if !p.At.IsZero() && !t.moment("at", p.At) {
		t.key("at")
		e.rest(t, p.At) // says what is wrong with it
	}
	if p.Call != nil {
		t.key("call")
		e.rest(t, p.Call)
	}
	t.close('}')
}

// rest writes what is rare as everything else is written.
func (e *encoder) rest(t *text, v any) { t.b = append(t.b, e.encode(v, spaces[1:1+2*t.depth])...) }
