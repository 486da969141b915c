// Package redis stands in for the library: the names that the tables go by.
package redis

import "context"

type StatusCmd struct{}

func (c *StatusCmd) Err() error { return nil }

type Client struct{}

func (c *Client) Set(ctx context.Context, key string, v any, ttl int) *StatusCmd    { return nil }
func (c *Client) Get(ctx context.Context, key string) *StatusCmd                    { return nil }
func (c *Client) Del(ctx context.Context, keys ...string) *StatusCmd                { return nil }
func (c *Client) Publish(ctx context.Context, ch string, m any) *StatusCmd          { return nil }
func (c *Client) Eval(ctx context.Context, script string, keys []string) *StatusCmd { return nil }

type Cmdable interface {
	HSet(ctx context.Context, key string, v ...any) *StatusCmd
	HGet(ctx context.Context, key, f string) *StatusCmd
}
