package tls

import (
	"context"
	"slices"
	"strings"
)

// verdict is what the answers say of a version or a class of suites.
type verdict string

const (
	accepts      verdict = "accepts"
	refuses      verdict = "refuses"
	inconclusive verdict = "inconclusive"
)

// told is a hello with its answer: the evidence.
type told struct {
	hello  hello
	answer answer
}

// sighting is what was seen of one version.
type sighting struct {
	version uint16
	verdict verdict
	how     string
	told    []told
	whole   bool // every hello that the version has was sent
	// tolerant: the server drops large hellos, and small ones were sent in their place.
	tolerant bool
}

// proof is the first answer that accepts the version.
func (s *sighting) proof() (told, bool) {
	for _, t := range s.told {
		if t.answer.accepts(s.version) {
			return t, true
		}
	}
	return told{}, false
}

// counts reports whether an answer speaks about the version: what a server
// that drops large hellos says to those does not.
func (s *sighting) counts(t told) bool { return !s.tolerant || !t.hello.large() }

// decide turns answers into a verdict, as far as they alone can: whether a
// refusal counts is decided when the control at the end is known.
func (s *sighting) decide() {
	if t, ok := s.proof(); ok {
		s.verdict = accepts
		s.how = "ServerHello"
		if t.answer.retry {
			s.how = "HelloRetryRequest"
		}
		return
	}
	var seen []string
	s.verdict = refuses
	for _, t := range s.told {
		if !s.counts(t) {
			continue
		}
		why := t.answer.short()
		if !t.answer.refuses(s.version) {
			s.verdict, s.how = inconclusive, why
			return
		}
		if !slices.Contains(seen, why) {
			seen = append(seen, why)
		}
	}
	s.how = strings.Join(seen, ", ")
	if !s.whole || len(seen) == 0 {
		s.verdict = inconclusive
	}
	if len(seen) == 0 {
		s.how = "not asked"
	}
}

// short is the answer in a few words, without suites.
func (a answer) short() string {
	switch a.kind {
	case gotHello:
		return "goes no higher than " + versionText(a.version)
	case gotAlert:
		return alertName(a.alert)
	case gotClose:
		return "closed"
	case gotTimeout:
		return "no answer in time"
	}
	return a.why
}

// finish learns versions from answers to other hellos, repeats the control, and
// takes back the refusals that no working control stands behind.
func (p *prober) finish(ctx context.Context, r *result) {
	p.learn(r)
	refused := slices.ContainsFunc(r.versions, func(s *sighting) bool { return s.verdict == refuses }) ||
		slices.ContainsFunc(r.weak, func(w weakness) bool { return w.verdict == refuses }) || r.dh.verdict == refuses
	raw, works := p.stand(r)
	switch {
	case r.first.ok && refused:
		r.last = p.shake(ctx, false)
	case r.first.ok:
		r.last = r.first
	case works:
		raw.hello.params = true // what it shows of its certificates is all that can be had
		a := p.ask(ctx, raw.hello)
		r.first.chain = parseCertificates(a.chain)
		r.last = control{ok: a.accepts(raw.answer.version), how: a.text(p.suites)}
	}
	if r.last.ok {
		return
	}
	why := "no control handshake: " + r.first.how
	if r.first.ok || works {
		why = "the control at the end failed: " + r.last.how
	}
	for _, s := range r.versions {
		if s.verdict == refuses {
			s.verdict, s.how = inconclusive, s.how+"; "+why
		}
	}
	for i := range r.weak {
		if w := &r.weak[i]; w.verdict == refuses {
			w.verdict, w.how = inconclusive, why
		}
	}
	if r.dh.verdict == refuses {
		r.dh.verdict, r.dh.how = inconclusive, why
	}
}

// stand gives the hello that stands in for a control handshake: where the
// ordinary client and the server have nothing in common, a hello that the
// server did accept shows as well that it works.
func (p *prober) stand(r *result) (told, bool) {
	if r.first.ok {
		return told{}, false
	}
	for _, s := range r.versions {
		if t, ok := s.proof(); ok {
			return t, true
		}
	}
	return told{}, false
}

// learn counts a ServerHello of an older version than was asked for as what it
// is: proof that the older one is spoken. So is the control's.
func (p *prober) learn(r *result) {
	for _, s := range r.versions {
		if s.verdict == accepts {
			continue
		}
		if r.first.ok && r.first.version == s.version {
			s.verdict, s.how = accepts, "handshake: "+r.first.how
			continue
		}
		for _, o := range r.versions {
			for _, t := range o.told {
				if o != s && t.answer.accepts(s.version) {
					s.told = append(s.told, t)
				}
			}
		}
		s.decide()
	}
}
