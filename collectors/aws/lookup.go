package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

const (
	lookupRate  = 1.9 // requests a second for each account and region, one at a time: AWS takes two
	lookupPages = 20  // of 50 events each; more is no search for one request
)

// search is one way to look for a request.
type search struct {
	key   types.LookupAttributeKey
	value string
	span  time.Duration // before and after
}

// event is what counts of an event of CloudTrail.
type event struct {
	ID        string `json:"eventID"`
	Name      string `json:"eventName"`
	Source    string `json:"eventSource"`
	Request   string `json:"requestID"`
	Error     string `json:"errorCode"`
	Recipient string `json:"recipientAccountId"`
	Caller    struct {
		ARN string `json:"arn"`
	} `json:"userIdentity"`
}

// search looks for a request. Where it is not found, told says that all of the
// time was looked at; else the reason says why it was not.
func (s *scope) search(ctx context.Context, c *Checked, by search) (found *event, told bool, reason string) {
	in := &cloudtrail.LookupEventsInput{
		StartTime: aws.Time(c.At.Add(-by.span)), EndTime: aws.Time(c.At.Add(by.span)), MaxResults: aws.Int32(50),
		LookupAttributes: []types.LookupAttribute{{AttributeKey: by.key, AttributeValue: aws.String(by.value)}},
	}
	p := &lookupPager{LookupEventsPaginator: cloudtrail.NewLookupEventsPaginator(cloudtrail.NewFromConfig(s.config()), in)}
	q := question{Path: s.path("cloudtrail"), Subject: c.Request, Of: "aws.cloudtrail.event", Quiet: true, Params: map[string]string{"AttributeKey": string(by.key), "AttributeValue": by.value}}
	unread := 0
	a := list(ctx, s, "cloudtrail.LookupEvents", q, p, func(page *cloudtrail.LookupEventsOutput, _ *answer) int {
		p.pages++
		for i := range page.Events {
			var ev event
			if json.Unmarshal([]byte(text(page.Events[i].CloudTrailEvent)), &ev) != nil {
				unread++
			} else if ev.Request == c.Request && ev.Request != "" {
				found, p.over = &ev, true
			}
		}
		return len(page.Events)
	})
	switch {
	case found != nil:
		return found, true, ""
	case !a.ok():
		return nil, false, a.item.Reason
	case p.pages >= lookupPages && p.LookupEventsPaginator.HasMorePages():
		return nil, false, fmt.Sprintf("there are more than %d events of %s at that time", lookupPages*50, word(by.value, 80))
	case unread > 0:
		return nil, false, fmt.Sprintf("%d events can't be read", unread)
	}
	return nil, true, ""
}

// lookupPager ends when the event is found, or after so many pages.
type lookupPager struct {
	*cloudtrail.LookupEventsPaginator
	pages int
	over  bool
}

// HasMorePages reports whether to go on.
func (p *lookupPager) HasMorePages() bool {
	return !p.over && p.pages < lookupPages && p.LookupEventsPaginator.HasMorePages()
}

// fits compares an event with what the item says.
func (ev *event) fits(c *Checked) (Found, string) {
	// Before the caller is known an item has no name of it, or that of a role.
	who := c.item.Identity
	known := strings.Contains(who, ":assumed-role/") || strings.Contains(who, ":user/") || strings.Contains(who, ":federated-user/") || strings.HasSuffix(who, ":root")
	switch {
	case ev.Source != "" && ev.Source != sourceOf(c.Spec), !sameCall(c.Spec, ev.Name):
		return FoundOther, "the request was another call: " + word(ev.Name, 80) + " of " + word(ev.Source, 80)
	case !known && !strings.HasPrefix(c.Spec, "sts."):
		return FoundOther, "the item does not say who made the call, and every call but the first is made by somebody"
	case ev.Recipient != "" && ev.Recipient != c.Account:
		return FoundOther, "the event is one of the account " + word(ev.Recipient, 20)
	case ev.Error != "":
		return FoundOther, "the item says that it was answered, and the event that it failed: " + word(ev.Error, 80)
	case known && ev.Caller.ARN != "" && ev.Caller.ARN != who:
		return FoundOther, "another caller made it: " + word(ev.Caller.ARN, 200)
	}
	return FoundEvent, ""
}

// sameCall reports whether an event may be of a call. CloudTrail writes the
// version of an API behind some names (GetPolicy20150331v2), and names what S3
// does to a bucket, or to an account, in other words than the SDK.
func sameCall(spec, name string) bool {
	service, op, _ := strings.Cut(spec, ".")
	if at := strings.IndexAny(name, "0123456789"); at > 0 && strings.HasPrefix(name[at:], "20") && name[:at] == op {
		return true
	}
	if service == "s3" || service == "s3control" {
		plain := strings.NewReplacer("Bucket", "", "Account", "", "Configuration", "")
		return plain.Replace(op) == plain.Replace(name)
	}
	return op == name
}
