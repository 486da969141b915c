package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/globs"
	"github.com/candor-dev/candor/internal/live"
)

// Of services that this collector does not look into, one list tells whether an
// account has anything there. An empty one, read to its end, is all that a claim
// needs: nothing of the service is missing. What is there is a gap with its number
// and names; a list that was not read is a gap, too.

// presence is a list that is asked for only to learn whether it is empty.
type presence struct {
	spec  string   // "fsx.DescribeFileSystems"
	needs string   // the IAM action
	what  string   // what it lists, in plural
	part  string   // of the path of its gaps
	parts []string // besides part: of the paths under which a claim would look for such things
	kinds []string // of fact that are not whole when there is something

	sign, host string // under which requests are signed, and before the region; host "" is sign
	dual       bool   // the endpoint is one of those that speak IPv4 and IPv6, under a domain of their own
	wire       wire

	list  string   // where the entries stand in the answer
	entry string   // of an entry: its name; "" where the entry is the name
	next  string   // where the token of the next page stands; "" for lists of one page
	more  string   // where it stands whether there are more than the one page that is asked for
	own   []string // names that are AWS' own and do not count
	doubt string   // why an empty list is no absence, either; "" where it is one

	absent []string // the codes by which the service says that the account has nothing there
	typ    string   // a resource of the service, as CloudFormation calls it
	cells  bool     // its host is one of those that Timestream names
}

// found is one page of such a list: names alone, whatever else an answer holds.
type found struct {
	Names     []string
	NextToken string
}

// lists is the service that asks for some of them, with the specs of what else
// these need.
func lists(name string, all func() []presence, more ...func() []live.Spec) service {
	return service{name: name, specs: func() []live.Spec {
		var out []live.Spec
		for _, p := range all() {
			out = append(out, live.Spec{ID: p.spec, Doc: "tells whether there are any " + p.what, Needs: []live.Permission{{Action: p.needs}}, Absent: p.absent,
				Kinds: p.kinds, Keeps: []string{"names and their number"}, Paged: p.next != "", TTL: 7 * day})
		}
		for _, f := range more {
			out = append(out, f()...)
		}
		return out
	}, collect: func(ctx context.Context, s *scope) {
		for _, p := range all() {
			s.presence(ctx, &p)
		}
	}}
}

// once makes it a service that is asked once for an account.
func once(sv service) service {
	sv.global = true
	return sv
}

// presence asks for one list. Where the service has no host in the region, and
// CloudFormation knows nothing of it there either, there is nothing to ask for.
func (s *scope) presence(ctx context.Context, p *presence) {
	var names []string
	path := s.path(p.part)
	c := p.client(s)
	if p.cells {
		host, a := s.cell(ctx, c)
		if !a.ok() {
			s.unread(ctx, a, p, path)
			return
		}
		c.host = host
	}
	a := pages(ctx, s, p.spec, question{Path: path, Of: "aws." + p.part, Quiet: true}, p.asker(c), func(page *found, _ *answer) int {
		for _, n := range page.Names {
			if !slices.Contains(p.own, n) {
				names = append(names, word(n, 80))
			}
		}
		return len(page.Names)
	})
	switch {
	case len(names) > 0:
		s.present(p, path, names, a.ok())
	case a.ok() && p.doubt != "":
		s.missingIn(p.within(s), candor.NotAsked, path, path+" "+p.what, unaskedReason+p.what+": "+p.doubt, p.kinds...)
	}
	s.unread(ctx, a, p, path)
}

// unread makes the gaps of a call that gave no answer.
func (s *scope) unread(ctx context.Context, a *answer, p *presence, path string) {
	if a.ok() || a.absent() {
		return
	}
	reason := a.item.Spec + ": " + a.item.Reason
	if noHost(a) && p.typ != "" {
		nothing, why := s.notOffered(ctx, path, p.typ)
		if nothing {
			return
		}
		reason += why
	}
	for _, k := range p.kinds {
		s.emit(a, candor.Fact{Kind: k, Subject: path + " " + p.spec, State: a.item.State, Reason: reason, At: candor.Location{Path: path}, Within: p.within(s)})
	}
}

// maxNamed is how many names such a gap says.
const maxNamed = 5

// present makes the gap of what is there.
func (s *scope) present(p *presence, path string, names []string, whole bool) {
	slices.Sort(names)
	number := fmt.Sprint(len(names))
	if !whole {
		number = "at least " + number
	}
	said := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if len(names) > maxNamed {
		said += " and others"
	}
	s.missingIn(p.within(s), candor.NotAsked, path, path+" "+p.what, unaskedReason+p.what+", of which there are "+number+" ("+said+")", p.kinds...)
}

// within are the places of what such a list may hold.
func (p *presence) within(s *scope) []string {
	region := "*"
	if s.region != global {
		region = globs.Escape(s.region)
	}
	var out []string
	for _, part := range append([]string{p.part}, p.parts...) {
		out = append(out, "aws://"+s.acct.id+"/"+region+"/"+part+"/**")
	}
	return out
}
