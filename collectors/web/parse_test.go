package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestParseSecurity(t *testing.T) {
	const end = "Expires: 2027-06-30T00:00:00Z\n"
	const contact = "Contact: mailto:s@example.com\n"
	signed := "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + contact + end + "Canonical: https://example.com/.well-known/security.txt\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n"
	for name, c := range map[string]struct{ src, want string }{
		"good":              {"# hello\r\n\r\n" + contact + end, ""},
		"other cases":       {"CONTACT: tel:+1-201-555-0123\nexpires: 2027-06-30t00:00:00z\nX-Future: yes\nPreferred-Languages: en, de-AT\nPolicy: https://example.com/p\n", ""},
		"signed":            {signed, ""},
		"empty":             {"", "0! there is no Contact | 0! there is no Expires"},
		"no contact":        {end, "0! there is no Contact"},
		"no expires":        {contact, "0! there is no Expires"},
		"expired":           {contact + "Expires: 2026-11-20T00:00:00Z\n", "2! the file expired on 2026-11-20"},
		"far away":          {contact + "Expires: 2029-01-01T00:00:00Z\n", "2? Expires is more than a year away"},
		"no date":           {contact + "Expires: Thu, 31 Dec 2026\n", "2! Expires is no date of the form 2026-12-31T23:59:59Z"},
		"two expires":       {contact + end + end, "3! a second Expires"},
		"bare address":      {"Contact: s@example.com\n" + end, "1! contact is no URI; an address of mail begins with mailto:"},
		"plain HTTP":        {"Contact: http://example.com\n" + end, "1! contact is an address of the web and does not begin with https://"},
		"empty value":       {contact + "Policy: \n" + end, "2! policy is empty"},
		"no space":          {"Contact:mailto:s@example.com\n" + end, "1! there is no space after the colon of Contact"},
		"two languages":     {contact + end + "Preferred-Languages: en\nPreferred-Languages: fr\n", "4! a second Preferred-Languages"},
		"odd language":      {contact + end + "Preferred-Languages: en,,de\n", "3! Preferred-Languages holds what is no language tag"},
		"last line":         {contact + strings.TrimSuffix(end, "\n"), "2! the last line has no end"},
		"carriage returns":  {"# a\rb\n" + contact + end, "1! a carriage return within the line"},
		"no field":          {contact + "hello\n" + end, "2! the line is neither a field nor a comment"},
		"misspelt":          {contact + end + "Acknowledgements: https://example.com/x\n", "3? acknowledgements is not a field; Acknowledgments is"},
		"byte order mark":   {"\ufeff" + contact + end, "1! the file begins with a byte order mark"},
		"not UTF-8":         {contact + end + "# caf\xe9\n", "0! the file is not UTF-8"},
		"no canonical":      {strings.Replace(signed, "Canonical: https://example.com/.well-known/security.txt\n", "", 1), "0? the file is signed and has no Canonical, so it could be one of another site"},
		"after the end":     {signed + "Contact: mailto:evil@example.com\n", "11! a line after the signature, which it does not cover"},
		"no end":            {strings.Replace(signed, "-----END PGP SIGNATURE-----\n", "", 1), "9! the signature has no end"},
		"before the begin":  {contact + signed, "2! a signed message begins after fields, which it does not cover"},
		"names without end": {strings.Repeat("x\n", 100), "50"},
	} {
		t.Run(name, func(t *testing.T) {
			s := parseSecurity([]byte(c.src), now)
			var got []string
			for _, p := range s.Problems {
				got = append(got, fmt.Sprintf("%d%s %s", p.Line, map[bool]string{true: "!", false: "?"}[p.Must], p.Text))
			}
			if text := strings.Join(got, " | "); text != c.want && c.want != fmt.Sprint(len(got)) {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
			if s.Signed != strings.Contains(c.src, beginMessage) {
				t.Error("signed", s.Signed)
			}
		})
	}
}

func FuzzParseSecurity(f *testing.F) {
	f.Add(goodText)
	f.Add("-----BEGIN PGP SIGNED MESSAGE-----\n\n- -x: y\n-----BEGIN PGP SIGNATURE-----\n")
	f.Fuzz(func(t *testing.T, s string) {
		got := parseSecurity([]byte(s), now)
		lines := strings.Count(s, "\n") + 1
		for _, p := range got.Problems {
			if p.Line < 0 || p.Line > lines || p.Text == "" {
				t.Errorf("%+v in %d lines", p, lines)
			}
		}
	})
}

func FuzzParseJWKS(f *testing.F) {
	f.Add(keySet)
	f.Add(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},null]}`)
	f.Fuzz(func(t *testing.T, s string) {
		ks, err := parseJWKS([]byte(s))
		if err != nil && ks != nil {
			t.Error("keys and an error")
		}
		for _, k := range ks {
			if k.ID == "" {
				t.Errorf("%+v", k)
			}
		}
	})
}

func FuzzReadHistory(f *testing.F) {
	f.Add(`{"schema":"candor.web-history/v1","pages":{"u":{"looks":[{"first":"2026-01-01T00:00:00Z","last":"2026-01-01T00:00:00Z","count":1,"digest":"d"}],"things":{"a":null}}}}`)
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ReadHistory([]byte(s))
		if err != nil {
			return
		}
		for u := range h.Pages {
			if tr, err := h.see(u, "d", map[string]string{"a": "A"}, now); err == nil {
				for _, id := range tr.ids() {
					tr.span(tr.Things[id])
				}
			}
		}
	})
}

func TestParseJWKS(t *testing.T) {
	// The key and the thumbprint of RFC 7638, section 3.1.
	const n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
	ks, err := parseJWKS([]byte(`{"keys":[{"kty":"RSA","n":"` + n + `","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]}`))
	if err != nil || ks[0].Thumbprint != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" || ks[0].Bits != 2048 || ks[0].Secret {
		t.Errorf("%+v %v", ks, err)
	}
	for src, want := range map[string]string{
		`[]`: "not JSON", `{}`: "no list", `{"keys":[{}]}`: "no kty", `{"keys":[{"kty":"RSA"}]}`: "without modulus", `{"keys":[{"kty":"EC"}]}`: "without a point",
		`{"keys":[{"kty":"OKP"}]}`: "without a point", `{"keys":[{"kty":"new"}]}`: "neither a kid", `{"keys":[{"kty":"new","kid":"a"},{"kty":"new","kid":"a"}]}`: "twice",
		`{"keys":[` + strings.Repeat(`{},`, maxKeysInSet) + `{}]}`: "more than",
	} {
		if _, err := parseJWKS([]byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v", src, err)
		}
	}
}

func TestReadDate(t *testing.T) {
	for s, want := range map[string]string{
		"2026-12-24": "2026-12-24", "December 24, 2026": "2026-12-24", "24 Dec 2026": "2026-12-24", "Dec 24th, 2026": "2026-12-24", "August 1, 2026": "2026-08-01",
		"03/04/2026": "", "soon": "", "2026": "",
	} {
		got, ok := readDate(s)
		if ok != (want != "") || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%s: %v %v", s, got, ok)
		}
	}
}

