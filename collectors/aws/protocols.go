package aws

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The protocols of the services that are asked without a module: GET, JSON with
// the name of the call in a header, and forms that are answered in XML.

// request is what one attempt sends: it is made anew for each.
type request struct {
	method, path, content string
	header                map[string]string
}

// get makes one attempt after the other until a path is answered or patience
// ends. O is read from the answer by its tags.
func get[O any](ctx context.Context, p plain, path string, query url.Values) (*O, error) {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	read := json.Unmarshal
	if p.xml {
		read = xml.Unmarshal
	}
	return answered[O](ctx, p, request{method: http.MethodGet, path: path, header: map[string]string{"Accept": "application/json"}}, read)
}

// target makes a call of the protocol that names it in a header, with its
// parameters in JSON.
func target[O any](ctx context.Context, p plain, name string, params map[string]any) (*O, error) {
	b, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("a call that can't be written: %w", err)
	}
	return answered[O](ctx, p, request{method: http.MethodPost, path: "/", content: string(b),
		header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": name}}, json.Unmarshal)
}

// form makes a call of the protocol whose action stands in a form. O is what
// stands in the result of the answer; an answer to another question is none.
func form[O any](ctx context.Context, p plain, version, action string, params url.Values) (*O, error) {
	f := url.Values{"Action": {action}, "Version": {version}}
	for k, v := range params {
		f[k] = v
	}
	return answered[O](ctx, p, request{method: http.MethodPost, path: "/", content: f.Encode(),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}},
		func(body []byte, out any) error { return readResult(body, action, out) })
}

// readResult reads what stands in the result of an answer in XML.
func readResult(body []byte, action string, out any) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for _, want := range []string{action + "Response", action + "Result"} {
		for {
			tok, err := d.Token()
			if err != nil {
				return err
			}
			start, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			if start.Name.Local != want {
				return errors.New("an answer to another question")
			}
			if strings.HasSuffix(want, "Result") {
				return d.DecodeElement(out, &start)
			}
			break
		}
	}
	return errors.New("an answer without a result")
}

// queryPages goes through a list of a service that is asked by forms; mark is the
// parameter that names the page, next gives it of a page that there is more after.
func queryPages[O any](ctx context.Context, p plain, spec, version string, q question, mark string, params url.Values, next func(*O) string, each func(*O, *answer) int) *answer {
	_, action, _ := strings.Cut(spec, ".")
	return pages(ctx, p.scope, spec, q, func(ctx context.Context, token string) (*O, string, error) {
		with := url.Values{}
		for k, v := range params {
			with[k] = v
		}
		if token != "" {
			with.Set(mark, token)
		}
		out, err := form[O](ctx, p, version, action, with)
		if err != nil {
			return nil, "", err
		}
		return out, next(out), nil
	}, each)
}

// targetPages goes through a list of a service that is asked in JSON; prefix
// stands before the name of the call in the header.
func targetPages[O any](ctx context.Context, p plain, spec, prefix string, q question, mark string, next func(*O) (token string, ok bool), each func(*O, *answer) int) *answer {
	_, call, _ := strings.Cut(spec, ".")
	return pages(ctx, p.scope, spec, q, func(ctx context.Context, token string) (*O, string, error) {
		params := map[string]any{}
		if token != "" {
			params[mark] = token
		}
		out, err := target[O](ctx, p, prefix+"."+call, params)
		if err != nil {
			return nil, "", err
		}
		token, ok := next(out)
		if !ok {
			return nil, "", errNoList
		}
		return out, token, nil
	}, each)
}
