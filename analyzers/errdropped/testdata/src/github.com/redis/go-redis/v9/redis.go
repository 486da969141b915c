// Package redis stands in for the library: its names alone.
package redis

import "context"

type StatusCmd struct{ err error }

func (c *StatusCmd) Err() error              { return c.err }
func (c *StatusCmd) Result() (string, error) { return "", c.err }

type Cmder interface{ Err() error }

type Client struct{}

func (c *Client) Set(ctx context.Context, key string, value any, ttl int) *StatusCmd { return nil }
func (c *Client) Pipeline() Pipeliner                                                { return nil }

type Pipeliner interface {
	Set(ctx context.Context, key string, value any, ttl int) *StatusCmd
	Exec(ctx context.Context) ([]Cmder, error)
}