func TestReadVendors(t *testing.T) {
	rows := readVendors("text/html; charset=utf-8", []byte(`<table><tr><th>Plan</th></tr><tr><td>Gold</td></tr></table>
<table><tr><th>Sub-processor</th><th>Effective date</th><th>Announced</th></tr>
<tr><td>Hoster  Inc</td><td>2026-12-24</td><td>soon</td></tr>
<tr><td>hoster inc</td><td></td><td></td></tr><tr><td></td><td>x</td><td></td></tr></table>`))
	if len(rows) != 1 || rows[0].ID != "hoster inc" || rows[0].Line != 3 || rows[0].Effective.Format(time.DateOnly) != "2026-12-24" || rows[0].OddDate == "" {
		t.Errorf("%+v", rows)
	}
	if rows := readVendors("text/markdown", []byte("| Vendor | Purpose |\n|---|---|\n| A | b |\n")); len(rows) != 1 || rows[0].Line != 3 {
		t.Errorf("%+v", rows)
	}
}

func TestHSTS(t *testing.T) {
	for v, want := range map[string]string{
		`max-age="300"`: "map[count:1 max_age:300 preload:false subdomains:false]", "max-age=1; max-age=2": "map[count:1 max_age:-1 preload:false subdomains:false]",
		"includeSubDomains": "map[count:1 max_age:-1 preload:false subdomains:true]",
	} {
		if got := fmt.Sprint(hsts(http.Header{"Strict-Transport-Security": {v}})); got != want {
			t.Errorf("%s: %s", v, got)
		}
	}
	if hsts(http.Header{}) != nil {
		t.Error("a header out of nothing")
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add("max-age=1; includeSubDomains", "default-src 'self'; script-src *")
	f.Fuzz(func(t *testing.T, h, p string) {
		hsts(http.Header{"Strict-Transport-Security": {h}})
		if m, ok := policy(http.Header{"Content-Security-Policy": {p}}, "Content-Security-Policy").(map[string]any); ok && len(m["directives"].([]any)) > 50 {
			t.Error("too many directives")
		}
	})
}

func FuzzReadVendors(f *testing.F) {
	f.Add("text/html", vendorPage)
	f.Add("text/markdown", "| Vendor | Effective |\n|---|---|\n| A | 2026-01-02 |\n")
	f.Fuzz(func(t *testing.T, kind, page string) {
		for _, r := range readVendors(kind, []byte(page)) {
			if r.ID == "" || r.Line < 1 {
				t.Errorf("%+v", r)
			}
		}
	})
}
