package aws

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// Found is what the event history of an account says of one request of a facts
// file. Only FoundEvent says that AWS knows of it.
type Found string

// The answers.
const (
	FoundEvent    Found = "found"
	FoundNone     Found = "not found"              // the history was searched whole, and has no such request
	FoundOther    Found = "differs"                // there is one, of another caller or with another end; or the item is not what its id says
	TooYoung      Found = "too young"              // events come with delay
	TooOld        Found = "too old"                // the history goes back 90 days
	NotManagement Found = "not a management event" // the history holds no others
	NotSearched   Found = "not asked"              // denied, cut short, an account that was not entered
	FoundEmulated Found = "emulated"               // no AWS answered: it proves nothing, whatever was found
)

// The times that AWS gives for its event history.
const (
	historyDelay = 15 * time.Minute
	historyDepth = 90 * day
)

// VerifyOptions are what to look for, and how. Of Options, the session counts:
// Profile, RoleARN, ExternalID and Role; Progress counts requests of the sample.
type VerifyOptions struct {
	Options
	Items  []live.Item
	Sample int    // how many requests to look for; zero: 20
	Seed   string // another seed draws another sample

	believe bool // for tests: an endpoint of this machine counts
}

const defaultSample = 20

// Verification is what became of a sample.
type Verification struct {
	// Requests were answered with success and can be looked for; Left are attempts
	// without an answer, and Alien are items of other sources. Bare are items that
	// say that AWS answered and name no request by which it did: of these nothing
	// can ever be found.
	Requests, Left, Alien, Bare int
	Checked                     []Checked
	Emulated                    bool
}

// Checked is one request of the sample.
type Checked struct {
	State   Found     `json:"state"`
	Reason  string    `json:"reason,omitempty"`
	Spec    string    `json:"spec"`
	Account string    `json:"account"`
	Region  string    `json:"region"`
	Request string    `json:"request"`
	At      time.Time `json:"at"`
	Item    string    `json:"item"`
	Event   string    `json:"event,omitempty"` // the id of the event
	Name    string    `json:"name,omitempty"`  // by which CloudTrail knows the call

	item *live.Item
}

// VerifySpecs declares the calls of Verify. They are no part of the policy that
// collecting needs.
func VerifySpecs() []live.Spec {
	return []live.Spec{
		{ID: "sts.GetCallerIdentity", Doc: "says who asks, and of which account", Kinds: []string{"aws.account"}, Keeps: []string{"Account", "Arn"}, TTL: day},
		{ID: "sts.AssumeRole", Doc: "enters an account by a role, narrowed to what is needed to look for requests", Needs: []live.Permission{{Action: "sts:AssumeRole"}}, Kinds: []string{"aws.account"}, Redact: []string{"Credentials"}, TTL: day},
		{ID: "cloudtrail.LookupEvents", Doc: "looks for requests of a facts file in the event history of the account", Needs: []live.Permission{{Action: "cloudtrail:LookupEvents"}},
			Kinds: []string{"aws.account"}, Keeps: []string{"EventId", "requestID, eventName, userIdentity/arn and errorCode of the event"}, Paged: true, TTL: day},
	}
}

// VerifyActions lists the IAM actions that Verify needs.
func VerifyActions() []string { return []string{"cloudtrail:LookupEvents"} }

// VerifyPolicy is the policy of a role for Verify, as JSON.
func VerifyPolicy() (string, error) { return policyJSON("", "CandorVerify", VerifyActions(), nil) }

