// Package orm writes with libraries whose results hold the error.
package orm

import (
	"context"
	"log"

	"github.com/go-gorp/gorp/v3"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

type deal struct{ Name string }

func passCreate(db *gorm.DB, d *deal) error { return db.Create(d).Error }

func passCreateLater(db *gorm.DB, d *deal) error {
	res := db.Create(d)
	if res.Error != nil {
		return res.Error
	}
	return nil
}

func passIf(db *gorm.DB, d *deal) error {
	if err := db.Model(d).Update("name", "x").Error; err != nil {
		return err
	}
	return nil
}

func failCreate(db *gorm.DB, d *deal) {
	db.Create(d) // want `is thrown away: nobody asks for the error in what it gives`
}

func failRowsAffected(db *gorm.DB, d *deal) int64 {
	return db.Where("name = ?", "x").Delete(d).RowsAffected // want `nobody asks for the error in what it gives`
}

func warnLogged(db *gorm.DB, d *deal) {
	if err := db.Save(d).Error; err != nil { // want `is only logged`
		log.Print(err)
	}
}

func passTransaction(db *gorm.DB, d *deal) error {
	return db.Transaction(func(tx *gorm.DB) error { return tx.Create(d).Error })
}

func noneRead(db *gorm.DB, d *deal) { db.First(d) }

func passGorp(m *gorp.DbMap, d *deal) error { return m.Insert(d) }

func failGorp(m *gorp.DbMap, d *deal) {
	_, _ = m.Update(d) // want `is thrown away`
}

func passRedis(ctx context.Context, c *redis.Client) error { return c.Set(ctx, "k", "v", 0).Err() }

func passRedisResult(ctx context.Context, c *redis.Client) (string, error) {
	return c.Set(ctx, "k", "v", 0).Result()
}

func failRedis(ctx context.Context, c *redis.Client) {
	c.Set(ctx, "k", "v", 0) // want `nobody asks for the error in what it gives`
}

func passPipeline(ctx context.Context, c *redis.Client) error {
	p := c.Pipeline()
	p.Set(ctx, "k", "v", 0)
	_, err := p.Exec(ctx)
	return err
}

func failPipeline(ctx context.Context, c *redis.Client) {
	p := c.Pipeline()
	p.Set(ctx, "k", "v", 0)
	_, _ = p.Exec(ctx) // want `the error of the pipeline \(p.Exec\)`
}
