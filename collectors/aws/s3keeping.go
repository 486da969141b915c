package aws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/candor-dev/candor/internal/iac"
)

// bucketKeeping emits how long a bucket keeps what is in it, at least and at
// most. versions is the answer on its versions, which a deletion leaves behind;
// nil where there was none.
func (s *scope) bucketKeeping(ctx context.Context, c *s3.Client, b *bucketOf, q question, owner iac.Owner, versions *s3.GetBucketVersioningOutput) {
	lock, a := ask(ctx, s, "s3.GetObjectLockConfiguration", q, func(ctx context.Context) (*s3.GetObjectLockConfigurationOutput, error) {
		return c.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &b.name})
	})
	locked := a.ok() && lock.ObjectLockConfiguration != nil && lock.ObjectLockConfiguration.ObjectLockEnabled == types.ObjectLockEnabledEnabled
	read := a.ok() || a.absent()
	if read {
		mode, days := node("none", owner.At), node(0, owner.At)
		if locked {
			mode, days = bucketLock(lock.ObjectLockConfiguration, owner.At)
		}
		s.lock(a, owner, "bucket", mode, days, nil)
	}
	life, a := ask(ctx, s, "s3.GetBucketLifecycleConfiguration", q, func(ctx context.Context) (*s3.GetBucketLifecycleConfigurationOutput, error) {
		return c.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &b.name})
	})
	if !a.ok() && !a.absent() || !read || versions == nil {
		return
	}
	e := ends{versioned: versions.Status != "", locked: locked, at: owner.At}
	if a.ok() {
		e.rules = life.Rules
	}
	s.sink(a).Fact("store.expiry", owner.Subject, iac.At(owner.At, owner.Resource), map[string]any{"what": "bucket", "days": e.days().Val(owner.At.Path)})
}

// lock emits for how long nobody can delete what is kept. holds is how much is
// kept there, where that is told.
func (s *scope) lock(a *answer, owner iac.Owner, what string, mode, days *iac.Node, holds *int64) {
	v := map[string]any{"what": what, "mode": mode.TextVal(owner.At.Path), "days": days.Val(owner.At.Path), "holds": nil}
	if holds != nil {
		v["holds"] = int(*holds)
	}
	s.sink(a).Fact("store.lock", owner.Subject, iac.At(owner.At, owner.Resource), v)
}

// bucketLock is the lock that new objects of a bucket get, unless each is given
// one of its own.
func bucketLock(l *types.ObjectLockConfiguration, at iac.Place) (mode, days *iac.Node) {
	if l.Rule == nil || l.Rule.DefaultRetention == nil {
		why := "object lock is on without a default: each object says for itself"
		return iac.Hidden(why, at), iac.Hidden(why, at)
	}
	d := l.Rule.DefaultRetention
	switch d.Mode {
	case types.ObjectLockRetentionModeCompliance:
		mode = node("compliance", at)
	case types.ObjectLockRetentionModeGovernance:
		mode = node("governance", at)
	default:
		mode = iac.Hidden("the mode of the default is not told", at)
	}
	switch {
	case aws.ToInt32(d.Days) > 0:
		days = node(int(*d.Days), at)
	case aws.ToInt32(d.Years) > 0:
		days = node(365*int(*d.Years), at)
	default:
		days = iac.Hidden("the days of the default are not told", at)
	}
	return mode, days
}

// ends are the rules of a bucket that end what is in it.
type ends struct {
	rules             []types.LifecycleRule
	versioned, locked bool
	at                iac.Place
}

// days is after how many days nothing is left of an object: 0 for never. Only
// rules for the whole bucket count; deleting an object in a bucket that keeps
// versions leaves the object as an earlier version.
func (e ends) days() *iac.Node {
	never := func(why string) *iac.Node {
		n := node(0, e.at)
		n.Why = why
		return n
	}
	current, why := e.current()
	if why != nil {
		return why
	}
	if current == 0 {
		return never("no rule ends all objects")
	}
	total := current
	if e.versioned {
		earlier, keeps := e.earlier()
		switch {
		case earlier > 0:
			total += earlier
		case keeps > 0:
			return never(fmt.Sprintf("objects end after %d days, and their %d newest earlier versions stay", current, keeps))
		default:
			return never(fmt.Sprintf("objects end after %d days, and their earlier versions stay", current))
		}
	}
	if e.locked {
		return iac.Hidden(fmt.Sprintf("rules end objects after %d days, and object lock can keep each of them longer", total), e.at)
	}
	return node(total, e.at)
}

// current is after how many days a rule ends every object; why is set where that
// can't be told.
func (e ends) current() (days int, why *iac.Node) {
	for _, r := range e.rules {
		x := r.Expiration
		if r.Status != types.ExpirationStatusEnabled || x == nil || x.Days == nil && x.Date == nil {
			continue
		}
		whole, sized := reach(r)
		switch {
		case !whole && sized:
			why = iac.Hidden("rules choose objects by their size", e.at)
		case !whole:
		case x.Days != nil && (days == 0 || int(*x.Days) < days):
			days = int(*x.Days)
		case x.Days == nil:
			why = iac.Hidden("a rule ends objects on a day, not after days", e.at)
		}
	}
	if days > 0 {
		return days, nil
	}
	return 0, why
}

// earlier is after how many days a rule ends every earlier version; keeps is how
// many of them a rule would spare.
func (e ends) earlier() (days, keeps int) {
	for _, r := range e.rules {
		x := r.NoncurrentVersionExpiration
		whole, _ := reach(r)
		if r.Status != types.ExpirationStatusEnabled || x == nil || !whole {
			continue
		}
		n := int(aws.ToInt32(x.NoncurrentDays))
		if spared := int(aws.ToInt32(x.NewerNoncurrentVersions)); spared > 0 {
			keeps = max(keeps, spared)
		} else if n > 0 && (days == 0 || n < days) {
			days = n
		}
	}
	return days, keeps
}

// reach tells whether a rule is for every object; sized that only their size
// stands between.
func reach(r types.LifecycleRule) (whole, sized bool) {
	f := r.Filter
	narrow := aws.ToString(r.Prefix) != "" //lint:ignore SA1019 buckets still hold rules of the old form
	if f != nil {
		narrow = narrow || aws.ToString(f.Prefix) != "" || f.Tag != nil
		sized = f.ObjectSizeGreaterThan != nil || f.ObjectSizeLessThan != nil
		if f.And != nil {
			narrow = narrow || aws.ToString(f.And.Prefix) != "" || len(f.And.Tags) > 0
			sized = sized || f.And.ObjectSizeGreaterThan != nil || f.And.ObjectSizeLessThan != nil
		}
	}
	return !narrow && !sized, sized && !narrow
}
