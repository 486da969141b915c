// Package bedrockruntime stands in for the library: the names that the tables go by.
package bedrockruntime

import "context"

type Client struct{}
type ConverseInput struct{ ModelId *string }
type ConverseOutput struct{}

func (c *Client) Converse(ctx context.Context, in *ConverseInput) (*ConverseOutput, error) {
	return nil, nil
}
