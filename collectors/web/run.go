package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/live/gather"
)

// run is one run.
type run struct {
	*fetcher
	*gather.Record
	now time.Time
}

// Run looks at everything that the options name. An error is a mistake of the
// user; what could not be read is in the record.
func Run(ctx context.Context, o Options) (*gather.Record, error) {
	o = o.withDefaults()
	src := live.Source{Kind: ID}
	r := &run{
		fetcher: &fetcher{Options: o, source: src, named: make(map[string]bool)},
		Record:  &gather.Record{ID: ID, Version: Version, Kinds: asked(o), Source: src, Specs: Specs(), Now: o.Now},
		now:     o.Now,
	}
	type job struct {
		u    *url.URL
		look func(context.Context, *url.URL)
	}
	var jobs []job
	for _, l := range []struct {
		names []string
		looks []func(context.Context, *url.URL)
	}{
		{o.Sites, []func(context.Context, *url.URL){r.security, r.root}},
		{o.Subprocessors, []func(context.Context, *url.URL){r.vendors}},
		{o.JWKS, []func(context.Context, *url.URL){r.keys}},
	} {
		seen := make(map[string]bool)
		for _, name := range l.names {
			u, err := target(name)
			if err != nil {
				return nil, err
			}
			if seen[u.String()] {
				continue
			}
			seen[u.String()] = true
			if _, err := netip.ParseAddr(u.Hostname()); err == nil {
				r.named[u.Hostname()] = true
			}
			for _, look := range l.looks {
				jobs = append(jobs, job{u, look})
			}
		}
	}
	for i, j := range jobs {
		j.look(ctx, j.u)
		if o.Progress != nil {
			o.Progress(i+1, len(jobs))
		}
	}
	return r.Record, nil
}

// asked are the kinds that the options ask for: the others are not looked at,
// and the run says nothing of them.
func asked(o Options) []string {
	var out []string
	if len(o.Sites) > 0 {
		out = append(out, KindSecurity, KindHeaders, kindHTTP)
	}
	if len(o.Subprocessors) > 0 {
		out = append(out, KindPage, KindVendor)
	}
	if len(o.JWKS) > 0 {
		out = append(out, KindKey)
	}
	return out
}

// target reads a host or the address of a page.
func target(s string) (*url.URL, error) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, fmt.Errorf("want a host or an https:// address, got one that is neither")
	case u.Scheme != "https":
		return nil, fmt.Errorf("%s: want https://", u.Host)
	case u.User != nil:
		return nil, fmt.Errorf("%s: an address with a user or a password is not asked", u.Host)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.Fragment = ""
	return u, nil
}

func (r *run) fact(it *live.Item, kind, subject, path string, line int, v map[string]any) {
	v["looked_at"] = stamp(r.now)
	r.Fact(it, candor.Fact{Kind: kind, Subject: subject, State: candor.Observed, Value: v, At: candor.Location{Path: path, Line: line}})
}

