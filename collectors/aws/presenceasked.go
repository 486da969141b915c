package aws

import (
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// wire is how a list is asked for: by a name in a header, by a path, or by a form.
type wire struct {
	target  string // the name in the header, as "AmazonDAXV3.DescribeClusters"
	json    string // the version of the protocol that has such names: "1.0", "1.1"
	method  string // of a path
	path    string
	action  string // of a form
	version string // of the API whose form it is
	root    string // of an answer in XML to a path
	header  map[string]string
	params  map[string]any // besides the token
	mark    string         // the parameter that names the page
}

// client is the one that asks for the list in a region.
func (p *presence) client(s *scope) plain {
	service, _, _ := strings.Cut(p.spec, ".")
	region := s.region
	if region == global {
		region = home(s.acct.partition)
	}
	return plain{scope: s, id: service, name: p.sign, host: cmp.Or(p.host, p.sign) + "." + region, dual: p.dual, xml: p.wire.action != "" || p.wire.root != ""}
}

// asker gives the pages of the list.
func (p *presence) asker(c plain) func(context.Context, string) (*found, string, error) {
	return func(ctx context.Context, token string) (*found, string, error) {
		out, err := answered[found](ctx, c, p.wire.request(token), p.read)
		if err != nil {
			return nil, "", err
		}
		return out, out.NextToken, nil
	}
}

// request is the one for a page.
func (w *wire) request(token string) request {
	params := maps.Clone(w.params)
	if params == nil {
		params = make(map[string]any)
	}
	if token != "" {
		params[w.mark] = token
	}
	r := request{method: http.MethodPost, path: w.path, header: map[string]string{"Accept": "application/json"}}
	maps.Copy(r.header, w.header)
	query := url.Values{}
	for k, v := range params {
		query.Set(k, fmt.Sprint(v))
	}
	switch {
	case w.action != "":
		query.Set("Action", w.action)
		query.Set("Version", w.version)
		r.path, r.content, r.header = "/", query.Encode(), map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
	case w.method == http.MethodGet:
		r.method = http.MethodGet
		if len(query) > 0 {
			r.path += "?" + query.Encode()
		}
	default:
		body, err := json.Marshal(params) // texts and numbers, which always can be
		if err != nil {
			body = []byte("{}")
		}
		r.content, r.header["Content-Type"] = string(body), "application/json"
		if w.target != "" {
			r.path, r.header["X-Amz-Target"], r.header["Content-Type"] = "/", w.target, "application/x-amz-json-"+w.json
		}
	}
	return r
}

// read takes names and token out of an answer.
func (p *presence) read(body []byte, out any) error {
	f, ok := out.(*found)
	switch {
	case !ok:
		return errors.New("no place for a page")
	case p.wire.action != "":
		var n element
		if err := readResult(body, p.wire.action, &n); err != nil {
			return err
		}
		return p.readXML(&n, f)
	case p.wire.root != "":
		var n element
		if err := xml.Unmarshal(body, &n); err != nil || n.XMLName.Local != p.wire.root {
			return errNoList
		}
		return p.readXML(&n, f)
	}
	return p.readJSON(body, f)
}

func (p *presence) readJSON(body []byte, f *found) error {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(body, &top); err != nil {
		return err
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(top[p.list], &entries); err != nil || entries == nil {
		return errNoList
	}
	for _, e := range entries {
		name := ""
		if p.entry == "" {
			if err := json.Unmarshal(e, &name); err != nil {
				return err
			}
		} else {
			var members map[string]json.RawMessage
			if err := json.Unmarshal(e, &members); err != nil {
				return err
			}
			if json.Unmarshal(members[p.entry], &name) != nil {
				name = unnamed
			}
		}
		f.Names = append(f.Names, name)
	}
	if p.more != "" {
		more := true
		if err := json.Unmarshal(top[p.more], &more); err != nil || more {
			return errors.New("an answer that holds not all, or does not say so")
		}
	}
	if raw := top[p.next]; p.next != "" && len(raw) > 0 {
		var token *string
		if err := json.Unmarshal(raw, &token); err != nil {
			return err
		}
		if token != nil {
			f.NextToken = *token
		}
	}
	return nil
}

// unnamed stands for an entry that the answer gives no name.
const unnamed = "unnamed"

// element is any part of an answer in XML.
type element struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Elements []element `xml:",any"`
}

func (e *element) child(name string) *element {
	for i := range e.Elements {
		if e.Elements[i].XMLName.Local == name {
			return &e.Elements[i]
		}
	}
	return nil
}

func (p *presence) readXML(n *element, f *found) error {
	entries := n.child(p.list)
	if entries == nil {
		return errNoList
	}
	for i := range entries.Elements {
		name := unnamed
		if x := entries.Elements[i].child(p.entry); x != nil {
			name = x.Text
		}
		f.Names = append(f.Names, name)
	}
	if x := n.child(p.next); x != nil {
		f.NextToken = x.Text
	}
	return nil
}
