//go:build unix

package pgsim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim/pgtest"
)

// compare plays a script of one statement a line in Postgres and in the model,
// and names what differs: first the statements on which they do not agree.
func compare(t *testing.T, s *pgtest.Server, parser *pgparse.Parser, script string) []string {
	t.Helper()
	res, err := Play(context.Background(), []Script{{Path: "1.sql", Text: script}}, Options{Parser: parser, Whole: true, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	db, failed := s.Apply([]string{script})
	defer s.Drop(db)
	var ours []int
	for _, at := range res.Refused {
		ours = append(ours, at.Line)
	}
	lines := strings.Split(script, "\n")
	for i, l := range lines {
		why, theirs := failed[0][i+1]
		if mine := slices.Contains(ours, i+1); theirs != mine {
			return []string{fmt.Sprintf("line %d: refused by Postgres %t (%s), by the model %t: %s", i+1, theirs, why, mine, l)}
		}
	}
	out := pgtest.Diff(s.Catalog(db, nil, nil), pgtest.Describe(res.Catalog))
	return append(out, s.Expressions(db, res.Catalog)...)
}

// FuzzRandom looks for random statements on which Postgres and the model do not agree.
func FuzzRandom(f *testing.F) {
	f.Add(uint64(1), uint16(100))
	s := pgtest.Start(f)
	parser := pgparse.New()
	defer parser.Close()
	f.Fuzz(func(t *testing.T, seed uint64, n uint16) {
		script := randomDDL(rand.New(rand.NewPCG(seed, 7)), int(n%400)) + "commit;\n"
		if diff := compare(t, s.On(t), parser, script); len(diff) > 0 {
			t.Errorf("%s\n%s", strings.Join(diff, "\n"), script)
		}
	})
}

// TestRandom plays random statements in a real Postgres and in the model.
func TestRandom(t *testing.T) {
	s := pgtest.Start(t)
	parser := pgparse.New()
	defer parser.Close()
	seeds, from, n := 6, 0, 300
	if v := os.Getenv("CANDOR_SEEDS"); v != "" { // "from-to" of a longer search
		a, b, _ := strings.Cut(v, "-")
		from, _ = strconv.Atoi(a)
		to, _ := strconv.Atoi(b)
		seeds = to - from
	}
	for i := range seeds {
		seed := uint64(from + i)
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			s := s.On(t)
			script := randomDDL(rand.New(rand.NewPCG(seed, 7)), n) + "commit;\n"
			if diff := compare(t, s, parser, script); len(diff) > 0 {
				t.Errorf("seed %d:\n%s", seed, strings.Join(diff, "\n"))
			}
		})
	}
}