// security looks for the security.txt of a host.
func (r *run) security(ctx context.Context, u *url.URL) {
	subject, where := u.Host, "web://"+u.Host+"/.well-known/security.txt"
	var it *live.Item
	var a *answer
	place := ""
	for _, place = range []string{"/.well-known/security.txt", "/security.txt"} {
		it, a = r.get(ctx, "security_txt.get", &url.URL{Scheme: "https", Host: u.Host, Path: place}, maxSecurity)
		if it.State == candor.Observed && bytes.IndexByte(a.body, 0) >= 0 {
			it.State, it.Reason = candor.Error, bare(a.url)+" is no text"
		}
		if it.State == candor.Observed {
			it.Digest = live.Digest(a.body)
		}
		r.Item(it)
		if it.State != candor.Absent {
			break
		}
	}
	switch {
	case it.State == candor.Absent:
		r.Fact(it, candor.Fact{Kind: KindSecurity, Subject: subject, State: candor.Absent, Reason: "neither /.well-known/security.txt nor /security.txt is there", At: candor.Location{Path: where}})
		return
	case it.State != candor.Observed:
		r.Gap(it, where, subject, KindSecurity)
		return
	}
	s := parseSecurity(a.body, r.now)
	s.served(a)
	if place == "/security.txt" {
		s.Problems = append(s.Problems, problem{0, true, "it is at /security.txt alone, and belongs to /.well-known/security.txt"})
	}
	v := map[string]any{
		"url": bare(a.url), "redirects": texts(a.via), "content_type": clip(a.header.Get("Content-Type")), "signed": s.Signed,
		"expires": stamp(s.Expires), "expires_line": s.ExpiresAt, "days_left": nil,
	}
	if !s.Expires.IsZero() {
		v["days_left"] = days(r.now, s.Expires)
	}
	contacts, problems := []any{}, []any{}
	for _, c := range s.Contacts[:min(len(s.Contacts), 20)] {
		contacts = append(contacts, map[string]any{"line": c.Line, "value": clip(c.Value)})
	}
	for _, p := range s.Problems {
		problems = append(problems, map[string]any{"line": p.Line, "must": p.Must, "text": p.Text})
	}
	v["contacts"], v["problems"] = contacts, problems
	r.fact(it, KindSecurity, subject, where, 0, v)
}

// root looks at the headers of a page.
func (r *run) root(ctx context.Context, u *url.URL) {
	it, a := r.get(ctx, "root.get", u, maxPage)
	if it.State == candor.Observed {
		b, err := json.Marshal(headers(a))
		if err == nil {
			it.Digest = live.Digest(b) // of what is kept
		}
	} else if it.State == candor.Absent { // a page without the page says nothing of its headers
		it.State = candor.Error
	}
	r.Item(it)
	kinds := []string{KindHeaders}
	if u.Path == "/" && u.RawQuery == "" {
		kinds = append(kinds, kindHTTP)
	}
	if it.State != candor.Observed {
		r.Gap(it, place(u), u.Host, kinds...)
		return
	}
	v := headers(a)
	v["redirects"] = texts(a.via)
	r.fact(it, KindHeaders, bare(u), place(u), 0, v)
	if len(kinds) == 1 {
		return
	}
	// HSTS binds the host that sent it: what counts is the first answer.
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		port = 443
	}
	r.fact(it, kindHTTP, fmt.Sprintf("%s:%d", u.Hostname(), port), place(u), 0, map[string]any{
		"host": u.Hostname(), "port": port, "transport": "https", "address": a.first.address, "addresses": 1,
		"https": map[string]any{"state": "answer", "why": "", "status": a.first.status, "hsts": hsts(a.first.header), "scheme": "", "to": ""},
		"plain": map[string]any{"state": "not_asked", "why": "plain HTTP is not asked for here", "status": 0, "hsts": nil, "scheme": "", "to": ""},
	})
}

