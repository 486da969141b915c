// Package storage stands in for the library: the names that the tables go by.
package storage

import "context"

type Client struct{}

func (c *Client) Bucket(name string) *BucketHandle { return nil }

type BucketHandle struct{}

func (b *BucketHandle) Object(name string) *ObjectHandle { return nil }

type ObjectHandle struct{}

func (o *ObjectHandle) NewWriter(ctx context.Context) *Writer      { return nil }
func (o *ObjectHandle) NewReader(ctx context.Context) (any, error) { return nil, nil }
func (o *ObjectHandle) Delete(ctx context.Context) error           { return nil }

type Writer struct{}
