package aws

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

// account is what is learnt of one account.
type account struct {
	id, partition, identity string
	cfg                     aws.Config
	in                      *collector.Input
	started                 time.Time
	regions                 []string       // looked at
	skipped                 []live.Skipped // regions that were not

	mu     sync.Mutex
	spool  spool                   // what was learnt so far
	facts  []candor.Fact           // that are not in the spool yet
	items  []*live.Item            // the same
	calls  map[*candor.Call]string // the digests of what was answered, of calls that have ended
	keys   map[string]*described   // by region and name
	skew   time.Duration
	denied map[string]int // by permission
}

// scope is one account in one region, as a service sees it.
type scope struct {
	run    *run
	acct   *account
	region string // global for services that have none
}

// in gives the same account in another region.
func (s *scope) in(region string) *scope { return &scope{run: s.run, acct: s.acct, region: region} }

// config is the configuration of a client of this account and region. It is
// made for each service anew and dropped with it, for an account has hundreds.
func (s *scope) config() aws.Config {
	c := s.acct.cfg.Copy()
	c.Region = s.region
	if s.region == global {
		c.Region = home(s.acct.partition)
	}
	c.APIOptions = append(slices.Clone(c.APIOptions), s.run.limits.watch(s.acct.id))
	return c
}

// home is the region in which a partition keeps what belongs to no region.
func home(partition string) string {
	switch partition {
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	case "aws-eusc":
		return "eusc-de-east-1"
	}
	return "us-east-1"
}

// path is the place of a fact: aws://ACCOUNT/REGION and what follows.
func (s *scope) path(parts ...string) string {
	return "aws://" + strings.Join(append([]string{s.acct.id, s.region}, parts...), "/")
}

// at is a place for values: it has no line.
func (s *scope) at(path string) iac.Place { return iac.Place{Path: path} }

// begin starts the item of a call.
func (s *scope) begin(spec string, q question) *answer {
	a := &answer{call: &candor.Call{}, rec: &recorder{spec: spec}}
	a.item = &live.Item{
		Spec: spec, Collector: ID, Version: Version, Subject: q.Subject, Identity: s.acct.identity, Params: q.Params,
		Source: live.Source{Kind: ID, Partition: s.acct.partition, Account: s.acct.id, Region: s.region},
	}
	if a.item.Subject == "" {
		a.item.Subject = q.Path
	}
	return a
}

// end seals the item, and makes gaps of what depends on a call without an answer.
func (s *scope) end(a *answer, spec *live.Spec, q question) {
	it := a.item
	a.rec.mu.Lock()
	it.Requests, it.Source.Endpoint = a.rec.requests, a.rec.host
	skew := a.rec.skew
	a.rec.mu.Unlock()
	it.Source.Emulated = it.Source.Endpoint != "" && !vendor(it.Source.Endpoint)
	it.Redacted = spec.Redact
	if !it.State.Answers() {
		it.Digest = ""
	}
	if it.State == candor.Denied && len(spec.Needs) > 0 {
		it.Reason += "; it needs " + needs(spec)
	}
	it.Seal()
	*a.call = *it.Call()
	s.acct.mu.Lock()
	s.acct.items = append(s.acct.items, it)
	s.acct.calls[a.call] = it.Digest
	if skew != 0 {
		s.acct.skew = skew
	}
	if it.State == candor.Denied {
		s.acct.denied[needs(spec)]++
	}
	s.acct.mu.Unlock()
	if !it.State.Answers() && !q.Quiet {
		s.gap(a, q.Path, spec.Kinds...)
	}
}

func needs(spec *live.Spec) string {
	var out []string
	for _, n := range spec.Needs {
		out = append(out, n.Action)
	}
	if len(out) == 0 {
		return spec.ID
	}
	return strings.Join(out, ", ")
}

// gap says of each kind that it is not whole because a call gave no answer.
func (s *scope) gap(a *answer, path string, kinds ...string) {
	if path == "" {
		path = s.path()
	}
	state := a.item.State
	if state.Answers() {
		state = candor.Error
	}
	for _, k := range kinds {
		s.emit(a, candor.Fact{Kind: k, Subject: path + " " + a.item.Spec, State: state, Reason: a.item.Spec + ": " + a.item.Reason, At: candor.Location{Path: path}})
	}
}

