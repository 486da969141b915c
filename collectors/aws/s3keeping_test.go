package aws

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/iac"
)

// TestBucketKeeping: the answers of the fake account on what stays in buckets.
func TestBucketKeeping(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{})
	held(t, f, "store.expiry", "files", "days", `"v":90`)
	held(t, f, "store.expiry", "copies", "days", `"k":"unknown"`, "after 90 days, and object lock")
	held(t, f, "store.lock", "files", "mode", `"v":"none"`)
	held(t, f, "store.lock", "copies", "mode", `"v":"compliance"`)
	held(t, f, "store.lock", "copies", "days", `"v":365`)
	held(t, f, "store.region", "anywhere/files", "region", `"v":"eu-central-1"`)
	held(t, f, "store.region", "both/copies", "region", `"v":"us-east-1"`)
}

// TestEnds: only what certainly leaves nothing of an object counts as its end.
func TestEnds(t *testing.T) {
	days := func(n int32) *types.LifecycleExpiration { return &types.LifecycleExpiration{Days: &n} }
	past := func(n, spared int32) *types.NoncurrentVersionExpiration {
		x := &types.NoncurrentVersionExpiration{NoncurrentDays: &n}
		if spared > 0 {
			x.NewerNoncurrentVersions = &spared
		}
		return x
	}
	on, off := types.ExpirationStatusEnabled, types.ExpirationStatusDisabled
	logs := &types.LifecycleRuleFilter{Prefix: aws.String("logs/")}
	tagged := &types.LifecycleRuleFilter{Tag: &types.Tag{}}
	sized := &types.LifecycleRuleFilter{ObjectSizeGreaterThan: aws.Int64(1)}
	for name, c := range map[string]struct {
		e    ends
		want int // -1 for unknown
	}{
		"no rule":                 {ends{}, 0},
		"all":                     {ends{rules: []types.LifecycleRule{{Status: on, Expiration: days(30)}}}, 30},
		"empty prefix":            {ends{rules: []types.LifecycleRule{{Status: on, Prefix: aws.String(""), Expiration: days(30)}}}, 30},
		"the sooner":              {ends{rules: []types.LifecycleRule{{Status: on, Expiration: days(30)}, {Status: on, Expiration: days(7)}}}, 7},
		"switched off":            {ends{rules: []types.LifecycleRule{{Status: off, Expiration: days(30)}}}, 0},
		"one folder":              {ends{rules: []types.LifecycleRule{{Status: on, Filter: logs, Expiration: days(30)}}}, 0},
		"old prefix":              {ends{rules: []types.LifecycleRule{{Status: on, Prefix: aws.String("logs/"), Expiration: days(30)}}}, 0},
		"tagged":                  {ends{rules: []types.LifecycleRule{{Status: on, Filter: tagged, Expiration: days(30)}}}, 0},
		"by size":                 {ends{rules: []types.LifecycleRule{{Status: on, Filter: sized, Expiration: days(30)}}}, -1},
		"by size and folder":      {ends{rules: []types.LifecycleRule{{Status: on, Filter: &types.LifecycleRuleFilter{And: &types.LifecycleRuleAndOperator{Prefix: aws.String("x"), ObjectSizeLessThan: aws.Int64(9)}}, Expiration: days(30)}}}, 0},
		"on a day":                {ends{rules: []types.LifecycleRule{{Status: on, Expiration: &types.LifecycleExpiration{Date: aws.Time(testNow)}}}}, -1},
		"markers alone":           {ends{rules: []types.LifecycleRule{{Status: on, Expiration: &types.LifecycleExpiration{ExpiredObjectDeleteMarker: aws.Bool(true)}}}}, 0},
		"versions stay":           {ends{versioned: true, rules: []types.LifecycleRule{{Status: on, Expiration: days(30)}}}, 0},
		"versions end":            {ends{versioned: true, rules: []types.LifecycleRule{{Status: on, Expiration: days(30)}, {Status: on, NoncurrentVersionExpiration: past(5, 0)}}}, 35},
		"versions end in part":    {ends{versioned: true, rules: []types.LifecycleRule{{Status: on, Expiration: days(30)}, {Status: on, Filter: logs, NoncurrentVersionExpiration: past(5, 0)}}}, 0},
		"versions, some spared":   {ends{versioned: true, rules: []types.LifecycleRule{{Status: on, Expiration: days(30), NoncurrentVersionExpiration: past(5, 3)}}}, 0},
		"versions alone end":      {ends{versioned: true, rules: []types.LifecycleRule{{Status: on, NoncurrentVersionExpiration: past(5, 0)}}}, 0},
		"locked":                  {ends{versioned: true, locked: true, rules: []types.LifecycleRule{{Status: on, Expiration: days(30), NoncurrentVersionExpiration: past(5, 0)}}}, -1},
		"locked, nothing ends it": {ends{versioned: true, locked: true}, 0},
	} {
		n := c.e.days()
		got, ok := n.V.(int)
		if n.Kind == iac.Unknown {
			got, ok = -1, true
		}
		if !ok || got != c.want {
			t.Errorf("%s: %v (%s), want %d", name, n.V, n.Why, c.want)
		}
	}
}
