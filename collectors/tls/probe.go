package tls

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// verdict is what the answers say of a version or a class of suites.
type verdict string

const (
	accepts      verdict = "accepts"
	refuses      verdict = "refuses"
	inconclusive verdict = "inconclusive"
)

// tolerated is the most suites of a hello to a server that drops large ones:
// it is then below 256 bytes, from where on some hang.
const tolerated = 48

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

// result is everything that was seen of one address.
type result struct {
	first, last control
	unreachable string // why nothing could be asked
	off         string // the server says that it has no TLS
	versions    []*sighting
	weak        []weakness
	dh          diffieHellman
	chain       *chainFact
	web         *webFact
	connections int
	stuffed     bool
	clientID    bool
	took        time.Duration
}

// look asks one address everything.
func (p *prober) look(ctx context.Context) *result {
	start := time.Now()
	r := &result{}
	ctx, stop := context.WithTimeout(ctx, 20*p.Timeout)
	defer stop()
	p.patience = p.Timeout
	https := p.target.Transport == HTTPS && !p.NoHTTP
	var plain sync.WaitGroup
	if https {
		r.web = &webFact{}
		plain.Go(func() { r.web.plain = p.plainPage(ctx) })
	}
	r.first = p.shake(ctx, https)
	plain.Wait()
	switch {
	case r.first.off:
		r.off = r.first.how
	case r.first.kind == gotNoServer:
		r.unreachable = r.first.how
	default:
		p.versions(ctx, r)
		p.classes(ctx, r)
		p.finish(ctx, r)
	}
	if https {
		r.web.secure = r.first.web
	}
	r.chain = p.chain(r)
	r.clientID = r.first.clientID
	r.connections, r.stuffed, r.took = int(p.conns.Load()), p.stuffed.Load(), time.Since(start)
	return r
}

// plan lists the hellos of a version. A server that ends a large hello may
// still answer a small one, with extensions or without.
func (p *prober) plan(v uint16, size int) []hello {
	sni := serverName(p.target.Host)
	if v == ssl20 {
		return []hello{{version: v, label: "all 7 suites"}}
	}
	var out []hello
	parts := chunks(p.suites.usable(v, func(suite) bool { return true }), size)
	few := ""
	if size == tolerated {
		few = ", small"
	}
	for i, part := range parts {
		out = append(out, hello{version: v, suites: part, sni: sni, small: few != "", label: fmt.Sprintf("suites %d of %d%s", i+1, len(parts), few)})
	}
	if v != ssl30 && v != tls13 {
		out = append(out, hello{version: v, suites: smallSuites(v), sni: sni, small: true, label: "small"})
	}
	return append(out, hello{version: v, suites: smallSuites(v), sni: sni, small: true, bare: true, label: "small, bare"})
}

// versions asks for every version, the newest first.
func (p *prober) versions(ctx context.Context, r *result) {
	size := chunkSize
	before := make(map[uint16][]told)
	if r.first.kind == gotTimeout {
		accepted := p.mute(ctx, before)
		if accepted == nil {
			for _, v := range versions() {
				s := &sighting{version: v, told: before[v]}
				s.decide()
				r.versions = append(r.versions, s)
			}
			return
		}
		if accepted.small {
			size = tolerated
		}
	}
	if r.first.ok {
		p.patience = min(p.Timeout, 10*r.first.took+time.Second)
	}
	for _, v := range versions() {
		s := p.version(ctx, v, size, before[v])
		r.versions = append(r.versions, s)
		if t, ok := s.proof(); ok && t.hello.small {
			size = tolerated
		}
	}
	if size == chunkSize {
		return
	}
	// What was asked before the server was known to drop large hellos is asked again.
	for i, s := range r.versions {
		if s.verdict != accepts && !s.tolerant && slices.ContainsFunc(s.told, func(t told) bool { return t.hello.large() }) {
			r.versions[i] = p.version(ctx, s.version, size, s.told)
		}
	}
}

// large reports a hello that some servers drop for its size.
func (h hello) large() bool { return !h.small && h.version != ssl20 }

// version sends the hellos of one version until one is accepted.
func (p *prober) version(ctx context.Context, v uint16, size int, before []told) *sighting {
	s := &sighting{version: v, told: before, whole: true, tolerant: size == tolerated}
	if _, ok := s.proof(); ok {
		s.decide()
		return s
	}
	silent := slices.ContainsFunc(before, func(t told) bool { return t.answer.kind == gotTimeout && s.counts(t) })
	for _, h := range p.plan(v, size) {
		if slices.ContainsFunc(before, func(t told) bool { return t.hello.label == h.label }) {
			continue
		}
		if silent && !h.small {
			s.whole = false // silence is no refusal: more of the same can't make it one
			continue
		}
		a := p.ask(ctx, h)
		s.told = append(s.told, told{h, a})
		if a.accepts(v) {
			break
		}
		if a.kind == gotNoServer || a.kind == gotNotTLS || silent && a.kind == gotTimeout {
			s.whole = false
			break
		}
		silent = silent || a.kind == gotTimeout
	}
	s.decide()
	return s
}

// counts reports whether an answer speaks about the version: what a server
// that drops large hellos says to those does not.
func (s *sighting) counts(t told) bool { return !s.tolerant || !t.hello.large() }

// mute asks a server that did not answer the control for all versions at once,
// so that its silence is waited for no more than twice. It returns a hello that
// was accepted, or nil.
func (p *prober) mute(ctx context.Context, before map[uint16][]told) *hello {
	var mu sync.Mutex
	var found *hello
	round := func(pick func([]hello) hello, which []uint16) {
		var wg sync.WaitGroup
		for _, v := range which {
			h := pick(p.plan(v, chunkSize))
			wg.Go(func() {
				a := p.ask(ctx, h)
				mu.Lock()
				defer mu.Unlock()
				before[v] = append(before[v], told{h, a})
				if a.accepts(v) {
					found = &h
				}
			})
		}
		wg.Wait()
	}
	round(func(hs []hello) hello { return hs[max(0, slices.IndexFunc(hs, func(h hello) bool { return h.small }))] }, versions())
	if found == nil {
		round(func(hs []hello) hello { return hs[0] }, []uint16{tls13, tls12, tls11, tls10, ssl30})
	}
	return found
}

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
