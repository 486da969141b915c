// Package awstest answers as the APIs of AWS do, in their four protocols, for
// tests: over one host, as many accounts and regions as are asked for.
package awstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/live/livetest"
)

// Call is one request as a service sees it.
type Call struct {
	Spec    string // "iam.GetAccountSummary"
	Account string // of the key that signed
	Region  string
	Token   string // of the page; "" for the first
	Form    url.Values
	Body    map[string]any
	Request *http.Request

	signing string
}

// Reply is an answer.
type Reply struct {
	Status int
	Code   string // of an error
	Body   string // of an answer
}

// OK is an answer of status 200.
func OK(body string) Reply { return Reply{Status: 200, Body: body} }

// Fail is an error in the protocol of the call.
func Fail(status int, code string) Reply { return Reply{Status: status, Code: code} }

// Fake answers calls. One that it has no answer for is denied.
type Fake struct {
	Answers map[string]func(*Call) Reply
	// Message goes with every error: tests put canaries there.
	Message string
	// Seen, when set, is told of each call before it is answered.
	Seen func(*Call)
}

// Route is one operation of a protocol whose requests carry no name.
type Route struct {
	Signing, Method string
	Path            *regexp.Regexp
	Query           string // a parameter that has to be there; "-" none of the known ones
	Spec            string
}

var (
	scopeOf = regexp.MustCompile(`Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request`)
	routes  = slices.Concat(baseRoutes(), s3Routes(), storeRoutes(), edgeRoutes(), apiRoutes(), backupRoutes(), watchRoutes(), dataRoutes(), presenceRoutes())
)

// prefixes are the names of services in specs where the signature has another.
var prefixes = map[string]string{"access-analyzer": "accessanalyzer", "elasticloadbalancing": "elasticloadbalancingv2", "logs": "cloudwatchlogs", "config": "configservice",
	"elasticfilesystem": "efs", "es": "opensearch", "redshift-serverless": "redshiftserverless",
	"aoss": "opensearchserverless", "timestream": "timestreamwrite", "timestream-influxdb": "timestreaminfluxdb", "cassandra": "keyspaces", "ecr-public": "ecrpublic", "sso": "ssoadmin"}

// classicVersion is the version of the API of classic load balancers.
const classicVersion = "2012-06-01"

// Read tells what a request asks for. The body stays readable.
func Read(r *http.Request) *Call {
	m := scopeOf.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		return &Call{Request: r}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return &Call{Request: r}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := &Call{Request: r, Account: "111122223333", Region: m[2], signing: m[3]}
	if id := strings.TrimPrefix(m[1], "ASIA"); id != m[1] {
		c.Account = id
	}
	service := c.signing
	if p := prefixes[service]; p != "" {
		service = p
	}
	query := r.URL.Query()
	if op := r.Header.Get("X-Amz-Target"); op != "" {
		c.Spec = service + "." + op[strings.LastIndexByte(op, '.')+1:]
	} else if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
		if form.Get("Version") == classicVersion {
			service = c.signing // it has the signature of its follower
		}
		c.Form, c.Spec = form, service+"."+form.Get("Action")
	} else {
		c.Spec = c.route(query)
	}
	if json.Unmarshal(body, &c.Body) != nil {
		c.Body = nil
	}
	for _, k := range []string{"NextToken", "nextToken", "Marker", "marker", "ExclusiveStartTableName", "ContinuationToken", "position", "pageToken", "continuationToken", "next-token"} {
		if v, ok := c.Body[k].(string); ok {
			c.Token = v
		}
		if v := c.Form.Get(k); v != "" {
			c.Token = v
		}
		if v := query.Get(k); v != "" {
			c.Token = v
		}
	}
	if v := query.Get("continuation-token"); v != "" {
		c.Token = v
	}
	return c
}

func (c *Call) route(query url.Values) string {
	for _, x := range routes {
		if x.Signing != c.signing || x.Method != c.Request.Method || !x.Path.MatchString(c.Request.URL.Path) {
			continue
		}
		if x.Query == "" || query.Has(x.Query) {
			return x.Spec
		}
	}
	return ""
}

// ServeHTTP answers.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := Read(r)
	if f.Seen != nil {
		f.Seen(c)
	}
	f.write(w, c, f.reply(c))
}

func (f *Fake) reply(c *Call) Reply {
	if answer := f.Answers[c.Spec]; answer != nil {
		return answer(c)
	}
	return Fail(403, "AccessDenied")
}

// write puts a reply into the protocol of its call.
func (f *Fake) write(w http.ResponseWriter, c *Call, r Reply) {
	w.Header().Set("X-Amzn-Requestid", "11111111-2222-3333-4444-555555555555")
	w.Header().Set("X-Amz-Request-Id", "11111111-2222-3333-4444-555555555555")
	if r.Code == "" {
		w.WriteHeader(r.Status)
		fmt.Fprint(w, r.Body)
		return
	}
	switch {
	case c.signing == "s3" && !strings.HasPrefix(c.Spec, "s3control."):
		w.WriteHeader(r.Status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", r.Code, f.Message)
	case c.Form != nil && c.signing == "ec2":
		w.WriteHeader(r.Status)
		fmt.Fprintf(w, "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>", r.Code, f.Message)
	case c.Form != nil, c.signing == "s3", c.signing == "s3express", c.signing == "cloudfront":
		w.WriteHeader(r.Status)
		fmt.Fprintf(w, "<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", r.Code, f.Message)
	default:
		w.Header().Set("X-Amzn-Errortype", r.Code)
		w.WriteHeader(r.Status)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, r.Code, f.Message)
	}
}

// Dialect breaks calls the way AWS says no.
func (f *Fake) Dialect() livetest.Dialect {
	return livetest.Dialect{
		Spec: func(r *http.Request) string { return Read(r).Spec },
		Page: func(r *http.Request) int {
			if Read(r).Token != "" {
				return 1
			}
			return 0
		},
		Answer: func(w http.ResponseWriter, r *http.Request, _ string, fault livetest.Fault) bool {
			c := Read(r)
			switch fault {
			case livetest.Deny:
				f.write(w, c, Fail(403, "AccessDenied"))
			case livetest.Throttle:
				f.write(w, c, Fail(400, "Throttling"))
			case livetest.Broken:
				f.write(w, c, Fail(500, "InternalFailure"))
			case livetest.Endless:
				c.Token = "" // the first page, again and again
				f.write(w, c, f.reply(c))
			default:
				return false
			}
			return true
		},
	}
}