// Verify draws a sample of the requests of a facts file and looks for each in the
// event history of its account and region. The error is the user's mistake, or
// that of a context that ended; what could not be asked is in the answer.
func Verify(ctx context.Context, o VerifyOptions) (*Verification, error) {
	o.Options = o.withDefaults()
	r := &run{o: o.Options, specs: make(map[string]*live.Spec), kinds: []string{"aws.account"}, limits: newLimits(lookupRate), start: time.Now()}
	r.narrow(VerifyActions(), nil)
	for _, s := range VerifySpecs() {
		r.specs[s.ID] = &s
	}
	v := &Verification{}
	v.draw(o)
	if len(v.Checked) == 0 {
		return v, nil
	}
	entries := &entries{run: r, accounts: make(map[string]*scope), why: make(map[string]string)}
	if slices.ContainsFunc(v.Checked, func(c Checked) bool { return c.State == "" }) {
		if err := entries.first(ctx, o.Options); err != nil {
			return nil, err
		}
	}
	for i := range v.Checked {
		if c := &v.Checked[i]; c.State == "" {
			entries.look(ctx, c, o)
		}
		v.Emulated = v.Emulated || v.Checked[i].State == FoundEmulated
		o.Progress(Progress{Done: i + 1, All: len(v.Checked), Calls: int(r.limits.calls.Load())})
	}
	return v, ctx.Err()
}

// draw takes a sample of what can be looked for: the order is that of digests
// over seed and request, so that who asks can choose, and can ask again.
func (v *Verification) draw(o VerifyOptions) {
	if o.Sample <= 0 {
		o.Sample = defaultSample
	}
	type drawn struct {
		key string
		c   Checked
	}
	var all []drawn
	items := make(map[string]int) // that name a request, by its id
	for i := range o.Items {
		it := &o.Items[i]
		if it.Source.Kind != ID {
			v.Alien++
			continue
		}
		answered := func(q live.Request) bool { return q.ID != "" && q.Status >= 200 && q.Status <= 299 }
		if it.State == candor.Observed && !slices.ContainsFunc(it.Requests, answered) {
			v.Bare++
		}
		for _, q := range it.Requests {
			if !answered(q) {
				v.Left++
				continue
			}
			v.Requests++
			items[q.ID]++
			at := q.ServerDate
			if at.IsZero() {
				at = q.Started
			}
			c := Checked{Spec: it.Spec, Account: it.Source.Account, Region: placeOf(it), Request: q.ID, At: at, Item: it.ID, item: it}
			all = append(all, drawn{live.Digest([]byte(o.Seed + "\n" + it.ID + "\n" + q.ID)), c})
		}
	}
	slices.SortFunc(all, func(a, b drawn) int { return cmp.Compare(a.key, b.key) })
	for _, d := range all[:min(o.Sample, len(all))] {
		d.c.State, d.c.Reason = beforehand(d.c.item, d.c.At, o)
		if n := items[d.c.Request]; n > 1 && d.c.State == "" {
			d.c.State, d.c.Reason = FoundOther, fmt.Sprintf("the file names the request %d times, and AWS answers one only once", n)
		}
		v.Checked = append(v.Checked, d.c)
	}
}

// beforehand is what is known of a request before anybody is asked; "" is nothing.
func beforehand(it *live.Item, at time.Time, o VerifyOptions) (Found, string) {
	sealed := *it
	sealed.Seal()
	switch {
	case sealed.ID != it.ID:
		return FoundOther, "the item was changed: its id is not the digest of what it says"
	case it.Source.Emulated && !o.believe:
		return FoundEmulated, "the endpoint that answered is not AWS's own"
	case !slices.ContainsFunc(Specs(), func(s live.Spec) bool { return s.ID == it.Spec }):
		return NotManagement, "this version does not know the call for one that AWS logs as a management event"
	case o.Now.Sub(at) > historyDepth:
		return TooOld, "the event history goes back 90 days"
	case at.After(o.Now.Add(5 * time.Minute)):
		return FoundOther, "it is said to have been made in the future"
	}
	return "", ""
}

// placeOf is the region whose history holds the requests of an item: that of the
// host which answered, and the home of its partition where the host names none.
func placeOf(it *live.Item) string {
	host, _, _ := strings.Cut(it.Source.Endpoint, ":")
	for label := range strings.SplitSeq(host, ".") {
		if parts := strings.Split(label, "-"); len(parts) >= 3 && len(parts[len(parts)-1]) == 1 && strings.Trim(parts[len(parts)-1], "0123456789") == "" {
			return word(label, 40)
		}
	}
	if it.Source.Region != "" && it.Source.Region != global {
		return word(it.Source.Region, 40)
	}
	return home(it.Source.Partition)
}

