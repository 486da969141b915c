package aws

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"

	"github.com/candor-dev/candor/internal/live"
)

// Services whose modules are large, and of which a few plain questions are asked,
// are asked without one. The requests are signed, retried and recorded as those of
// the SDK's clients are.

// maxAnswer bounds one answer, in bytes.
const maxAnswer = 32 << 20

// plain is a service that is asked without a module, in JSON or in XML.
type plain struct {
	*scope
	id   string // with which its specs begin; "" is the name
	name string // under which requests are signed
	host string // before the domain of the partition
	xml  bool
	dual bool // the host is one for IPv4 and IPv6, under a domain of its own
}

// answered makes one attempt after the other until a request is answered or
// patience ends.
func answered[O any](ctx context.Context, p plain, q request, read func([]byte, any) error) (*O, error) {
	cfg := p.config()
	rec := recorderOf(ctx)
	if rec == nil || p.run.specs[rec.spec] == nil || !strings.HasPrefix(rec.spec, cmp.Or(p.id, p.name)) {
		return nil, fmt.Errorf("the call %s is not declared", q.path)
	}
	out := new(O)
	err := tries(ctx, cfg, func() error {
		req, err := http.NewRequestWithContext(ctx, q.method, p.endpoint(cfg)+q.path, strings.NewReader(q.content))
		if err != nil {
			return err
		}
		for k, v := range q.header {
			req.Header.Set(k, v)
		}
		status, header, body, err := signed(ctx, p.scope, cfg, rec, p.name, req, q.content)
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return p.refused(status, header, body)
		}
		*out = *new(O)
		if err := read(body, out); errors.Is(err, errNoList) {
			return err
		} else if err != nil {
			return errUnreadable
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (p plain) endpoint(cfg aws.Config) string {
	if cfg.BaseEndpoint != nil {
		return strings.TrimSuffix(*cfg.BaseEndpoint, "/")
	}
	return "https://" + p.host + "." + p.domain()
}

// domain is that of the hosts of a partition.
func (p plain) domain() string {
	switch {
	case p.acct.partition == "aws-cn" && p.dual:
		return "api.amazonwebservices.com.cn"
	case p.acct.partition == "aws-cn":
		return "amazonaws.com.cn"
	case p.acct.partition == "aws-eusc" && p.dual:
		return "api.amazonwebservices.eu"
	case p.acct.partition == "aws-eusc":
		return "amazonaws.eu"
	case p.dual:
		return "api.aws"
	}
	return "amazonaws.com"
}

// refused reads an error as the SDK does: of JSON its code stands in a header or in
// the body, of XML in the body.
func (p plain) refused(status int, header http.Header, body []byte) error {
	var x struct {
		Code    string `xml:"Error>Code" json:"__type"`
		Other   string `xml:"-" json:"ErrorCode"` // as EFS calls it
		Message string `xml:"Error>Message" json:"message"`
	}
	if p.xml {
		if xml.Unmarshal(body, &x) != nil {
			x.Code = ""
		}
	} else if json.Unmarshal(body, &x) != nil {
		x.Code, x.Other = "", ""
	}
	x.Code = cmp.Or(x.Code, x.Other)
	if v := header.Get("X-Amzn-Errortype"); v != "" {
		x.Code = v
	}
	x.Code, _, _ = strings.Cut(x.Code[strings.LastIndexByte(x.Code, '#')+1:], ":")
	if x.Code == "" {
		x.Code = fmt.Sprintf("Status%d", status)
		if status == 401 || status == 403 {
			x.Code = "Forbidden"
		}
	}
	if x.Code == "AccessDeniedException" && p.name == timestream && strings.HasPrefix(x.Message, closedTimestream) {
		return &notCustomer{x.Code}
	}
	fault := smithy.FaultClient
	if status >= 500 {
		fault = smithy.FaultServer
	}
	return &smithy.GenericAPIError{Code: x.Code, Message: x.Message, Fault: fault}
}

// tries tries a call until it is answered or patience ends.
func tries(ctx context.Context, cfg aws.Config, once func() error) error {
	retryer := cfg.Retryer()
	for attempt := 1; ; attempt++ {
		err := once()
		if err == nil || attempt >= retryer.MaxAttempts() || !retryer.IsErrorRetryable(err) || ctx.Err() != nil {
			return err
		}
		wait, werr := retryer.RetryDelay(attempt, err)
		if werr != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// signed makes one attempt and records it. content is the body of the request.
func signed(ctx context.Context, s *scope, cfg aws.Config, rec *recorder, service string, req *http.Request, content string) (status int, header http.Header, body []byte, err error) {
	fail := func(err error) (int, http.Header, []byte, error) { return 0, nil, nil, err }
	if err := s.run.limits.wait(ctx, s.acct.id, cfg.Region, service); err != nil {
		return fail(err)
	}
	creds, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return fail(err)
	}
	sum := sha256.Sum256([]byte(content))
	digest := hex.EncodeToString(sum[:])
	if strings.HasPrefix(service, "s3") || service == "glacier" {
		req.Header.Set("X-Amz-Content-Sha256", digest) // they want it in a header, too
	}
	if err := v4.NewSigner().SignHTTP(ctx, creds, req, digest, service, cfg.Region, time.Now().UTC()); err != nil {
		return fail(err)
	}
	started := time.Now()
	resp, err := cfg.HTTPClient.Do(req)
	r := live.Request{Started: started.UTC().Truncate(time.Millisecond)}
	defer func() {
		rec.mu.Lock()
		rec.requests, rec.host = append(rec.requests, r), req.URL.Host
		rec.mu.Unlock()
	}()
	if err != nil {
		return fail(err)
	}
	defer resp.Body.Close() // read only: nothing can be lost
	r.Status, r.ID = resp.StatusCode, requestID(resp.Header)
	if d, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		r.ServerDate = d.UTC()
	}
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fail(err)
	case len(body) > maxAnswer:
		return fail(fmt.Errorf("an answer of more than %d bytes", maxAnswer))
	}
	return resp.StatusCode, resp.Header, body, nil
}

// errUnreadable is an answer that is none in the service's protocol.
var errUnreadable = errors.New("an answer that can't be read")

// errNoList is an answer of another shape: it is not taken for an empty list.
var errNoList = errors.New("an answer without the list that was asked for")

// pages puts a question that is answered in pages; next gives the page with a
// token, and the token of the page after it.
func pages[O any](ctx context.Context, s *scope, spec string, q question, next func(ctx context.Context, token string) (*O, string, error), each func(*O, *answer) int) *answer {
	return list(ctx, s, spec, q, &tokens[O]{next: next}, each)
}

// tokens goes through the pages of a call that no paginator of the SDK is for.
type tokens[O any] struct {
	// next gives the page with a token, and the token of the page after it; "" for none.
	next  func(ctx context.Context, token string) (*O, string, error)
	token string
	begun bool
}

// HasMorePages reports whether there is a page that was not given yet.
func (p *tokens[O]) HasMorePages() bool { return !p.begun || p.token != "" }

// NextPage gives the next page.
func (p *tokens[O]) NextPage(ctx context.Context, _ ...func(*struct{})) (*O, error) {
	out, token, err := p.next(ctx, p.token)
	if err != nil {
		return nil, err
	}
	p.begun, p.token = true, token
	return out, nil
}
