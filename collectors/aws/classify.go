package aws

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// denials are codes that say no, besides those that contain AccessDenied.
const denials = " UnauthorizedOperation AuthorizationError AuthorizationErrorException Forbidden AllAccessDisabled NotAuthorized NotAuthorizedException UnauthorizedAccess "

// strangers are codes by which a region or service does not know the caller.
const strangers = " UnrecognizedClientException InvalidClientTokenId AuthFailure OptInRequired SubscriptionRequiredException InvalidAccessKeyId SignatureDoesNotMatch InvalidSignatureException MissingAuthenticationToken IncompleteSignature NotSignedUp RegionDisabledException "

// failure is what an error says of a call: nothing of its text is kept but the
// code, for messages quote what they are about.
func failure(spec *live.Spec, err error) (state candor.State, code, reason string) {
	var api smithy.APIError
	var resp *awshttp.ResponseError
	var outside *notEntered
	if errors.As(err, &outside) {
		if outside.state.Answers() {
			return candor.Error, outside.code, outside.Error()
		}
		return outside.state, outside.code, outside.Error()
	}
	var closed *notCustomer
	if errors.As(err, &closed) {
		return candor.Absent, closed.code, "the service says that only who used it before may, and that this account did not: " + closed.code
	}
	status := 0
	if errors.As(err, &resp) {
		status = resp.HTTPStatusCode()
	}
	if !errors.As(err, &api) {
		state, reason = transport(err, status)
		return state, "", reason
	}
	code = word(api.ErrorCode(), 100)
	in := func(list string) bool { return strings.Contains(list, " "+code+" ") }
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	switch {
	case slices.Contains(spec.Absent, code):
		return candor.Absent, code, "the service says that there is none: " + code
	case slices.Contains(spec.Unsupported, code):
		return candor.Unsupported, code, "the service does not answer this here: " + code
	case throttled, status == 429:
		return candor.Throttled, code, "refused for rate, after every attempt: " + code
	case code == "ExpiredToken", code == "ExpiredTokenException", code == "RequestExpired":
		return candor.Denied, code, "the session ran out: " + code
	case in(strangers):
		return candor.Denied, code, "the region or the service does not know the caller: " + code
	case strings.Contains(code, "AccessDenied"), in(denials):
		return candor.Denied, code, "denied " + by(api.ErrorMessage()) + ": " + code
	case status == 401, status == 403:
		return candor.Denied, code, "denied: " + code
	}
	return candor.Error, code, "the call failed: " + code
}

// by tells by which kind of policy AWS says that it denied.
func by(message string) string {
	for _, p := range [][2]string{
		{"service control policy", "by a service control policy"},
		{"resource control policy", "by a resource control policy"},
		{"permissions boundary", "by a permissions boundary"},
		{"session policy", "by a session policy"},
		{"VPC endpoint policy", "by a policy of a VPC endpoint"},
		{"resource-based policy", "by a policy of the resource"},
		{"identity-based policy", "by a policy of the caller"},
	} {
		if strings.Contains(message, p[0]) {
			return p[1]
		}
	}
	return "by a policy that AWS does not name"
}

// transport is what became of a call without an answer in the service's words.
func transport(err error, status int) (candor.State, string) {
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case status == 429:
		return candor.Throttled, "refused for rate, after every attempt"
	case status == 401, status == 403:
		return candor.Denied, "denied, without a code"
	case errors.Is(err, errUnreadable), errors.Is(err, errNoList):
		return candor.Error, err.Error()
	case errors.Is(err, context.Canceled):
		return candor.Error, "the run was ended"
	case errors.As(err, &dns) && dns.IsNotFound:
		return candor.Unsupported, "the host is not found: the service may not be offered in this region"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return candor.Error, "no answer in time"
	case status >= 500:
		return candor.Error, "the service failed, without a code"
	case status != 0:
		return candor.Error, "an answer that can't be read"
	}
	return candor.Error, "the connection failed"
}
