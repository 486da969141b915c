package tls

import (
	"fmt"
	"math"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/evidence"
)

// Evidence puts what was seen into a facts file. The file holds no tree: it is
// added to the reading of one. The facts have no path; their place is
// tls://HOST:PORT/ADDRESS, so that a claim may say `over: tls://**`.
func (s *Scan) Evidence() *evidence.File {
	now := s.Options.Now
	in := collector.NewInput(&collector.Collector{ID: ID, Version: Version, Kinds: Kinds(), Wants: func(string) bool { return false }}, &collector.Tree{}, now)
	for i := range s.Endpoints {
		for _, f := range s.facts(&s.Endpoints[i]) {
			in.Emit(f)
		}
	}
	run := candor.Run{ID: ID, Version: Version, State: candor.Ran, Kinds: Kinds(), Seconds: s.Took.Round(time.Millisecond).Seconds(), At: now}
	out := in.Facts()
	gaps := 0
	for _, f := range out {
		if !f.State.Answers() {
			if gaps++; gaps == 1 {
				run.Reason = f.Subject + ": " + f.Reason
			}
		}
	}
	if gaps > 0 {
		run.State = candor.Partial
	}
	if gaps > 1 {
		run.Reason = fmt.Sprintf("%s; and %d more", run.Reason, gaps-1)
	}
	run.Facts = len(out)
	return &evidence.File{
		Header: evidence.Header{Schema: evidence.Schema, Tool: candor.Version, Root: "tls", At: now},
		Runs:   []candor.Run{run}, Facts: out,
	}
}

// Gaps says what could not be asked, one line each.
func (s *Scan) Gaps() []string {
	var out []string
	for i := range s.Endpoints {
		e := &s.Endpoints[i]
		switch r := e.result; {
		case r == nil:
			out = append(out, e.subject()+": "+e.Reason)
		case r.unreachable != "":
			out = append(out, e.subject()+": "+r.unreachable)
		default:
			for _, v := range r.versions {
				if v.verdict == inconclusive {
					out = append(out, fmt.Sprintf("%s: %s can't be told: %s", e.subject(), versionText(v.version), v.how))
				}
			}
		}
	}
	return out
}

// Summary says in a few words what was asked.
func (s *Scan) Summary() string {
	hosts := make(map[string]bool)
	asked, connections := 0, 0
	for i := range s.Endpoints {
		e := &s.Endpoints[i]
		hosts[e.Target.String()] = true
		if e.result != nil {
			connections += e.result.connections
			if e.result.unreachable == "" {
				asked++
			}
		}
	}
	return fmt.Sprintf("%d targets, %d addresses answered, %d connections in %.1f s", len(hosts), asked, connections, s.Took.Seconds())
}

func (e *Endpoint) subject() string {
	if e.Address == "" || e.Address == e.Target.Host {
		return e.Target.String()
	}
	return e.Target.String() + " at " + e.Address
}

func (s *Scan) facts(e *Endpoint) []candor.Fact {
	source := e.Target.source()
	from := candor.Provenance{
		Collector: ID, Version: Version, Source: source, At: s.Options.Now,
		Call: &candor.Call{Operation: "ask which versions of TLS are spoken", Params: map[string]string{"address": e.Address, "transport": string(e.Target.Transport)}},
	}
	base := candor.Fact{Subject: e.subject(), State: candor.Observed, From: from, At: candor.Location{Resource: source + "/" + e.Address}}
	gap := func(kind, why string) candor.Fact {
		f := base
		f.Kind, f.State, f.Reason = kind, candor.Error, why
		if e.notAsked {
			f.State = candor.NotAsked
		}
		return f
	}
	fact := func(kind string, value map[string]any) candor.Fact {
		f := base
		value["host"], value["port"], value["transport"] = e.Target.Host, int(e.Target.Port), string(e.Target.Transport)
		value["address"], value["addresses"] = e.Address, e.of
		value["looked_at"] = s.Options.Now.Format(time.RFC3339)
		f.Kind, f.Value = kind, value
		return f
	}
	http := e.Target.Transport == HTTPS && !s.Options.NoHTTP
	r := e.result
	if r == nil || r.unreachable != "" {
		why := e.Reason
		if r != nil {
			why = r.unreachable
		}
		out := []candor.Fact{gap(KindEndpoint, why), gap(KindCertificate, why)}
		if http {
			out = append(out, gap(KindHTTP, why))
		}
		return out
	}
	out := []candor.Fact{fact(KindEndpoint, s.endpoint(r))}
	switch {
	case r.off != "": // there is no certificate, and nobody looks for one
	case r.chain.missing != "":
		out = append(out, gap(KindCertificate, r.chain.missing))
	default:
		out = append(out, fact(KindCertificate, certificate(r.chain, s.Options.Now)))
	}
	if http {
		out = append(out, fact(KindHTTP, r.web.value(r)))
	}
	return out
}

