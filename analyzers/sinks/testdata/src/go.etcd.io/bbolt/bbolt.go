// Package bbolt stands in for the library: the names that the tables go by.
package bbolt

type DB struct{}

func (d *DB) Update(fn func(*Tx) error) error { return nil }
func (d *DB) View(fn func(*Tx) error) error   { return nil }

type Tx struct{}

func (t *Tx) Bucket(name []byte) *Bucket { return nil }
func (t *Tx) Commit() error              { return nil }

type Bucket struct{}

func (b *Bucket) Put(k, v []byte) error { return nil }
func (b *Bucket) Get(k []byte) []byte   { return nil }
func (b *Bucket) Delete(k []byte) error { return nil }
