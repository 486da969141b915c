// Package store is the lower of two layers.
package store

import "database/sql"

type Store struct{ DB *sql.DB }

// Closer is implemented beside it, so that its failure may be the write's.
type Closer interface {
	Close(id int) error // want Close:"fails with the UPDATE of deals"
}

func (s *Store) Close(id int) error { // want Close:"fails with the UPDATE of deals"
	_, err := s.DB.Exec("UPDATE deals SET open = false WHERE id = $1", id)
	return err
}

func (s *Store) CloseAll(ids []int) error { // want CloseAll:"fails with the UPDATE of deals"
	for _, id := range ids {
		if err := s.Close(id); err != nil {
			return err
		}
	}
	return nil
}

// Count reads, and what it gives as an error is no write's.
func (s *Store) Count() (n int, err error) {
	err = s.DB.QueryRow("SELECT count(*) FROM deals").Scan(&n)
	return n, err
}

// failTry swallows its error, so that its callers can't lose it.
func (s *Store) FailTry(id int) error {
	_ = s.Close(id) // want `the error of s.Close \(the UPDATE of deals\) in store.\(\*Store\).FailTry is thrown away`
	return nil
}

// Step is implemented in two ways, one of which only counts: what its Run
// gives as an error need not be a write's.
type Step interface{ Run() error }

type closeStep struct{ s *Store }

func (c *closeStep) Run() error { return c.s.CloseAll(nil) } // want Run:"fails with the UPDATE of deals"

type countStep struct{ s *Store }

func (c *countStep) Run() error {
	_, err := c.s.Count()
	return err
}

func noneStep(s Step) { _ = s.Run() }
