// Package anthropic stands in for the library: the names that the tables go by.
package anthropic

import "context"

type Client struct{ Messages MessageService }
type MessageService struct{}

func (s *MessageService) New(ctx context.Context, p any) (any, error)         { return nil, nil }
func (s *MessageService) CountTokens(ctx context.Context, p any) (any, error) { return nil, nil }
