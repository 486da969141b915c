package serverless

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// statements appends the statements of a section to a list.
func (s *service) statements(list, section *yaml.Node) {
	switch {
	case section == nil:
	case section.Kind == yaml.SequenceNode:
		list.Content = append(list.Content, section.Content...)
	default:
		list.Content = append(list.Content, section)
	}
}

// logs appends what the framework grants for the logs of functions. Its own
// log groups begin with the name of the service; that name is a hole here.
func (s *service) logs(list, at *yaml.Node) {
	for _, g := range []struct{ actions, tail string }{
		{"logs:CreateLogStream logs:CreateLogGroup logs:TagResource", "*:*"},
		{"logs:PutLogEvents", "*:*:*"},
	} {
		list.Content = append(list.Content, allow(at, strings.Fields(g.actions), text(at, "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}"+g.tail)))
	}
}

// events notes what the framework grants for the queues and streams that a
// function polls.
func (s *service) events(f *yaml.Node) {
	list := get(f, "events")
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	for _, e := range list.Content {
		queue := get(e, "sqs")
		if queue != nil && queue.Kind == yaml.MappingNode && !taggedCall(queue) {
			queue = get(queue, "arn")
		}
		if queue != nil {
			s.polled = append(s.polled, allow(queue, []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}, queue))
		}
		stream := get(e, "stream")
		arn, typ := stream, ""
		if stream != nil && stream.Kind == yaml.MappingNode && !taggedCall(stream) {
			arn = get(stream, "arn")
			if t := get(stream, "type"); t != nil {
				typ = t.Value
			}
		}
		if arn == nil {
			continue
		}
		if typ == "" {
			typ = "dynamodb"
			if strings.Contains(arn.Value, ":kinesis:") {
				typ = "kinesis"
			}
		}
		actions := []string{"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"}
		if typ == "kinesis" {
			actions = []string{"kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:ListStreams"}
		}
		s.polled = append(s.polled, allow(arn, actions, arn))
	}
}

func allow(at *yaml.Node, actions []string, resource *yaml.Node) *yaml.Node {
	list := sequence(at)
	for _, a := range actions {
		list.Content = append(list.Content, scalar(at, a))
	}
	return mapping(at, "Effect", scalar(at, "Allow"), "Action", list, "Resource", resource)
}

// roleOf gives the properties of a role of functions.
func roleOf(at, statements, managed *yaml.Node) *yaml.Node {
	trust := mapping(at, "Effect", scalar(at, "Allow"), "Action", scalar(at, "sts:AssumeRole"),
		"Principal", mapping(at, "Service", scalar(at, "lambda.amazonaws.com")))
	policy := mapping(at, "PolicyName", scalar(at, "service"), "PolicyDocument", mapping(at, "Statement", statements))
	policies := sequence(at)
	policies.Content = []*yaml.Node{policy}
	props := mapping(at, "AssumeRolePolicyDocument", mapping(at, "Statement", trust), "Policies", policies)
	if managed != nil {
		put(props, "ManagedPolicyArns", managed)
	}
	return props
}