// vendors looks at a list of subprocessors and what became of its rows.
func (r *run) vendors(ctx context.Context, u *url.URL) {
	it, a := r.get(ctx, "subprocessors.get", u, maxPage)
	var rows []vendorRow
	if it.State == candor.Observed {
		if rows = readVendors(a.header.Get("Content-Type"), a.body); len(rows) == 0 {
			it.State, it.Reason = candor.Unsupported, bare(a.url)+" holds no table with a column for names; a page that only a script fills is not read"
		}
		it.Digest = live.Digest(a.body)
	} else if it.State == candor.Absent {
		it.State = candor.Error
	}
	r.Item(it)
	if it.State != candor.Observed {
		r.Gap(it, place(u), bare(u), KindPage, KindVendor)
		return
	}
	now := make(map[string]string)
	for _, v := range rows {
		now[v.ID] = v.Name
	}
	t, err := r.History.see(page(u), it.Digest, now, r.now)
	if err != nil {
		lost := *it
		lost.State, lost.Reason = candor.Error, err.Error()
		r.Gap(&lost, place(u), bare(u), KindPage, KindVendor)
		return
	}
	looks := 0
	for _, l := range t.Looks {
		looks += l.Count
	}
	r.fact(it, KindPage, bare(u), place(u), 0, map[string]any{
		"rows": len(rows), "looks": looks, "versions": len(t.Looks), "first_look": stamp(t.Looks[0].First), "last_look": stamp(t.last()), "digest": it.Digest,
	})
	byID := make(map[string]*vendorRow)
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
	}
	for _, id := range t.ids() {
		x := t.Things[id]
		v := t.span(x)
		v["name"], v["looks"] = x.Name, looks
		v["effective"], v["announced"], v["notice_least"], v["notice_most"], v["odd_date"] = "", "", nil, nil, ""
		line := 0
		if row := byID[id]; row != nil {
			line = row.Line
			v["cells"], v["effective"], v["announced"], v["odd_date"] = row.Cells, stamp(row.Effective), stamp(row.Announced), row.OddDate
			if !row.Effective.IsZero() && !x.After.IsZero() {
				// It was put there after the one look and before the other.
				v["notice_least"], v["notice_most"] = days(x.First, row.Effective), days(x.After, row.Effective)
			}
		}
		r.fact(it, KindVendor, x.Name, place(u), line, v)
	}
}

// keys looks at a set of public keys and what became of each.
func (r *run) keys(ctx context.Context, u *url.URL) {
	it, a := r.get(ctx, "jwks.get", u, maxKeys)
	var set []jwk
	if it.State == candor.Observed {
		var err error
		if set, err = parseJWKS(a.body); err != nil {
			it.State, it.Reason = candor.Error, bare(a.url)+": "+err.Error()
		} else if len(set) == 0 {
			it.State, it.Reason = candor.Error, bare(a.url)+" holds no key"
		} else if b, err := json.Marshal(set); err == nil {
			it.Digest = live.Digest(b) // of what is kept: a key that is no public one must not be hashed
		}
		it.Redacted = Specs()[3].Redact
	} else if it.State == candor.Absent {
		it.State = candor.Error
	}
	r.Item(it)
	if it.State != candor.Observed {
		r.Gap(it, place(u), bare(u), KindKey)
		return
	}
	now := make(map[string]string)
	byID := make(map[string]*jwk)
	for i := range set {
		now[set[i].ID], byID[set[i].ID] = set[i].Kid, &set[i]
	}
	t, err := r.History.see(page(u), it.Digest, now, r.now)
	if err != nil {
		lost := *it
		lost.State, lost.Reason = candor.Error, err.Error()
		r.Gap(&lost, place(u), bare(u), KindKey)
		return
	}
	seen := make(map[string]bool)
	for _, id := range t.ids() {
		x := t.Things[id]
		v := t.span(x)
		end := r.now
		if !x.Gone.IsZero() {
			end = x.Gone
		}
		v["kid"], v["age_least"], v["age_most"] = x.Name, days(x.First, x.Last), nil
		if !x.After.IsZero() {
			v["age_most"] = days(x.After, end)
		}
		v["type"], v["algorithm"], v["use"], v["curve"], v["bits"], v["secret"], v["thumbprint"] = "", "", "", "", 0, false, ""
		if k := byID[id]; k != nil {
			v["type"], v["algorithm"], v["use"], v["curve"], v["bits"], v["secret"], v["thumbprint"] = k.Type, k.Algorithm, k.Use, k.Curve, k.Bits, k.Secret, k.Thumbprint
		}
		subject := x.Name
		if subject == "" || seen[subject] {
			subject = strings.TrimSpace(subject + " " + id)
		}
		seen[subject] = true
		r.fact(it, KindKey, subject+" of "+bare(u), place(u), 0, v)
	}
}

func texts(ss []string) []any {
	out := []any{}
	for _, s := range ss {
		out = append(out, s)
	}
	return out
}
