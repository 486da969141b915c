package livetest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

var specs = []live.Spec{
	{ID: "list", Doc: "lists the boxes", Kinds: []string{"box"}, Paged: true, TTL: time.Hour},
	{ID: "lid", Doc: "asks for the lid", Kinds: []string{"box.lid"}, TTL: time.Hour},
}

// boxes is a source with two pages of boxes, and one lid.
func boxes(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/list":
		if r.URL.Query().Get("page") == "" {
			fmt.Fprint(w, `{"names":["a"],"next":"1"}`)
			return
		}
		fmt.Fprint(w, `{"names":["b"]}`)
	case "/lid":
		fmt.Fprint(w, `{"names":["closed"]}`)
	}
}

var dialect = Dialect{
	Spec: func(r *http.Request) string { return strings.TrimPrefix(r.URL.Path, "/") },
	Page: func(r *http.Request) int { return len(r.URL.Query().Get("page")) },
	Answer: func(w http.ResponseWriter, _ *http.Request, _ string, f Fault) bool {
		if f == Endless {
			fmt.Fprint(w, `{"names":[],"next":"1"}`)
			return true
		}
		w.WriteHeader(map[Fault]int{Deny: 403, Throttle: 429, Broken: 500}[f])
		return true
	},
	Wait: time.Second,
}

type page struct {
	Names []string
	Next  string
}

func get(ctx context.Context, url string) (page, error) {
	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	var p page
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return p, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return p, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return p, fmt.Errorf("status %d", res.StatusCode)
	}
	return p, json.NewDecoder(res.Body).Decode(&p)
}

// collect is a collector as it should be.
func collect(ctx context.Context, _ *testing.T, h http.Handler) *evidence.File {
	s := httptest.NewServer(h)
	defer s.Close()
	f := &evidence.File{}
	token := ""
	for {
		p, err := get(ctx, s.URL+"/list?page="+token)
		if err == nil && token != "" && p.Next == token {
			err = fmt.Errorf("the token %q came twice", token)
		}
		if err != nil {
			f.Facts = append(f.Facts, candor.Fact{Kind: "box", Subject: "all", State: candor.Error, Reason: err.Error()})
			break
		}
		for _, n := range p.Names {
			f.Facts = append(f.Facts, candor.Fact{Kind: "box", Subject: n, State: candor.Observed})
		}
		if token = p.Next; token == "" {
			break
		}
	}
	lid := candor.Fact{Kind: "box.lid", Subject: "lid", State: candor.Observed}
	if p, err := get(ctx, s.URL+"/lid"); err != nil {
		lid.State, lid.Reason = candor.Error, err.Error()
	} else {
		lid.Value = p.Names[0]
	}
	f.Facts = append(f.Facts, lid)
	return f
}

func TestMatrix(t *testing.T) {
	lost := make(map[Lost]int)
	Matrix(t, specs, http.HandlerFunc(boxes), dialect, func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		lost[LostIn(ctx)]++
		return collect(ctx, t, h)
	})
	if len(lost) != 1+len(Faults(&specs[0]))+len(Faults(&specs[1])) || lost[Lost{}] != 1 || lost[Lost{"lid", Timeout}] != 1 {
		t.Errorf("the runs were told of other losses: %v", lost)
	}
}

func TestCompare(t *testing.T) {
	fact := func(kind, subject string, s candor.State, v any) candor.Fact {
		f := candor.Fact{Kind: kind, Subject: subject, State: s, Value: v}
		if !s.Answers() {
			f.Reason = "denied"
		}
		return f
	}
	seen := candor.Observed
	before := []candor.Fact{fact("box", "a", seen, 1), fact("box.lid", "lid", seen, "closed")}
	for name, c := range map[string]struct {
		after []candor.Fact
		want  string
	}{
		"said":             {[]candor.Fact{fact("box", "a", candor.Denied, nil), before[1]}, ""},
		"said as a gap":    {[]candor.Fact{fact("box", "all", candor.Denied, nil), before[1]}, ""},
		"in silence":       {[]candor.Fact{before[1]}, "nothing says so"},
		"taken for absent": {[]candor.Fact{fact("box", "a", candor.Absent, nil), before[1]}, "said to be absent"},
		"invented":         {[]candor.Fact{fact("box", "all", candor.Denied, nil), fact("box", "b", seen, 1), before[1]}, "box  b is observed without list"},
		"too much lost":    {[]candor.Fact{fact("box", "a", candor.Denied, nil)}, "box.lid  lid does not depend on list"},
		"not needed":       {before, "is it needed?"},
		"without a reason": {[]candor.Fact{{Kind: "box", Subject: "a", State: candor.Denied}, before[1]}, "without a reason"},
		"another kind":     {[]candor.Fact{fact("box", "a", candor.Denied, nil), before[1], fact("box.lid", "more", candor.Denied, nil)}, "is a gap, and its kind does not depend"},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(Compare(&specs[0], &evidence.File{Facts: before}, &evidence.File{Facts: c.after}), "\n")
			if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
