package aws

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// limits holds one ceiling for each account, region and service: the limits of
// AWS are the account's, and its own work needs them, too.
type limits struct {
	rate  float64
	calls atomic.Int64

	mu  sync.Mutex
	all map[[3]string]*rate.Limiter
}

func newLimits(perSecond float64) *limits {
	return &limits{rate: perSecond, all: make(map[[3]string]*rate.Limiter)}
}

func (l *limits) wait(ctx context.Context, account, region, service string) error {
	key := [3]string{account, region, service}
	l.mu.Lock()
	lim := l.all[key]
	if lim == nil {
		lim = rate.NewLimiter(rate.Limit(l.rate), max(1, int(l.rate)))
		l.all[key] = lim
	}
	l.mu.Unlock()
	if err := lim.Wait(ctx); err != nil {
		return err
	}
	l.calls.Add(1)
	return nil
}

// forget drops the ceilings of an account that is done.
func (l *limits) forget(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key := range l.all {
		if key[0] == account {
			delete(l.all, key)
		}
	}
}
