// Package s3 stands in for the library: the names that the tables go by.
package s3

import "context"

type Options struct{}
type Client struct{}
type PutObjectInput struct{ Bucket, Key *string }
type PutObjectOutput struct{}
type GetObjectInput struct{ Bucket, Key *string }
type GetObjectOutput struct{}
type DeleteObjectsInput struct{ Bucket *string }
type DeleteObjectsOutput struct{}

func (c *Client) PutObject(ctx context.Context, in *PutObjectInput, o ...func(*Options)) (*PutObjectOutput, error) {
	return nil, nil
}
func (c *Client) GetObject(ctx context.Context, in *GetObjectInput, o ...func(*Options)) (*GetObjectOutput, error) {
	return nil, nil
}
func (c *Client) DeleteObjects(ctx context.Context, in *DeleteObjectsInput, o ...func(*Options)) (*DeleteObjectsOutput, error) {
	return nil, nil
}
