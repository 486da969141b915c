package pgsim

import (
	"strconv"
	"testing"
)

// A function that is made after a look that there is none of its name is there
// in the end, unless the look or the making is about something else.
func TestMakesFunction(t *testing.T) {
	body := func(sql string) []plNode {
		return []plNode{{"PLpgSQL_stmt_execsql": plBody{SQL: plNode{"PLpgSQL_expr": plBody{Query: []byte(strconv.Quote(sql))}}}}}
	}
	for _, tt := range []struct {
		cond, sql string
		want      bool
	}{
		{"NOT EXISTS (\n SELECT 1 FROM pg_proc WHERE proname = 'touch'\n)", "CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger AS $$ $$ LANGUAGE plpgsql", true},
		{"not exists (select 1 from pg_proc where proname = 'touch')", "create function public.other() returns int language sql as ''", false},
		{"not exists (select 1 from pg_proc where proname = 'touch')", "create function touch() returns int language sql as ''", false},
		{"not exists (select 1 from pg_proc where proname = 'touch')", "create function storage.touch() returns int language sql as ''", false},
		{"exists (select 1 from pg_proc where proname = 'touch')", "create function public.touch() returns int language sql as ''", false},
		{"not exists (select 1 from pg_proc where proname = 'touch')", "drop function public.touch()", false},
	} {
		if got := makesFunction(tt.cond, body(tt.sql)); got != tt.want {
			t.Errorf("%s / %s: %v", tt.cond, tt.sql, got)
		}
	}
}
