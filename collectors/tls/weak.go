package tls

import (
	"context"
	"slices"
)

// weakness is what was seen of one class of suites.
type weakness struct {
	class   string
	verdict verdict
	how     string
	version uint16 // where it was accepted
	suite   uint16
}

// diffieHellman is the size of the group that the server takes for DHE.
type diffieHellman struct {
	verdict verdict
	how     string
	version uint16
	suite   uint16
	bits    int
}

// classes asks for the weak classes of suites at the oldest version that the
// server speaks and at TLS 1.2, and for the size of its Diffie-Hellman group.
func (p *prober) classes(ctx context.Context, r *result) {
	p.learn(r)
	var spoken []uint16
	size, unsure := chunkSize, ""
	for _, s := range r.versions {
		switch {
		case s.version == tls13 || s.version == ssl20 && s.verdict == refuses:
		case s.version == ssl20 && s.verdict == accepts:
			unsure = "SSLv2 is spoken, whose suites are not looked at"
		case s.verdict == accepts:
			spoken = append(spoken, s.version)
			if t, ok := s.proof(); ok && t.hello.small {
				size = tolerated
			}
		case s.verdict == inconclusive:
			unsure = versionText(s.version) + " could not be told"
		}
	}
	slices.Sort(spoken)
	w := &weakSearch{p: p, size: size, found: make(map[string]weakness), failed: make(map[string]string)}
	if n := len(spoken); n > 0 {
		for _, s := range r.versions {
			if t, ok := s.proof(); ok && s.version != ssl20 {
				w.mark(t.answer)
			}
		}
		w.search(ctx, spoken[0])
		if spoken[n-1] == tls12 && n > 1 {
			w.search(ctx, tls12)
		}
		r.dh = p.groupSize(ctx, spoken)
	} else {
		r.dh = diffieHellman{verdict: refuses, how: "no version before TLS 1.3 is spoken"}
	}
	if unsure != "" && r.dh.verdict == refuses {
		r.dh.verdict, r.dh.how = inconclusive, unsure
	}
	for _, c := range classes() {
		x, ok := w.found[c]
		why, broken := w.failed[c]
		switch {
		case ok:
		case broken:
			x = weakness{class: c, verdict: inconclusive, how: why}
		case unsure != "":
			x = weakness{class: c, verdict: inconclusive, how: unsure}
		case len(spoken) == 0:
			x = weakness{class: c, verdict: refuses, how: "no version before TLS 1.3 is spoken"}
		default:
			x = weakness{class: c, verdict: refuses, how: "refused at " + joinVersions(spoken)}
		}
		r.weak = append(r.weak, x)
	}
}

// joinVersions names where classes are asked for: at the oldest and at 1.2.
func joinVersions(spoken []uint16) string {
	s := versionText(spoken[0])
	if n := len(spoken); n > 1 && spoken[n-1] == tls12 {
		s += " and " + versionText(tls12)
	}
	return s
}

// weakSearch offers suites of all classes together and drops a class when it is
// found: a server without any then needs few connections.
type weakSearch struct {
	p      *prober
	size   int
	found  map[string]weakness
	failed map[string]string // why a class could not be told
}

// mark notes the classes of the suite that a server chose.
func (w *weakSearch) mark(a answer) {
	for _, c := range w.p.suites.byID[a.suite].classes {
		if _, ok := w.found[c]; !ok {
			w.found[c] = weakness{class: c, verdict: accepts, how: "ServerHello", version: a.version, suite: a.suite}
		}
	}
}

// wanted reports a suite that could still show a class of the group.
func (w *weakSearch) wanted(s suite, group []string) bool {
	return slices.ContainsFunc(s.classes, func(c string) bool {
		_, ok := w.found[c]
		return !ok && slices.Contains(group, c)
	})
}

func (w *weakSearch) search(ctx context.Context, v uint16) {
	for _, group := range [][]string{{classNull, classAnon, classExport, classRC4, class3DES}, {classStaticRSA}, {classCBC}} {
		ids := w.p.suites.usable(v, func(s suite) bool { return w.wanted(s, group) })
		for _, part := range chunks(ids, w.size) {
			w.offer(ctx, v, part, group)
		}
	}
}

// offer asks until the server refuses what is left of a list of suites.
func (w *weakSearch) offer(ctx context.Context, v uint16, ids []uint16, group []string) {
	for {
		ids = slices.DeleteFunc(slices.Clone(ids), func(id uint16) bool { return !w.wanted(w.p.suites.byID[id], group) })
		if len(ids) == 0 {
			return
		}
		a := w.p.ask(ctx, hello{version: v, suites: ids, sni: serverName(w.p.target.Host), alpn: w.p.target.Transport.alpn(), small: w.size == tolerated, label: "weak"})
		switch {
		case a.kind == gotHello:
			w.mark(a)
		case a.refuses(v):
			return
		default:
			for _, c := range group {
				w.failed[c] = versionText(v) + ": " + a.short()
			}
			return
		}
	}
}

// groupSize asks for DHE alone. It names no group of its own, as a client of
// the time before such names would not.
func (p *prober) groupSize(ctx context.Context, spoken []uint16) diffieHellman {
	v := spoken[0]
	if spoken[len(spoken)-1] == tls12 {
		v = tls12
	}
	ids := p.suites.usable(v, func(s suite) bool { return s.dhe() && rank(s.name) < rare && !slices.Contains(s.classes, classAnon) })
	d := diffieHellman{verdict: inconclusive}
	for _, part := range chunks(ids, chunkSize) {
		a := p.ask(ctx, hello{version: v, suites: part, sni: serverName(p.target.Host), alpn: p.target.Transport.alpn(), small: true, params: true, label: "DHE"})
		switch {
		case a.kind == gotHello && a.dhBits > 0:
			return diffieHellman{verdict: accepts, how: "ServerKeyExchange", version: a.version, suite: a.suite, bits: a.dhBits}
		case a.kind == gotHello:
			return diffieHellman{verdict: inconclusive, how: "DHE is accepted, and the size of its group was not seen"}
		case !a.refuses(v):
			return diffieHellman{verdict: inconclusive, how: a.short()}
		}
		d.verdict, d.how = refuses, a.short()
	}
	return d
}
