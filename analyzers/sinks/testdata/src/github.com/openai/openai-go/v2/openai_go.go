// Package openai stands in for the library: the names that the tables go by.
package openai

import "context"

type Client struct{ Chat ChatService }
type ChatService struct{ Completions ChatCompletionService }
type ChatCompletionService struct{}
type ChatCompletionNewParams struct{}

func (s *ChatCompletionService) New(ctx context.Context, p ChatCompletionNewParams) (any, error) {
	return nil, nil
}
func NewClient() Client       { return Client{} }
func String(s string) *string { return &s }
