package tls

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Scan is what was seen of all targets.
type Scan struct {
	Endpoints []Endpoint
	Options   Options
	Took      time.Duration
	suites    *suites
}

// Endpoint is one address of a target, or a target of which nothing could be asked.
type Endpoint struct {
	Target  Target
	Address string // empty: the name has none
	Reason  string // why there is no address
	of      int    // how many addresses the name has
	// notAsked: it was left out by the user's choice.
	notAsked bool
	result   *result
}

// Run asks every address of every target. What could not be asked is part of
// the scan; the error is that of a context that ended.
func Run(ctx context.Context, targets []Target, o Options) (*Scan, error) {
	start := time.Now()
	o = o.withDefaults()
	table, err := loadSuites()
	if err != nil {
		return nil, err
	}
	if o.System == nil {
		if o.System, err = x509.SystemCertPool(); err != nil {
			o.System = x509.NewCertPool() // certificates then can't be judged, and say so
		}
	}
	targets = unique(targets)
	s := &Scan{Options: o, suites: table}
	found := make([][]Endpoint, len(targets))
	sockets := make(chan struct{}, o.Sockets)
	var done atomic.Int64
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(hostsAtOnce)
	for i, t := range targets {
		g.Go(func() error {
			found[i] = one(gctx, t, o, table, sockets)
			if n := int(done.Add(1)); o.Progress != nil {
				o.Progress(n, len(targets))
			}
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	s.Endpoints = slices.Concat(found...)
	s.Took = time.Since(start)
	return s, nil
}

// one asks all addresses of a target, one after the other.
func one(ctx context.Context, t Target, o Options, table *suites, sockets chan struct{}) []Endpoint {
	addrs, err := addresses(ctx, t.Host, o)
	if err != nil {
		return []Endpoint{{Target: t, Reason: err.Error()}}
	}
	of := len(addrs)
	var out []Endpoint
	if o.IP != 0 {
		addrs = slices.DeleteFunc(addrs, func(a netip.Addr) bool { return a.Is4() != (o.IP == 4) })
		if n := of - len(addrs); n > 0 {
			out = append(out, Endpoint{Target: t, Reason: fmt.Sprintf("%d of %d addresses were not asked: only those of IPv%d were wanted", n, of, o.IP), notAsked: true})
		}
	}
	for _, a := range addrs[:min(len(addrs), maxAddresses)] {
		p := &prober{Options: o, target: t, addr: a, suites: table, sockets: sockets}
		out = append(out, Endpoint{Target: t, Address: a.String(), of: of, result: p.look(ctx)})
	}
	if n := len(addrs) - maxAddresses; n > 0 {
		out = append(out, Endpoint{Target: t, Reason: fmt.Sprintf("%d of %d addresses were not asked: the limit is %d", n, of, maxAddresses)})
	}
	return out
}

func addresses(ctx context.Context, host string, o Options) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	ctx, stop := context.WithTimeout(ctx, o.Timeout)
	defer stop()
	found, err := o.Lookup(ctx, host)
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return nil, errors.New("the name is not found")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &dns) && dns.IsTimeout:
		return nil, errors.New("the name's addresses: no answer in time")
	case err != nil:
		return nil, errors.New("the name's addresses: " + plain(err))
	case len(found) == 0:
		return nil, errors.New("the name has no address")
	}
	for i := range found {
		found[i] = found[i].Unmap()
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found), nil
}

// unique sorts targets and leaves out those that stand there twice.
func unique(targets []Target) []Target {
	out := slices.Clone(targets)
	slices.SortFunc(out, func(a, b Target) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.Port, b.Port), cmp.Compare(a.Transport, b.Transport))
	})
	return slices.Compact(out)
}
