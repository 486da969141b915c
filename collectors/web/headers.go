package web

import (
	"net/http"
	"strconv"
	"strings"
)

// hsts reads a Strict-Transport-Security header; nil when there is none. Its
// shape is that of the facts tls.http: browsers obey the first header, and pass
// over one that is broken (max_age -1).
func hsts(h http.Header) any {
	all := h.Values("Strict-Transport-Security")
	if len(all) == 0 {
		return nil
	}
	m := map[string]any{"max_age": -1, "subdomains": false, "preload": false, "count": len(all)}
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(all[0], ";") {
		name, val, _ := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if seen[name] {
			return map[string]any{"max_age": -1, "subdomains": false, "preload": false, "count": len(all)}
		}
		seen[name] = true
		switch name {
		case "max-age":
			if n, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(val), `"`), 10, 40); err == nil {
				m["max_age"] = int(n)
			}
		case "includesubdomains":
			m["subdomains"] = true
		case "preload":
			m["preload"] = true
		}
	}
	return m
}

// policy reads Content-Security-Policy: which directives there are, and what of
// their sources lets everything in. The sources themselves are not kept: they
// may hold nonces.
func policy(h http.Header, name string) any {
	all := h.Values(name)
	if len(all) == 0 {
		return nil
	}
	names := []any{}
	loose := map[string]bool{}
	ancestors := ""
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(strings.Join(all, ";"), ";") {
		words := strings.Fields(strings.ToLower(part))
		if len(words) == 0 || len(names) == 50 {
			continue
		}
		d := clip(words[0])
		if !seen[d] {
			names = append(names, d)
		}
		seen[d] = true
		for _, w := range words[1:] {
			switch {
			case d == "frame-ancestors" && ancestors == "":
				ancestors = clip(strings.Join(words[1:], " "))
			case (d == "script-src" || d == "default-src") && (w == "'unsafe-inline'" || w == "'unsafe-eval'" || w == "*" || w == "data:" || w == "http:" || w == "https:"):
				loose[w] = true
			}
		}
	}
	words := []any{}
	for _, w := range []string{"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"} {
		if loose[w] {
			words = append(words, w)
		}
	}
	return map[string]any{"directives": names, "loose": words, "frame_ancestors": ancestors}
}

// headers are those of a page that decide what browsers do with it.
func headers(a *answer) map[string]any {
	h := a.header
	return map[string]any{
		"url": bare(a.url), "status": a.status, "hsts": hsts(h),
		"csp": policy(h, "Content-Security-Policy"), "csp_report_only": policy(h, "Content-Security-Policy-Report-Only"),
		"frame_options": clip(strings.ToUpper(h.Get("X-Frame-Options"))), "nosniff": strings.EqualFold(strings.TrimSpace(h.Get("X-Content-Type-Options")), "nosniff"),
		"referrer_policy": clip(h.Get("Referrer-Policy")), "cross_origin_opener_policy": clip(h.Get("Cross-Origin-Opener-Policy")),
		"permissions_policy": h.Get("Permissions-Policy") != "",
	}
}
