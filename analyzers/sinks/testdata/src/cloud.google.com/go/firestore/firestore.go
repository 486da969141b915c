// Package firestore stands in for the library: the names that the tables go by.
package firestore

import "context"

type WriteResult struct{}
type Client struct{}

func (c *Client) Collection(path string) *CollectionRef { return nil }

type CollectionRef struct{}

func (c *CollectionRef) Doc(id string) *DocumentRef { return nil }
func (c *CollectionRef) Add(ctx context.Context, v any) (*DocumentRef, *WriteResult, error) {
	return nil, nil, nil
}

type DocumentRef struct{}

func (d *DocumentRef) Set(ctx context.Context, v any) (*WriteResult, error) { return nil, nil }
func (d *DocumentRef) Get(ctx context.Context) (any, error)                 { return nil, nil }
