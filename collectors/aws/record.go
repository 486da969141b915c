package aws

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/candor-dev/candor/internal/live"
)

// recorder keeps the attempts of one call.
type recorder struct {
	spec string

	mu       sync.Mutex
	requests []live.Request
	host     string
	skew     time.Duration
}

type recorderKey struct{}

func recorderOf(ctx context.Context) *recorder {
	r, _ := ctx.Value(recorderKey{}).(*recorder)
	return r
}

// operation is the id of the call that a request belongs to.
func operation(ctx context.Context) string {
	service := strings.ToLower(strings.ReplaceAll(awsmiddleware.GetServiceID(ctx), " ", ""))
	return service + "." + awsmiddleware.GetOperationName(ctx)
}

// watch puts two steps into every client: a call that was not declared does not
// leave the machine, and each attempt waits for the ceiling and is recorded.
func (l *limits) watch(account string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		guard := middleware.InitializeMiddlewareFunc("candor/declared", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if r := recorderOf(ctx); r == nil || r.spec != operation(ctx) {
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("the call %s is not declared", operation(ctx))
			}
			return next.HandleInitialize(ctx, in)
		})
		record := middleware.DeserializeMiddlewareFunc("candor/record", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			service, _, _ := strings.Cut(operation(ctx), ".")
			if err := l.wait(ctx, account, awsmiddleware.GetRegion(ctx), service); err != nil {
				return middleware.DeserializeOutput{}, middleware.Metadata{}, err
			}
			started := time.Now()
			out, md, err := next.HandleDeserialize(ctx, in)
			r := recorderOf(ctx)
			if r == nil {
				return out, md, err
			}
			req := live.Request{Started: started.UTC().Truncate(time.Millisecond)}
			if resp, ok := out.RawResponse.(*smithyhttp.Response); ok && resp != nil {
				req.Status, req.ID = resp.StatusCode, requestID(resp.Header)
				if d, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
					req.ServerDate = d.UTC()
				}
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if hr, ok := in.Request.(*smithyhttp.Request); ok && hr.URL != nil {
				r.host = hr.URL.Host
			}
			if !req.ServerDate.IsZero() {
				r.skew = started.Sub(req.ServerDate).Truncate(time.Second)
			}
			r.requests = append(r.requests, req)
			return out, md, err
		})
		if err := stack.Initialize.Add(guard, middleware.After); err != nil {
			return err
		}
		return stack.Deserialize.Add(record, middleware.After)
	}
}

// requestID is the id by which AWS knows a request; an answer of another server
// may put anything there, so only what looks like an id is kept.
func requestID(h http.Header) string {
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id", "X-Amz-Cf-Id"} {
		if v := h.Get(name); v != "" {
			return word(v, 128)
		}
	}
	return ""
}

// word keeps a text that is one word of letters, digits and -_.:=/+, or says that it is none.
func word(s string, most int) string {
	if len(s) > most {
		return "(too long)"
	}
	for _, c := range s {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_.:=/+", c) {
			continue
		}
		return "(not a word)"
	}
	return s
}

// vendor reports whether a host is one of AWS.
func vendor(host string) bool {
	if h, _, ok := strings.Cut(host, ":"); ok {
		host = h
	}
	for _, suffix := range []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonwebservices.com.cn", ".amazonaws.eu", ".amazonwebservices.eu", ".c2s.ic.gov", ".sc2s.sgov.gov"} {
		if strings.HasSuffix(strings.ToLower(host), suffix) {
			return true
		}
	}
	return false
}
