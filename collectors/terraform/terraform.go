// Package terraform reads Terraform configurations: what they grant, which
// stores they make, and how their endpoints are protected.
//
// A folder is a module. Expressions are evaluated as far as the folder alone
// allows: literals, locals, defaults of variables, and what a caller within the
// tree sets. What a plan decides stays a hole or unknown. Modules from
// elsewhere are not fetched: one that "terraform init" put beside the
// configuration is read where its source and version are those that are asked
// for, any other leaves a gap.
package terraform

import (
	"context"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID:      "terraform",
		Version: "3",
		Doc:     "Terraform configurations and plans in JSON for AWS: IAM statements, stores, function URLs and TLS settings",
		Kinds:   iac.Kinds(),
		Wants:   wants,
		Collect: collect,
	}
}

// terragrunt is a file of another program that gives the folders of a
// configuration their values.
const terragrunt = "terragrunt.hcl"

func wants(p string) bool {
	base := path.Base(p)
	return base == terragrunt || isPlan(p) || configuration(base) || wantsAlways(base) || valueFile(p)
}

// configuration reports a file with blocks: of Terraform or, in the same
// language, of OpenTofu alone.
func configuration(p string) bool {
	p = strings.TrimSuffix(p, ".json")
	return strings.HasSuffix(p, ".tf") || strings.HasSuffix(p, ".tofu")
}

// twin is the file that OpenTofu leaves unread where one of its own stands
// beside it, "" for any other.
func twin(p string) string {
	if base, json := strings.CutSuffix(p, ".tofu.json"); json {
		return base + ".tf.json"
	}
	if base, own := strings.CutSuffix(p, ".tofu"); own {
		return base + ".tf"
	}
	return ""
}

// wantsAlways reports a file of values that Terraform reads by itself.
func wantsAlways(base string) bool {
	return base == "terraform.tfvars" || base == "terraform.tfvars.json" || strings.HasSuffix(base, ".auto.tfvars") || strings.HasSuffix(base, ".auto.tfvars.json")
}

// rank puts files in the order in which they count: a later one is laid over an
// earlier one.
func rank(p string) int {
	base := path.Base(p)
	switch {
	case overrides(p):
		return 1
	case base == "terraform.tfvars":
		return 2
	case base == "terraform.tfvars.json":
		return 3
	case strings.HasSuffix(base, ".tfvars"), strings.HasSuffix(base, ".tfvars.json"):
		return 4 // by name among themselves
	}
	return 0
}

func collect(ctx context.Context, in *collector.Input) error {
	all := &folders{
		in: in, byDir: make(map[string]*module), left: maxModules,
		sink:  &iac.Sink{Format: "terraform", Emit: in.Emit},
		facts: make(map[string][]instanceFacts), seen: make(map[string]bool),
	}
	var dirs []string
	var wrapped []string
	var plans, valueFiles []*collector.File
	files := slices.Clone(in.Files)
	slices.SortStableFunc(files, func(a, b *collector.File) int { return rank(a.Path) - rank(b.Path) })
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if path.Base(f.Path) == terragrunt {
			wrapped = append(wrapped, f.Path)
			continue
		}
		if isPlan(f.Path) {
			plans = append(plans, f)
			continue
		}
		dir := path.Dir(f.Path)
		m := all.byDir[dir]
		// Files of values come last, so every folder with a configuration is known.
		if valueFile(f.Path) || m == nil && wantsAlways(path.Base(f.Path)) {
			valueFiles = append(valueFiles, f)
			continue
		}
		if m == nil {
			m = newModule(dir, in.Tree, all.sink)
			m.all = all
			all.byDir[dir] = m
			dirs = append(dirs, dir)
		}
		if t := twin(f.Path); t != "" && in.Tree.File(t) != nil {
			in.Gap(candor.Unsupported, candor.Location{Path: f.Path}, "OpenTofu reads it instead of "+path.Base(t)+", Terraform does not: which of the two counts can't be told", iac.Kinds()...)
			continue
		}
		b, err := f.Read()
		if err != nil {
			in.Gap(candor.Error, candor.Location{Path: f.Path}, err.Error(), iac.Kinds()...)
			continue
		}
		if reason, line := m.add(f.Path, b); reason != "" {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, reason, iac.Kinds()...)
		}
	}
	if len(wrapped) > 0 {
		in.Gap(candor.Unsupported, candor.Location{Path: wrapped[0]}, fmt.Sprintf("candor does not read Terragrunt: with which values %d of its files call the configurations can't be told", len(wrapped)), iac.Kinds()...)
	}
	for _, f := range valueFiles {
		m := all.below(f.Path)
		if m == nil {
			continue // the values of something else
		}
		if reason, line := m.addNamed(f); reason != "" {
			in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, reason, iac.Kinds()...)
		}
	}
	sort.Strings(dirs)
	// Folders that nobody calls are where a plan starts, and so are those with a
	// backend, a provider or values of their own. One that is only called by
	// itself, through others, is read on its own.
	all.callers = all.calledBy(len(wrapped) > 0)
	for _, again := range []bool{false, true} {
		for _, d := range dirs {
			root := all.calls[d] == 0 || all.byDir[d].rooted
			if root == again || again && all.seen[d] {
				continue
			}
			i := all.byDir[d].instance()
			if all.calls[d] == 0 {
				i.made = all.stray(i)
			} else if !again {
				i.made = i.unplanned()
			}
			if err := all.run(ctx, i); err != nil {
				return err
			}
		}
	}
	for _, d := range slices.Concat(dirs, slices.Sorted(slices.Values(all.loaded))) {
		all.merge(d, in.Emit)
	}
	for _, f := range plans {
		if err := ctx.Err(); err != nil {
			return err
		}
		all.collectPlan(in, f)
	}
	return nil
}
