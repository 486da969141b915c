// Package stores calls document and key-value stores.
package stores

import (
	"context"

	"github.com/dgraph-io/badger/v4"
	"github.com/redis/go-redis/v9"
	"go.etcd.io/bbolt"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

type deals interface {
	Add(ctx context.Context, doc any) (*mongo.InsertOneResult, error)
}

func documents(ctx context.Context, c *mongo.Client, ds deals) {
	col := c.Database("app").Collection("deals")
	col.InsertOne(ctx, nil)                                         // want `mutation insert "mongo.InsertOne deals" model=deals`
	c.Database("app").Collection("users").UpdateMany(ctx, nil, nil) // want `mutation update "mongo.UpdateMany users" model=users`
	col.FindOneAndUpdate(ctx, nil, nil)                             // want `mutation update "mongo.FindOneAndUpdate deals" model=deals`
	col.Find(ctx, nil)
	col.FindOne(ctx, nil)
	col.Drop(ctx)                                                    // want `mutation ddl "mongo.Drop deals" model=deals`
	c.Database("app").RunCommand(ctx, map[string]any{"ping": 1})     // want `mutation call "mongo.RunCommand" weak`
	c.Database("app").RunCommand(ctx, map[string]any{"insert": "x"}) // want `mutation call "mongo.RunCommand"`
	c.Database("app").Collection("audit_events").InsertOne(ctx, nil) // want `audit insert "mongo.InsertOne audit_events" model=audit_events`
	ds.Add(ctx, nil)                                                 // want `mutation insert "stores.deals.Add"`
}

func keys(ctx context.Context, r *redis.Client, c redis.Cmdable) {
	r.Set(ctx, "k", 1, 0)        // want `mutation write "redis.Set" model=redis`
	r.Del(ctx, "k")              // want `mutation delete "redis.Del" model=redis`
	r.Publish(ctx, "c", 1)       // want `mutation send "redis.Publish" model=redis`
	r.Eval(ctx, "return 1", nil) // want `mutation call "redis.Eval" model=redis weak`
	c.HSet(ctx, "k", 1)          // want `mutation write "redis.HSet" model=redis`
	r.Get(ctx, "k")
	c.HGet(ctx, "k", "f")
}

func embedded(db *bbolt.DB, t *badger.Txn) {
	db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("deals"))
		b.Get(nil)
		return b.Put(nil, nil) // want `mutation write "bolt.Put deals" model=deals`
	})
	t.Get(nil)
	t.Delete(nil) // want `mutation delete "badger.Delete" model=badger`
	t.Commit()
}
