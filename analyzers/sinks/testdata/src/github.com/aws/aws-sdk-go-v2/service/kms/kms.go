// Package kms stands in for the library: the names that the tables go by.
package kms

import "context"

type Client struct{}
type DecryptInput struct{}
type DecryptOutput struct{}

func (c *Client) Decrypt(ctx context.Context, in *DecryptInput) (*DecryptOutput, error) {
	return nil, nil
}
