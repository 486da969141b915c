// Package mongo stands in for the library: the names that the tables go by.
package mongo

import "context"

type Client struct{}

func (c *Client) Database(name string) *Database { return nil }

type Database struct{}

func (d *Database) Collection(name string) *Collection                    { return nil }
func (d *Database) RunCommand(ctx context.Context, cmd any) *SingleResult { return nil }

type Collection struct{}
type InsertOneResult struct{}
type UpdateResult struct{}
type SingleResult struct{}

func (r *SingleResult) Err() error { return nil }

type Cursor struct{}

func (c *Collection) InsertOne(ctx context.Context, doc any) (*InsertOneResult, error) {
	return nil, nil
}
func (c *Collection) UpdateMany(ctx context.Context, filter, update any) (*UpdateResult, error) {
	return nil, nil
}
func (c *Collection) FindOne(ctx context.Context, filter any) *SingleResult { return nil }
func (c *Collection) FindOneAndUpdate(ctx context.Context, filter, update any) *SingleResult {
	return nil
}
func (c *Collection) Find(ctx context.Context, filter any) (*Cursor, error) { return nil, nil }
func (c *Collection) Drop(ctx context.Context) error                        { return nil }
