package aws

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// EC2 is asked by a client of our own: its module is larger than all the others
// together, and only a few plain questions are put to it. It signs, retries and
// records as the SDK's clients do here.

// ec2Version is the version of the API that answers are read by.
const ec2Version = "2016-11-15"

// ec2Ask makes one call to EC2. O is read from the answer by its xml tags.
func ec2Ask[O any](ctx context.Context, s *scope, action string, q question, params url.Values) (*O, *answer) {
	cfg := s.config()
	return ask(ctx, s, "ec2."+action, q, func(ctx context.Context) (*O, error) { return ec2Call[O](ctx, s, cfg, action, params) })
}

// ec2Call tries a call until it is answered or patience ends.
func ec2Call[O any](ctx context.Context, s *scope, cfg aws.Config, action string, params url.Values) (*O, error) {
	rec := recorderOf(ctx)
	if rec == nil || rec.spec != "ec2."+action || s.run.specs[rec.spec] == nil {
		return nil, fmt.Errorf("the call ec2.%s is not declared", action)
	}
	form := url.Values{"Action": {action}, "Version": {ec2Version}}
	for k, v := range params {
		form[k] = v
	}
	out := new(O)
	err := tries(ctx, cfg, func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, ec2Endpoint(cfg, s.acct.partition), strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
		status, _, body, err := signed(ctx, s, cfg, rec, "ec2", req, form.Encode())
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return ec2Error(status, body)
		}
		*out = *new(O)
		return ec2Read(body, action, out)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ec2Read reads an answer. A page that is no answer to the question would else
// pass for one that holds nothing.
func ec2Read(body []byte, action string, out any) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		tok, err := d.Token()
		if err != nil {
			return errors.New("an answer that can't be read")
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != action+"Response" {
			return errors.New("an answer to another question")
		}
		if err := d.DecodeElement(out, &start); err != nil {
			return errors.New("an answer that can't be read")
		}
		return nil
	}
}

// ec2Pager asks EC2 page by page.
type ec2Pager[O any] struct {
	scope  *scope
	cfg    aws.Config
	action string
	params url.Values
	next   func(*O) string // the token of the next page
	token  string
	begun  bool
}

// ec2List puts a question to EC2 that is answered in pages.
func ec2List[O any](ctx context.Context, s *scope, action string, q question, params url.Values, next func(*O) string, each func(*O, *answer) int) *answer {
	return list(ctx, s, "ec2."+action, q, &ec2Pager[O]{scope: s, cfg: s.config(), action: action, params: params, next: next}, each)
}

// HasMorePages reports whether there is a page to ask for.
func (p *ec2Pager[O]) HasMorePages() bool { return !p.begun || p.token != "" }

// NextPage asks for it.
func (p *ec2Pager[O]) NextPage(ctx context.Context, _ ...func(*struct{})) (*O, error) {
	params := maps.Clone(p.params)
	if params == nil {
		params = url.Values{}
	}
	if p.token != "" {
		params.Set("NextToken", p.token)
	}
	out, err := ec2Call[O](ctx, p.scope, p.cfg, p.action, params)
	if err != nil {
		return nil, err
	}
	p.begun, p.token = true, p.next(out)
	return out, nil
}

func ec2Endpoint(cfg aws.Config, partition string) string {
	if cfg.BaseEndpoint != nil {
		return strings.TrimSuffix(*cfg.BaseEndpoint, "/") + "/"
	}
	suffix := "amazonaws.com"
	switch partition {
	case "aws-cn":
		suffix = "amazonaws.com.cn"
	case "aws-eusc":
		suffix = "amazonaws.eu"
	}
	return "https://ec2." + cfg.Region + "." + suffix + "/"
}

// ec2Error reads an error of EC2 as the SDK reads those of other services.
func ec2Error(status int, body []byte) error {
	var x struct {
		Code    string `xml:"Errors>Error>Code"`
		Message string `xml:"Errors>Error>Message"`
	}
	if xml.Unmarshal(body, &x) != nil || x.Code == "" {
		x.Code = fmt.Sprintf("Status%d", status)
		if status == 401 || status == 403 {
			x.Code = "Forbidden"
		}
	}
	fault := smithy.FaultClient
	if status >= 500 {
		fault = smithy.FaultServer
	}
	return &smithy.GenericAPIError{Code: x.Code, Message: x.Message, Fault: fault}
}
