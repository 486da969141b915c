package aws

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
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
		if err := xml.NewDecoder(bytes.NewReader(body)).Decode(out); err != nil {
			return fmt.Errorf("an answer that can't be read")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
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
