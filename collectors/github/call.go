package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strings"

	"github.com/google/go-github/v89/github"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// answer is what a call gave: Observed or Absent, or why it gave nothing.
type answer struct {
	state  candor.State
	reason string
	item   *live.Item
}

// ok reports that the thing was there and was read.
func (a answer) ok() bool { return a.state == candor.Observed }

// ask makes a declared call about a subject, and keeps an item of evidence of it.
func (s *session) ask(ctx context.Context, call, subject string, params map[string]string, do func(context.Context) error) answer {
	return s.call(ctx, call, subject, params, nil, func(ctx context.Context, t *tape) ([]byte, error) {
		err := do(ctx)
		return t.body, err
	})
}

// call is ask for calls of one page and of many; do returns all bodies that it saw.
func (s *session) call(ctx context.Context, call, subject string, params map[string]string, pop *live.Population, do func(context.Context, *tape) ([]byte, error)) answer {
	spec := specOf(s.specs, call)
	t := &tape{}
	body, err := do(context.WithValue(ctx, tapeKey{}, t), t)
	it := &live.Item{
		Spec: call, Collector: ID, Version: Version, Source: s.source(subject), Subject: subject, Identity: s.identity,
		Params: maps.Clone(params), Requests: t.requests, Population: pop, Redacted: spec.Redact,
	}
	it.State, it.Code, it.Reason = judge(spec, t, err)
	if pop != nil && it.State != candor.Observed {
		pop.Complete = false
		pop.Skipped = append(pop.Skipped, live.Skipped{Part: fmt.Sprintf("page %d and what comes after it", pop.Pages+1), State: it.State, Reason: it.Reason})
	}
	if len(body) > 0 {
		it.Digest = live.Digest(redacted(body, spec.Redact))
	}
	it.Seal()
	s.keep(it, t)
	return answer{state: it.State, reason: it.Reason, item: it}
}

// judge says what became of a call. Words of the other side are compared, and
// never repeated: nobody knows what stands in them.
func judge(spec *live.Spec, t *tape, err error) (state candor.State, code, reason string) {
	if t.status != 0 {
		code = fmt.Sprint(t.status)
	}
	said := code + " " + message(t.body)
	for _, c := range spec.Absent {
		if strings.HasPrefix(said, c) {
			return candor.Absent, c, ""
		}
	}
	for _, c := range spec.Unsupported {
		if strings.HasPrefix(said, c) {
			return candor.Unsupported, c, "GitHub does not offer this on the plan that the repository is on"
		}
	}
	var cut *pagingError
	var timeout net.Error
	switch {
	case t.limited:
		return candor.Throttled, code, "GitHub refused for rate, and still did after the waits that it asked for"
	case err == nil:
		return candor.Observed, "", ""
	case errors.As(err, &cut):
		return candor.Error, code, cut.Error()
	case t.status == http.StatusUnauthorized:
		return candor.Denied, code, "GitHub does not accept the token"
	case t.status == http.StatusForbidden:
		return candor.Denied, code, "the token may not ask this" + needs(spec)
	case t.status == http.StatusNotFound:
		return candor.Denied, code, "GitHub says 404, as it does to a token that may not see the thing; that it is not there is not shown" + needs(spec)
	case t.status >= 300 && t.status < 400:
		return candor.Error, code, "it was moved or renamed; ask for it by its name of today"
	case t.status >= 500:
		return candor.Error, code, fmt.Sprintf("GitHub failed with status %d, %d times", t.status, len(t.requests))
	case t.status >= 400:
		return candor.Error, code, fmt.Sprintf("GitHub answered with status %d", t.status)
	case t.status != 0:
		return candor.Error, code, "the answer can't be read"
	case errors.Is(err, errForeign):
		return candor.Error, code, errForeign.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return candor.Error, code, "no answer in time"
	case errors.Is(err, context.Canceled):
		return candor.NotAsked, code, "the run was stopped"
	}
	return candor.Error, code, "the connection failed, or ended within the answer"
}

// needs names the rights of a call.
func needs(spec *live.Spec) string {
	var names []string
	for _, p := range spec.Needs {
		names = append(names, p.Action)
	}
	if len(names) == 0 {
		return ""
	}
	return " (a fine-grained token needs " + strings.Join(names, ", ") + ")"
}

// message is what an error of GitHub's says; "" for anything else.
func message(body []byte) string {
	var m struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &m) != nil {
		return ""
	}
	return m.Message
}

// pagingError says that a list went wrong between its pages.
type pagingError struct{ why string }

func (e *pagingError) Error() string { return e.why }

// maxPages is the most pages of one list: at 100 a page, more than anything has.
const maxPages = 1000

// pages asks for all pages of a list, until it ends or enough says so.
func pages[T any](ctx context.Context, s *session, call, subject, of string, params map[string]string,
	get func(ctx context.Context, page github.ListOptions) ([]T, *github.Response, error), enough func([]T) bool,
) ([]T, answer) {
	var all []T
	pop := &live.Population{Of: of}
	a := s.call(ctx, call, subject, params, pop, func(ctx context.Context, t *tape) ([]byte, error) {
		var bodies [][]byte
		for page := 1; ; {
			got, res, err := get(ctx, github.ListOptions{Page: page, PerPage: 100})
			if err != nil {
				return joined(bodies), err
			}
			bodies = append(bodies, t.body)
			all = append(all, got...)
			pop.Pages, pop.Count = pop.Pages+1, len(all)
			switch {
			case res.NextPage == 0 || enough != nil && enough(got):
				pop.Complete = true
				return joined(bodies), nil
			case res.NextPage <= page:
				return joined(bodies), &pagingError{fmt.Sprintf("page %d names page %d as the next one: the list has no end", page, res.NextPage)}
			case pop.Pages == maxPages:
				return joined(bodies), &pagingError{fmt.Sprintf("more than %d pages", maxPages)}
			}
			page = res.NextPage
		}
	})
	return all, a
}

// joined puts the pages of a list together again; what is no list is kept as bytes.
func joined(bodies [][]byte) []byte {
	if len(bodies) == 1 {
		return bodies[0]
	}
	var all []json.RawMessage
	for _, b := range bodies {
		var page []json.RawMessage
		if json.Unmarshal(b, &page) != nil {
			return bytes.Join(bodies, []byte("\n"))
		}
		all = append(all, page...)
	}
	out, err := json.Marshal(all)
	if err != nil {
		return bytes.Join(bodies, []byte("\n"))
	}
	return out
}

// redacted is a body without the parts at the paths, with sorted keys. A body
// that is no JSON is nothing: nobody knows what to take out of it.
func redacted(body []byte, paths []string) []byte {
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	for _, p := range paths {
		remove(v, strings.Split(p, "/"))
	}
	out, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return out
}

func remove(v any, path []string) {
	switch x := v.(type) {
	case map[string]any:
		if len(path) == 1 && path[0] != "*" {
			delete(x, path[0])
			return
		}
		for k, e := range x {
			if len(path) > 1 && (path[0] == "*" || path[0] == k) {
				remove(e, path[1:])
			}
		}
	case []any:
		if path[0] != "*" {
			return
		}
		for _, e := range x {
			if len(path) > 1 {
				remove(e, path[1:])
			}
		}
	}
}

// errNotThere stands for an answer that go-github takes for "no".
var errNotThere = errors.New("not there")
