package scan

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/reports/format"
	jsonreport "github.com/candor-dev/candor/reports/json"
)

// BenchmarkCheck is the whole check, sources to JSON, on a tree of 2,000 files:
// a Go service, migrations, templates, locks, workflows, and many files that are
// none of candor's business.
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	files, size := generate(b, dir)
	for _, c := range []struct {
		name string
		skip []string
		kept bool // an earlier run left its work in the cache
	}{{"all", nil, false}, {"all-again", nil, true}, {"without-go", []string{goRun}, false}, {"without-go-again", []string{goRun}, true}} {
		b.Run(c.name, func(b *testing.B) {
			o := Options{Root: dir, Collectors: collectors.All(), Now: now, Skip: c.skip}
			if c.kept {
				store, err := cache.Open(cache.Options{Dir: b.TempDir()})
				if err != nil {
					b.Fatal(err)
				}
				o.Cache = store
				if _, err := Run(context.Background(), o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.SetBytes(size)
			for b.Loop() {
				out, err := Run(context.Background(), o)
				if err != nil {
					b.Fatal(err)
				}
				if err := jsonreport.Write(io.Discard, out.Report, format.Options{}); err != nil {
					b.Fatal(err)
				}
				counts := out.Report.Count()
				b.ReportMetric(float64(counts.Pass+counts.Fail+counts.Unknown), "results")
			}
			b.ReportMetric(float64(files), "files")
		})
	}
}

// generate writes the tree and returns how many files and bytes it has.
func generate(b *testing.B, dir string) (files int, size int64) {
	put := func(p, text string) {
		full := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		files++
		size += int64(len(text))
	}
	put("candor.yaml", claimsYAML)
	put("go.mod", "module example.com/big\n\ngo 1.26\n")
	for i := range 40 {
		for j := range 20 {
			put(fmt.Sprintf("internal/p%02d/f%02d.go", i, j), fmt.Sprintf(goFile, i, j, j, j))
		}
	}
	for i := range 250 {
		put(fmt.Sprintf("db/migrations/%04d_t.sql", i), fmt.Sprintf(sqlFile, i))
	}
	for i := range 60 {
		var t strings.Builder
		t.WriteString("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n")
		for j := range 20 {
			fmt.Fprintf(&t, cfnResource, j, j, j)
		}
		put(fmt.Sprintf("infra/stack%02d.yaml", i), t.String())
	}
	for i := range 20 {
		put(fmt.Sprintf("web/app%02d/package.json", i), `{"name":"app","version":"1.0.0","dependencies":{"dep0":"1.0.0"}}`)
		var l strings.Builder
		l.WriteString("{\n \"name\":\"app\",\"version\":\"1.0.0\",\"lockfileVersion\":3,\"packages\":{\n  \"\":{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{\"dep0\":\"1.0.0\"}}")
		for j := range 200 {
			fmt.Fprintf(&l, ",\n  \"node_modules/dep%d\":{\"version\":\"1.0.0\",\"integrity\":\"sha512-%s==\"}", j, strings.Repeat("A", 86))
		}
		l.WriteString("\n }\n}\n")
		put(fmt.Sprintf("web/app%02d/package-lock.json", i), l.String())
	}
	for i := range 30 {
		put(fmt.Sprintf(".github/workflows/w%02d.yml", i), workflow)
	}
	for i := 0; files < 2000; i++ {
		put(fmt.Sprintf("web/src/c%04d.ts", i), strings.Repeat("export const x = 1; // a line of a component\n", 60))
	}
	return files, size
}

const goFile = `package p%02d

import (
	"context"
	"database/sql"
	"fmt"
)

func Save%02d(ctx context.Context, db *sql.DB, id int) error {
	if _, err := db.ExecContext(ctx, "update t set a = 1 where id = $1", id); err != nil {
		return fmt.Errorf("save %02d: %%w", err)
	}
	return nil
}

func Sum%02d(xs []int) (n int) {
	for _, x := range xs {
		n += x
	}
	return n
}
`

const sqlFile = `create table t%[1]d (id bigint primary key, organization_id uuid not null, name text);
alter table t%[1]d enable row level security;
alter table t%[1]d force row level security;
create policy tenant on t%[1]d using (organization_id = current_setting('app.org')::uuid);
create index on t%[1]d (organization_id);
`

const cfnResource = `  Role%d:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: ['s3:GetObject'], Resource: !Sub 'arn:aws:s3:::b%d-${AWS::Region}/*'}
  Bucket%d:
    Type: AWS::S3::Bucket
`

const workflow = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4
      - run: npm ci
      - run: go test ./...
`