func (s *Scan) endpoint(r *result) map[string]any {
	v := map[string]any{
		"offered": r.off == "", "off": r.off, "required": r.required.state, "required_how": r.required.how, "stuffed": r.stuffed,
		"client_certificate": r.clientID, "connections": r.connections,
		"control":  map[string]any{"ok": r.last.ok, "first": r.first.how, "last": r.last.how},
		"versions": []any{}, "weak": []any{}, "dh": map[string]any{"verdict": string(r.dh.verdict), "how": r.dh.how},
	}
	if r.off != "" {
		return v
	}
	if r.dh.verdict == accepts {
		v["dh"] = map[string]any{"verdict": string(accepts), "how": r.dh.how, "bits": r.dh.bits, "version": versionName(r.dh.version), "suite": s.suites.text(r.dh.suite)}
	}
	var versions, weak []any
	for _, x := range r.versions {
		m := map[string]any{"version": versionName(x.version), "name": versionText(x.version), "verdict": string(x.verdict), "how": x.how, "hellos": len(x.told)}
		if t, ok := x.proof(); ok && x.version != ssl20 {
			m["suite"] = s.suites.text(t.answer.suite)
		}
		var answers []any
		for _, t := range x.told {
			answers = append(answers, fmt.Sprintf("%s, %s: %s", versionText(t.hello.version), t.hello.text(), t.answer.text(s.suites)))
		}
		m["answers"] = answers
		versions = append(versions, m)
	}
	for _, x := range r.weak {
		m := map[string]any{"class": x.class, "verdict": string(x.verdict), "how": x.how}
		if x.verdict == accepts {
			m["version"], m["suite"] = versionText(x.version), s.suites.text(x.suite)
		}
		weak = append(weak, m)
	}
	v["versions"], v["weak"] = versions, weak
	return v
}

func certificate(c *chainFact, now time.Time) map[string]any {
	var chain []any
	for _, x := range c.chain {
		chain = append(chain, describe(x))
	}
	leaf := c.chain[0]
	return map[string]any{
		"chain": chain, "name_ok": c.nameOK, "name_why": c.nameWhy,
		"system": string(c.system), "system_why": c.systemWhy, "custom": string(c.custom), "custom_why": c.customWhy,
		"not_yet": now.Before(leaf.NotBefore), "expired": now.After(leaf.NotAfter),
		"days_left": int(math.Floor(leaf.NotAfter.Sub(now).Hours() / 24)),
	}
}

// value is what HTTP gave. The state of each part is "answer", "closed",
// "not_asked" or "unknown".
func (w *webFact) value(r *result) map[string]any {
	secure := w.secure
	if secure == nil {
		secure = &page{why: "no handshake: " + r.first.how}
	}
	return map[string]any{"https": secure.value(), "plain": w.plain.value()}
}

func (pg *page) value() map[string]any {
	m := map[string]any{"state": "answer", "why": pg.why, "status": pg.status, "hsts": nil, "scheme": pg.scheme, "to": pg.host}
	switch {
	case pg.closed:
		m["state"], m["why"] = "closed", "nobody listens there"
	case pg.notAsked:
		m["state"] = "not_asked"
	case pg.why != "":
		m["state"] = "unknown"
	}
	if pg.hsts != nil {
		m["hsts"] = map[string]any{"max_age": pg.hsts.maxAge, "subdomains": pg.hsts.subdomains, "preload": pg.hsts.preload, "count": pg.hsts.count}
	}
	return m
}