// missing says of each kind that it is not whole for a reason that is no call's.
func (s *scope) missing(state candor.State, path, subject, reason string, kinds ...string) {
	for _, k := range kinds {
		s.missingIn(within(path, k), state, path, subject, reason, k)
	}
}

// missingIn is missing for what is known to be missing in some places alone.
func (s *scope) missingIn(places []string, state candor.State, path, subject, reason string, kinds ...string) {
	for _, k := range kinds {
		s.acct.in.Emit(candor.Fact{
			Kind: k, Subject: subject, State: state, Reason: reason, At: candor.Location{Path: path}, Within: places,
			From: candor.Provenance{Collector: ID, Version: Version, Source: "aws://" + s.acct.id, At: s.run.o.Now},
		})
	}
}

// emit takes a fact that a call gave.
func (s *scope) emit(a *answer, f candor.Fact) {
	f.From = candor.Provenance{Collector: ID, Version: Version, Source: s.path(), At: s.run.o.Now, Call: a.call}
	if !f.State.Answers() && len(f.Within) == 0 {
		f.Within = within(f.At.Path, f.Kind)
	}
	s.acct.in.Emit(f)
}

// fact emits an observed fact of the account's own kinds.
func (s *scope) fact(a *answer, kind, path, subject string, value map[string]any) {
	s.emit(a, candor.Fact{Kind: kind, Subject: subject, State: candor.Observed, Value: value, At: candor.Location{Path: path, Resource: subject}})
}

// sink gives facts the shapes of the infrastructure model.
func (s *scope) sink(a *answer) *iac.Sink {
	return &iac.Sink{Format: ID, Emit: func(f candor.Fact) { s.emit(a, f) }}
}

// node makes a value for the sink of any plain tree or structure.
func node(v any, at iac.Place) *iac.Node {
	switch x := v.(type) {
	case nil:
		return iac.Nothing(at)
	case string, bool, int, float64:
		return &iac.Node{Kind: iac.Scalar, V: x, From: "literal", At: at}
	case []any:
		n := &iac.Node{Kind: iac.List, At: at}
		for _, e := range x {
			n.Items = append(n.Items, node(e, at))
		}
		return n
	case map[string]any:
		n := &iac.Node{Kind: iac.Map, At: at}
		for _, k := range sortedKeys(x) {
			n.Entries = append(n.Entries, iac.Entry{Key: k, At: at, Node: node(x[k], at)})
		}
		return n
	}
	tree, err := treeOf(v)
	if err != nil {
		return iac.Hidden("the answer can't be read", at)
	}
	return node(tree, at)
}

func sortedKeys(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// document is a policy in JSON; one that can't be read is unknown.
func document(text string, at iac.Place) *iac.Node {
	var tree map[string]any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return iac.Hidden("the policy is no JSON object", at)
	}
	hideExternalIDs(tree)
	return node(tree, at)
}

// hideExternalIDs takes out the words by which a caller shows for whom it comes:
// a rule asks whether there is one, not which.
func hideExternalIDs(v any) {
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			hideExternalIDs(e)
		}
	case map[string]any:
		for k, e := range x {
			if strings.EqualFold(k, "sts:ExternalId") {
				x[k] = "(redacted)"
				continue
			}
			hideExternalIDs(e)
		}
	}
}

// guard runs a service and makes gaps of its kinds when it breaks.
func (s *scope) guard(ctx context.Context, sv service) {
	defer func() {
		if r := recover(); r != nil {
			s.missing(candor.Error, s.path(), s.path(sv.name)+" broke", "the collector of "+sv.name+" failed", kindsOf([]service{sv})...)
		}
	}()
	if err := ctx.Err(); err != nil {
		s.missing(candor.Error, s.path(), s.path(sv.name)+" was not reached", reasonOf(err), kindsOf([]service{sv})...)
		return
	}
	sv.collect(ctx, s)
}

func reasonOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "the time of the run was over"
	}
	return "the run was ended"
}
