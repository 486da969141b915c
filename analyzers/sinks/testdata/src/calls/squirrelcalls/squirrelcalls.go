// Package squirrelcalls builds its statements.
package squirrelcalls

import (
	"context"
	"database/sql"

	sq "github.com/Masterminds/squirrel"
)

type store struct {
	db     *sql.DB
	prefix string
}

var psql = sq.StatementBuilder

func (s *store) builder() sq.StatementBuilderType { return psql }

func (s *store) calls(ctx context.Context, all bool) error {
	psql.Insert("deals").Values(1).RunWith(s.db).Exec()               // want `mutation insert "INSERT deals" model=deals`
	psql.Insert("deals").Suffix("RETURNING id").QueryRow().Scan(nil)  // want `mutation insert "INSERT deals" model=deals`
	s.builder().Update(s.prefix+"deals").Set("n", 1).ExecContext(ctx) // want `mutation update "UPDATE deals" model=deals`
	psql.Select("id").From("deals").RunWith(s.db).Query()
	q := s.builder().Delete("deals")
	if !all {
		q = q.Where("id = 1")
	}
	q.Exec() // want `mutation delete "DELETE deals" model=deals`

	in := s.builder().Insert("")
	in.Into("history").Exec() // want `mutation insert "INSERT history" model=history`

	text, args, err := psql.Update("deals").Set("n", 1).ToSql()
	if err != nil {
		return err
	}
	s.db.Exec(text, args...) // want `mutation update "UPDATE deals" model=deals`
	rows, args, err := psql.Select("id").From("deals").ToSql()
	if err != nil {
		return err
	}
	s.db.Query(rows, args...)
	sq.ExecContextWith(ctx, s.db, sq.Delete("deals")) // want `mutation delete "DELETE deals" model=deals`
	s.run(psql.Delete("deals"))                       // want `mutation delete "DELETE deals" model=deals passed`
	s.run(psql.Select("id"))                          // want `read  "SELECT" passed`
	return nil
}

func (s *store) run(q sq.Sqlizer) error {
	text, args, err := q.ToSql()
	if err != nil {
		return err
	}
	_, err = s.db.Exec(text, args...) // want `mutation  "SQL that can't be read" unread param=1`
	return err
}
