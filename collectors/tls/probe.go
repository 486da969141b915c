package tls

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// tolerated is the most suites of a hello to a server that drops large ones:
// it is then below 256 bytes, from where on some hang.
const tolerated = 48

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
	required    requirement
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
	r.required = p.required(ctx, r)
	plain.Wait()
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
	sni, alpn := serverName(p.target.Host), p.target.Transport.alpn()
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
		out = append(out, hello{version: v, suites: part, sni: sni, alpn: alpn, small: few != "", label: fmt.Sprintf("suites %d of %d%s", i+1, len(parts), few)})
	}
	if v != ssl30 && v != tls13 {
		out = append(out, hello{version: v, suites: smallSuites(v), sni: sni, alpn: alpn, small: true, label: "small"})
	}
	if alpn != "" && v != ssl30 && v != tls13 {
		return out // without extensions it could not name its protocol
	}
	return append(out, hello{version: v, suites: smallSuites(v), sni: sni, alpn: alpn, small: true, bare: true, label: "small, bare"})
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
