package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func messageSpecs() []live.Spec {
	kinds := []string{"iam.statement", "store.encryption", "store.region"}
	return []live.Spec{
		{ID: "sqs.ListQueues", Doc: "lists the queues of a region", Needs: []live.Permission{{Action: "sqs:ListQueues"}}, Kinds: kinds, Keeps: []string{"QueueUrls"}, Paged: true, TTL: 7 * day},
		{ID: "sqs.GetQueueAttributes", Doc: "tells how a queue is encrypted and who may use it; never a message", Needs: []live.Permission{{Action: "sqs:GetQueueAttributes", Resources: []string{"arn:*:sqs:*:*:*"}}},
			Kinds: kinds, Keeps: []string{"QueueArn, KmsMasterKeyId, SqsManagedSseEnabled, Policy"}, TTL: 7 * day},
		{ID: "sns.ListTopics", Doc: "lists the topics of a region", Needs: []live.Permission{{Action: "sns:ListTopics"}}, Kinds: kinds, Keeps: []string{"Topics/*/TopicArn"}, Paged: true, TTL: 7 * day},
		{ID: "sns.GetTopicAttributes", Doc: "tells how a topic is encrypted and who may use it", Needs: []live.Permission{{Action: "sns:GetTopicAttributes", Resources: []string{"arn:*:sns:*:*:*"}}},
			Kinds: []string{"iam.statement", "store.encryption"}, Keeps: []string{"KmsMasterKeyId, Policy"}, Redact: []string{"Attributes/DisplayName"}, TTL: 7 * day},
	}
}

// collectMessages emits the queues and the topics of a region.
func collectMessages(ctx context.Context, s *scope) {
	k := keys{}
	q := sqs.NewFromConfig(s.config())
	var urls []string
	// Without a number of results SQS gives the first thousand and no token.
	list(ctx, s, "sqs.ListQueues", question{Path: s.path("sqs"), Of: "aws.sqs.queue"}, sqs.NewListQueuesPaginator(q, &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)}),
		func(page *sqs.ListQueuesOutput, _ *answer) int {
			urls = append(urls, page.QueueUrls...)
			return len(page.QueueUrls)
		})
	for _, url := range urls {
		s.queue(ctx, q, k, url)
	}
	n := sns.NewFromConfig(s.config())
	var arns []string
	a := list(ctx, s, "sns.ListTopics", question{Path: s.path("sns"), Of: "aws.sns.topic"}, sns.NewListTopicsPaginator(n, &sns.ListTopicsInput{}),
		func(page *sns.ListTopicsOutput, _ *answer) int {
			for _, t := range page.Topics {
				arns = append(arns, text(t.TopicArn))
			}
			return len(page.Topics)
		})
	for _, arn := range arns {
		s.topic(ctx, n, a, k, arn)
	}
}

// channel is a queue or a topic as the facts name it.
func (s *scope) channel(service, typ, name, arn string) (iac.Owner, candor.Location) {
	at := s.at(s.path(service, word(name, 256)))
	return iac.Owner{Type: typ, Subject: word(name, 256), Resource: arn, At: at}, candor.Location{Path: at.Path, Resource: arn}
}

func (s *scope) queue(ctx context.Context, c *sqs.Client, k keys, url string) {
	name := url[strings.LastIndexByte(url, '/')+1:]
	owner, loc := s.channel("sqs", "AWS::SQS::Queue", name, "")
	out, a := ask(ctx, s, "sqs.GetQueueAttributes", question{Path: loc.Path, Subject: name}, func(ctx context.Context) (*sqs.GetQueueAttributesOutput, error) {
		return c.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameQueueArn, types.QueueAttributeNamePolicy, types.QueueAttributeNameKmsMasterKeyId, types.QueueAttributeNameSqsManagedSseEnabled}})
	})
	if !a.ok() {
		return
	}
	owner.Resource = out.Attributes["QueueArn"]
	loc.Resource = owner.Resource
	on, key := iac.Hidden("the answer does not say whether it is encrypted", owner.At), s.namedKey(ctx, k, out.Attributes["KmsMasterKeyId"], "sqs", owner.At)
	switch managed := out.Attributes["SqsManagedSseEnabled"]; {
	case key != nil:
		on = node(true, owner.At)
	case managed == "true", managed == "false":
		on = node(managed == "true", owner.At)
	}
	s.said(a, owner, loc, "sqs", on, key, out.Attributes["Policy"])
	s.sink(a).Region(owner.Subject, "queue", loc, node(s.region, owner.At))
}

func (s *scope) topic(ctx context.Context, c *sns.Client, listed *answer, k keys, arn string) {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	owner, loc := s.channel("sns", "AWS::SNS::Topic", name, arn)
	s.sink(listed).Region(owner.Subject, "topic", loc, node(s.region, owner.At))
	out, a := ask(ctx, s, "sns.GetTopicAttributes", question{Path: loc.Path, Subject: arn}, func(ctx context.Context) (*sns.GetTopicAttributesOutput, error) {
		return c.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &arn})
	})
	if !a.ok() {
		return
	}
	if len(out.Attributes) == 0 {
		s.gapOf(a, loc.Path, "the answer holds no attributes", "iam.statement", "store.encryption")
		return
	}
	key := s.namedKey(ctx, k, out.Attributes["KmsMasterKeyId"], "sns", owner.At)
	on := node(true, owner.At)
	if key == nil {
		on = iac.Platform(true, iac.TopicDisks, owner.At)
	}
	s.said(a, owner, loc, "sns", on, key, out.Attributes["Policy"])
}

// namedKey is a key by its ARN, its id or its alias; an alias of a service says by
// itself that AWS manages the key. It is nil where none is named.
func (s *scope) namedKey(ctx context.Context, k keys, name, service string, at iac.Place) *iac.Node {
	if alias := name[strings.LastIndexByte(name, ':')+1:]; strings.HasPrefix(alias, "alias/aws/") {
		return node(alias, at)
	}
	return k.of(ctx, s, name, service, at)
}

// said emits the encryption and the policy of a queue or topic.
func (s *scope) said(a *answer, owner iac.Owner, loc candor.Location, service string, on, key *iac.Node, policy string) {
	s.sink(a).Store(owner.Type, service, owner.Subject, loc, on, key)
	if policy != "" {
		s.sink(a).Policy(iac.Policy{Owner: owner.Subject, Kind: "resource", Service: service, Doc: document(policy, owner.At), At: owner.At})
	}
}
