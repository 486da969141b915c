// Package unread names the sources that candor knows of and can't read yet.
//
// A claim speaks of everything: "TLS 1.2 on every connection" is not proved by
// the load balancer when a Bicep template beside it says what nobody read. Each
// file found here is a gap of the kinds that it may hold, so such a claim stays
// unknown until candor reads it or candor.yaml excludes it.
package unread

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// source is one format that is not read.
type source struct {
	what  string // "candor does not read WHAT yet"
	kinds []string
	path  func(p string) bool
	// holds looks at the text where the name alone does not tell; nil: it does.
	holds func(src []byte) bool
	// instead tells that the tree holds what the source turns into.
	instead func(t *collector.Tree, p string) bool
}

func sources() []source {
	builds := []string{"ci.install", "image.ref", "download.run"}
	tables := []string{"sql.table", "sql.policy"}
	all := iac.Kinds()
	return []source{
		{what: "Azure pipelines", kinds: builds, path: named("azure-pipelines.yml", "azure-pipelines.yaml")},
		{what: "Bitbucket pipelines", kinds: builds, path: named("bitbucket-pipelines.yml")},
		{what: "Buildkite pipelines", kinds: builds, path: inFolder(".buildkite", ".yml", ".yaml")},
		{what: "CodeBuild specifications", kinds: builds, path: named("buildspec.yml", "buildspec.yaml")},
		{what: "Cloud Build configurations", kinds: builds, path: named("cloudbuild.yaml", "cloudbuild.yml")},
		{what: "Jenkins pipelines", kinds: builds, path: named("Jenkinsfile")},
		{what: "Makefiles that download", kinds: []string{"download.run"}, path: makefile, holds: downloads},
		{what: "files that end in .pgsql or .psql", kinds: tables, path: func(p string) bool { return suffix(".pgsql")(p) || suffix(".psql")(p) }},
		{what: "Rails migrations", kinds: tables, path: rails},
		{what: "Django migrations", kinds: tables, path: django},
		{what: "Alembic migrations", kinds: tables, path: inFolder("versions", ".py"), holds: contains("alembic")},
		{what: "migrations in TypeScript or JavaScript", kinds: tables, path: inFolder("migrations", ".ts", ".js", ".mjs", ".cjs"), holds: contains("createTable", "queryRunner", "queryInterface", "create table")},
		{what: "Liquibase changelogs", kinds: tables, path: yamlOrXML, holds: contains("databaseChangeLog")},
		{what: "Serverless Framework services that are programs", kinds: all, path: named("serverless.ts", "serverless.js")},
		{what: "CDK apps (run cdk synth: what it writes to cdk.out is read)", kinds: all, path: named("cdk.json"), instead: synthesised},
		{what: "Pulumi programs", kinds: all, path: named("Pulumi.yaml", "Pulumi.yml")},
		{what: "Bicep templates", kinds: []string{"store.encryption", "store.region", "tls.setting", "tls.nodes", "tls.bucket", "tls.target"}, path: suffix(".bicep")},
	}
}

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "unread",
		Version: "1",
		Doc:     "configurations that candor knows of and does not read yet",
		Kinds:   append(iac.Kinds(), "image.ref", "ci.install", "download.run", "sql.table", "sql.policy"),
		Wants: func(p string) bool {
			return slices.ContainsFunc(sources(), func(s source) bool { return s.path(p) })
		},
		Beside:  func(p string) bool { return strings.HasSuffix(p, ".template.json") },
		Collect: collect,
	}
}

func collect(ctx context.Context, in *collector.Input) error {
	list := sources()
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		var src []byte
		for _, s := range list {
			if !s.path(f.Path) || s.instead != nil && s.instead(in.Tree, f.Path) {
				continue
			}
			if s.holds != nil {
				if src == nil {
					b, err := f.Read()
					if err != nil {
						b = f.Raw()
					}
					src = b
				}
				if !s.holds(src) {
					continue
				}
			}
			in.Gap(candor.Unsupported, candor.Location{Path: f.Path, Line: 1}, "candor does not read "+s.what+" yet", s.kinds...)
		}
	}
	return nil
}

func named(names ...string) func(string) bool {
	return func(p string) bool { return slices.Contains(names, path.Base(p)) }
}

func suffix(s string) func(string) bool {
	return func(p string) bool { return strings.HasSuffix(p, s) }
}

// inFolder tells a file of one of the endings that stands right in a folder of
// the name.
func inFolder(name string, endings ...string) func(string) bool {
	return func(p string) bool {
		return path.Base(path.Dir(p)) == name && slices.Contains(endings, path.Ext(p))
	}
}

// contains tells a text that holds one of the words, in any case.
func contains(words ...string) func([]byte) bool {
	return func(src []byte) bool {
		lower := bytes.ToLower(src)
		return slices.ContainsFunc(words, func(w string) bool {
			return bytes.Contains(lower, []byte(strings.ToLower(w)))
		})
	}
}

// synthesised tells that templates of a CDK app stand in cdk.out beside it.
func synthesised(t *collector.Tree, p string) bool {
	out := path.Join(path.Dir(p), "cdk.out") + "/"
	return slices.ContainsFunc(t.Files, func(f *collector.File) bool {
		return strings.HasPrefix(f.Path, out) && strings.HasSuffix(f.Path, ".template.json")
	})
}

func rails(p string) bool {
	return inFolder("migrate", ".rb")(p) || strings.HasSuffix(p, "db/schema.rb")
}

// django tells NNNN_name.py in a folder migrations.
func django(p string) bool {
	base := path.Base(p)
	return inFolder("migrations", ".py")(p) && len(base) > 5 && base[4] == '_' && strings.Trim(base[:4], "0123456789") == ""
}

func yamlOrXML(p string) bool { return yamlFile(p) || path.Ext(p) == ".xml" }

func makefile(p string) bool {
	base := path.Base(p)
	return base == "Makefile" || base == "makefile" || base == "GNUmakefile" || path.Ext(base) == ".mk" || base == "justfile" || base == "Taskfile.yml"
}

// downloads tells a recipe that fetches a file and makes it a program.
func downloads(src []byte) bool {
	if !contains("curl", "wget")(src) {
		return false
	}
	return contains("| sh", "| bash", "|sh", "|bash", "chmod +x", "chmod a+x", "chmod 755", "tar ")(src)
}

func yamlFile(p string) bool {
	ext := path.Ext(p)
	return (ext == ".yaml" || ext == ".yml") && !strings.HasPrefix(p, ".github/")
}
