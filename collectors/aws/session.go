package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// UsageError is what the user can mend: a profile that is not there.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// base is the configuration that every client begins with: the user's
// credentials, one pool of connections for all, and patience.
func (o Options) base(ctx context.Context) (aws.Config, error) {
	var c aws.Config
	if o.config != nil {
		c = o.config.Copy()
	} else {
		var opts []func(*config.LoadOptions) error
		if o.Profile != "" {
			opts = append(opts, config.WithSharedConfigProfile(o.Profile))
		}
		if o.Home != "" {
			opts = append(opts, config.WithRegion(o.Home))
		}
		var err error
		if c, err = config.LoadDefaultConfig(ctx, opts...); err != nil {
			// The text of the error quotes the user's files.
			var missing config.SharedConfigProfileNotExistError
			if errors.As(err, &missing) {
				return c, &UsageError{fmt.Errorf("there is no AWS profile %q", word(o.Profile, 64))}
			}
			return c, &UsageError{errors.New("the AWS configuration of this machine can't be read")}
		}
	}
	if c.Region == "" {
		c.Region = home(defaultPartition)
	}
	c.HTTPClient = o.httpClient()
	c.Logger, c.ClientLogMode = nil, 0 // a log would hold answers
	c.Retryer = o.retryer
	if c.Retryer == nil {
		c.Retryer = func() aws.Retryer {
			return retry.NewAdaptiveMode(func(a *retry.AdaptiveModeOptions) {
				a.StandardOptions = append(a.StandardOptions, func(s *retry.StandardOptions) {
					s.MaxAttempts, s.MaxBackoff = o.Attempts, 20*time.Second
				})
			})
		}
	}
	return c, nil
}

func (o Options) httpClient() aws.HTTPClient {
	if o.client != nil {
		return o.client
	}
	return awshttp.NewBuildableClient().WithTimeout(o.Timeout).WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 1024, 2*accountsAtOnce
	})
}

// newAccount prepares what is learnt of an account.
func (r *run) newAccount(id, partition, identity string, cfg aws.Config) *account {
	return &account{
		id: id, partition: partition, identity: identity, cfg: cfg, started: time.Now().UTC().Truncate(time.Second),
		in:    collector.NewInput(&collector.Collector{ID: ID, Version: Version, Kinds: r.kinds, Wants: func(string) bool { return false }}, &collector.Tree{}, r.o.Now),
		spool: spool{press: &r.press}, calls: make(map[*candor.Call]string), keys: make(map[string]*described), denied: make(map[string]int),
	}
}

// identify asks who the caller is, and emits the account.
func (s *scope) identify(ctx context.Context) bool {
	c := sts.NewFromConfig(s.config())
	out, a := ask(ctx, s, "sts.GetCallerIdentity", question{Path: s.path()}, func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		return c.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	})
	if !a.ok() {
		return false
	}
	caller, err := arn.Parse(aws.ToString(out.Arn))
	id := aws.ToString(out.Account)
	if err != nil || !accountID(id) || s.acct.id != unknownAccount && s.acct.id != id {
		a.item.Reason = "the answer names no account, or another one than was asked for"
		s.gap(a, s.path(), s.run.spec("sts.GetCallerIdentity").Kinds...)
		return false
	}
	s.acct.id, s.acct.partition, s.acct.identity = id, caller.Partition, caller.String()
	s.fact(a, "aws.account", s.path(), id, map[string]any{"caller": caller.String(), "partition": caller.Partition, "root": caller.Resource == "root"})
	return true
}

// accountID reports whether a text is the id of an account.
func accountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// assume makes an account of a role. The session is narrowed to the policy that
// this collector asks for, so that a role that may do more does not; onward says
// that roles of other accounts are taken on from there.
func (s *scope) assume(roleARN string, onward bool) (*account, error) {
	role, err := arn.Parse(roleARN)
	if err != nil || role.Service != "iam" || !strings.HasPrefix(role.Resource, "role/") {
		return nil, &UsageError{fmt.Errorf("%s is no ARN of a role", word(roleARN, 200))}
	}
	next := s.run.newAccount(role.AccountID, role.Partition, roleARN, s.acct.cfg)
	policy := s.run.session
	if onward {
		policy = s.run.onward
	}
	in := &sts.AssumeRoleInput{RoleArn: &roleARN, RoleSessionName: aws.String(sessionName), Policy: aws.String(policy())}
	if s.run.o.ExternalID != "" {
		in.ExternalId = aws.String(s.run.o.ExternalID)
	}
	from := s.in(global)
	client := sts.NewFromConfig(from.config())
	to := &scope{run: s.run, acct: next, region: global}
	next.cfg.Credentials = aws.NewCredentialsCache(aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
		// The item belongs to the account that is entered, and its gaps, too.
		out, a := ask(ctx, to, "sts.AssumeRole", question{Path: to.path(), Subject: roleARN, Quiet: true}, func(ctx context.Context) (*sts.AssumeRoleOutput, error) {
			return client.AssumeRole(ctx, in)
		})
		if !a.ok() || out.Credentials == nil {
			return aws.Credentials{}, &notEntered{a.item.State, a.item.Code, a.item.Reason}
		}
		c := out.Credentials
		return aws.Credentials{AccessKeyID: aws.ToString(c.AccessKeyId), SecretAccessKey: aws.ToString(c.SecretAccessKey), SessionToken: aws.ToString(c.SessionToken), CanExpire: true, Expires: aws.ToTime(c.Expiration)}, nil
	}), func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = 5 * time.Minute })
	return next, nil
}

// notEntered is the error of every call to an account whose role was not given.
type notEntered struct {
	state        candor.State
	code, reason string
}

func (e *notEntered) Error() string { return "the role was not given: " + e.reason }