// entries are the accounts that were entered.
type entries struct {
	run      *run
	caller   *scope
	accounts map[string]*scope
	why      map[string]string // accounts that could not be
}

// first finds out who the caller is.
func (e *entries) first(ctx context.Context, o Options) error {
	cfg, err := o.base(ctx)
	if err != nil {
		return err
	}
	s := &scope{run: e.run, acct: e.run.newAccount(unknownAccount, defaultPartition, "", cfg), region: global}
	if o.RoleARN != "" {
		next, err := s.assume(o.RoleARN, o.Role != "")
		if err != nil {
			return err
		}
		s = &scope{run: e.run, acct: next, region: global}
	}
	if !s.identify(ctx) {
		return errors.New("AWS does not say who asks: " + lastReason(s.acct))
	}
	e.caller, e.accounts[s.acct.id] = s, s
	return nil
}

// enter gives the scope of an account, or why there is none.
func (e *entries) enter(ctx context.Context, id string) (*scope, string) {
	if s, why := e.accounts[id], e.why[id]; s != nil || why != "" {
		return s, why
	}
	fail := func(why string) (*scope, string) {
		e.why[id] = why
		return nil, why
	}
	switch {
	case !accountID(id):
		return fail("the item names no account")
	case e.run.o.Role == "":
		return fail("the account is not the caller's, and is entered by a role: give its name by --role")
	}
	next, err := e.caller.assume("arn:"+e.caller.acct.partition+":iam::"+id+":role/"+e.run.o.Role, false)
	if err != nil {
		return fail(err.Error())
	}
	s := &scope{run: e.run, acct: next, region: global}
	if !s.identify(ctx) {
		return fail("the account was not entered: " + lastReason(next))
	}
	e.accounts[id] = s
	return s, ""
}

// lastReason is why the last call in an account gave no answer.
func lastReason(a *account) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := len(a.items); n > 0 {
		return a.items[n-1].Reason
	}
	return "no call was made"
}

// look searches for a request.
func (e *entries) look(ctx context.Context, c *Checked, o VerifyOptions) {
	s, why := e.enter(ctx, c.Account)
	if s == nil {
		c.State, c.Reason = NotSearched, why
		return
	}
	s = s.in(c.Region)
	_, op, _ := strings.Cut(c.Spec, ".")
	// By the name of the call first, which finds little else. CloudTrail has other
	// names for some calls; then by the service, in a shorter time.
	for _, by := range []search{{"EventName", op, 30 * time.Second}, {"EventSource", sourceOf(c.Spec), 10 * time.Second}} {
		ev, told, reason := s.search(ctx, c, by)
		switch {
		case e.emulated(s) && !o.believe:
			c.State, c.Reason = FoundEmulated, "the event history that answered is not AWS's own"
			return
		case ev != nil:
			c.Event, c.Name = word(ev.ID, 80), word(ev.Name, 80)
			c.State, c.Reason = ev.fits(c)
			return
		case !told:
			c.State, c.Reason = NotSearched, reason
			return
		}
	}
	c.State, c.Reason = FoundNone, "the event history of the region holds no such request at that time"
	if o.Now.Sub(c.At) < historyDelay {
		c.State, c.Reason = TooYoung, fmt.Sprintf("events take up to %d minutes to appear", int(historyDelay.Minutes()))
	}
}

func (e *entries) emulated(s *scope) bool {
	s.acct.mu.Lock()
	defer s.acct.mu.Unlock()
	return slices.ContainsFunc(s.acct.items, func(it *live.Item) bool { return it.Source.Emulated })
}

// sourceOf is the service of a call as CloudTrail names it.
func sourceOf(spec string) string {
	service, _, _ := strings.Cut(spec, ".")
	for _, s := range Specs() {
		if s.ID == spec && len(s.Needs) > 0 {
			service, _, _ = strings.Cut(s.Needs[0].Action, ":")
		}
	}
	return service + ".amazonaws.com"
}
