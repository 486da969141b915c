// Package sqs stands in for the library: the names that the tables go by.
package sqs

type SQS struct{}
type SendMessageInput struct{ QueueUrl *string }
type SendMessageOutput struct{}
type ListQueuesInput struct{}
type ListQueuesOutput struct{}

func (c *SQS) SendMessage(in *SendMessageInput) (*SendMessageOutput, error) { return nil, nil }
func (c *SQS) SendMessageWithContext(ctx any, in *SendMessageInput) (*SendMessageOutput, error) {
	return nil, nil
}
func (c *SQS) ListQueues(in *ListQueuesInput) (*ListQueuesOutput, error) { return nil, nil }
