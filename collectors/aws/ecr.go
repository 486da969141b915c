package aws

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

// scanBatch is how many repositories one call may ask about.
const scanBatch = 25

func ecrSpecs() []live.Spec {
	repository := []string{"arn:*:ecr:*:*:repository/*"}
	return []live.Spec{
		{ID: "ecr.DescribeRepositories", Doc: "lists the repositories of images of a region, how they are encrypted, and whether their tags can be moved", Needs: []live.Permission{{Action: "ecr:DescribeRepositories"}},
			Kinds: []string{"iam.statement", "registry.scan", "registry.tags", "store.copy", "store.encryption", "store.region"},
			Keeps: []string{"encryptionConfiguration", "imageTagMutability"}, Paged: true, TTL: 7 * day},
		{ID: "ecr.GetRepositoryPolicy", Doc: "reads who may use a repository", Needs: []live.Permission{{Action: "ecr:GetRepositoryPolicy", Resources: repository}}, Absent: []string{"RepositoryPolicyNotFoundException"},
			Kinds: []string{"iam.statement"}, Keeps: []string{"policyText"}, TTL: 7 * day},
		{ID: "ecr.GetRegistryPolicy", Doc: "reads who may copy images into the registry", Needs: []live.Permission{{Action: "ecr:GetRegistryPolicy"}}, Absent: []string{"RegistryPolicyNotFoundException"},
			Kinds: []string{"iam.statement"}, Keeps: []string{"policyText"}, TTL: 7 * day},
		{ID: "ecr.BatchGetRepositoryScanningConfiguration", Doc: "tells when the images of a repository are scanned, by the rules of the registry", Needs: []live.Permission{{Action: "ecr:BatchGetRepositoryScanningConfiguration", Resources: repository}},
			Kinds: []string{"registry.scan"}, Keeps: []string{"scanningConfigurations/*/scanFrequency"}, TTL: 7 * day},
		{ID: "ecr.DescribeRegistry", Doc: "tells to which regions images are copied", Needs: []live.Permission{{Action: "ecr:DescribeRegistry"}},
			Kinds: []string{"store.copy", "store.region"}, Keeps: []string{"replicationConfiguration"}, TTL: 7 * day},
	}
}

// collectECR emits the repositories of a region, and what its registry does with
// all of them.
func collectECR(ctx context.Context, s *scope) {
	c := ecr.NewFromConfig(s.config())
	k := keys{}
	var all []types.Repository
	a := list(ctx, s, "ecr.DescribeRepositories", question{Path: s.path("ecr"), Of: "aws.ecr.repository"}, ecr.NewDescribeRepositoriesPaginator(c, &ecr.DescribeRepositoriesInput{}),
		func(page *ecr.DescribeRepositoriesOutput, _ *answer) int {
			all = append(all, page.Repositories...)
			return len(page.Repositories)
		})
	if len(all) == 0 {
		return // a registry that holds nothing copies nothing
	}
	owners := make(map[string]iac.Owner)
	var names []string
	for i := range all {
		owner := s.repository(ctx, c, a, k, &all[i])
		owners[owner.Subject] = owner
		names = append(names, owner.Subject)
	}
	for batch := range slices.Chunk(names, scanBatch) {
		s.scans(ctx, c, batch, owners)
	}
	s.registry(ctx, c)
}

func (s *scope) repository(ctx context.Context, c *ecr.Client, a *answer, k keys, r *types.Repository) iac.Owner {
	name := word(text(r.RepositoryName), 256)
	at := s.at(s.path("ecr", name))
	loc := candor.Location{Path: at.Path, Resource: text(r.RepositoryArn)}
	owner := iac.Owner{Type: "AWS::ECR::Repository", Subject: name, Resource: loc.Resource, At: at}
	var key *iac.Node
	if e := r.EncryptionConfiguration; e == nil {
		key = iac.Hidden("the answer does not say by which key it is encrypted", at)
	} else if key = k.of(ctx, s, text(e.KmsKey), "ecr", at); key == nil && e.EncryptionType != types.EncryptionTypeAes256 {
		key = iac.Hidden("the answer does not name the key", at)
	}
	sink := s.sink(a)
	sink.Store(owner.Type, "ecr", name, loc, iac.Platform(true, "ECR encrypts every repository", at), key)
	sink.Region(name, "image repository", loc, node(s.region, at))
	tags := iac.Hidden("the answer does not say whether tags can be moved", at)
	if r.ImageTagMutability != "" {
		tags = node(string(r.ImageTagMutability), at)
	}
	except := []any{}
	for _, f := range r.ImageTagMutabilityExclusionFilters {
		except = append(except, text(f.Filter))
	}
	sink.Fact("registry.tags", name, loc, map[string]any{"tags": tags.TextVal(at.Path), "except": except})
	policy, got := ask(ctx, s, "ecr.GetRepositoryPolicy", question{Path: at.Path, Subject: name}, func(ctx context.Context) (*ecr.GetRepositoryPolicyOutput, error) {
		return c.GetRepositoryPolicy(ctx, &ecr.GetRepositoryPolicyInput{RepositoryName: r.RepositoryName})
	})
	if got.ok() && text(policy.PolicyText) != "" {
		s.sink(got).Policy(iac.Policy{Owner: name, Kind: "resource", Service: "ecr", Doc: document(text(policy.PolicyText), at), At: at})
	}
	return owner
}

// scans emits when the images of some repositories are scanned, as AWS works it
// out of the rules of the registry. One that the answer leaves out is a gap.
func (s *scope) scans(ctx context.Context, c *ecr.Client, names []string, owners map[string]iac.Owner) {
	out, a := ask(ctx, s, "ecr.BatchGetRepositoryScanningConfiguration", question{Path: s.path("ecr", "scanning"), Subject: names[0] + " and " + fmt.Sprint(len(names)-1) + " more"}, func(ctx context.Context) (*ecr.BatchGetRepositoryScanningConfigurationOutput, error) {
		return c.BatchGetRepositoryScanningConfiguration(ctx, &ecr.BatchGetRepositoryScanningConfigurationInput{RepositoryNames: names})
	})
	if !a.ok() {
		return
	}
	told := make(map[string]bool)
	for _, x := range out.ScanningConfigurations {
		owner, ok := owners[text(x.RepositoryName)]
		if !ok {
			continue
		}
		told[owner.Subject] = true
		when := iac.Hidden("the answer does not say when it is scanned", owner.At)
		if x.ScanFrequency != "" {
			when = node(string(x.ScanFrequency), owner.At)
		}
		s.sink(a).Fact("registry.scan", owner.Subject, iac.At(owner.At, owner.Resource), map[string]any{"when": when.TextVal(owner.At.Path)})
	}
	for _, n := range names {
		if !told[n] {
			s.gapOf(a, owners[n].At.Path, "the answer leaves the repository out", "registry.scan")
		}
	}
}

// registry emits where all of the registry is copied to, and who may copy into it.
func (s *scope) registry(ctx context.Context, c *ecr.Client) {
	at := s.at(s.path("ecr", "registry"))
	owner := iac.Owner{Type: "AWS::ECR::ReplicationConfiguration", Subject: "registry of " + s.region, Resource: s.acct.id, At: at}
	out, a := ask(ctx, s, "ecr.DescribeRegistry", question{Path: at.Path}, func(ctx context.Context) (*ecr.DescribeRegistryOutput, error) {
		return c.DescribeRegistry(ctx, &ecr.DescribeRegistryInput{})
	})
	switch {
	case a.ok() && out.ReplicationConfiguration == nil:
		s.gapOf(a, at.Path, "the answer does not say where images are copied to", "store.copy", "store.region")
	case a.ok():
		var copies []*iac.Node
		for i, r := range out.ReplicationConfiguration.Rules {
			for j, d := range r.Destinations {
				region := iac.Hidden("the answer does not name the region of a destination", at)
				if text(d.Region) != "" {
					region = node(text(d.Region), at)
				}
				s.sink(a).Region(fmt.Sprintf("%s/Destinations[%d.%d]", owner.Subject, i, j), "Destinations", iac.At(at, owner.Resource), region)
				if text(d.Region) != s.region && region.Kind == iac.Scalar {
					region = node(true, at)
					region.Why = "images are copied to " + text(d.Region)
				} else if region.Kind == iac.Scalar {
					region = node(false, at)
				}
				copies = append(copies, region)
			}
		}
		s.sink(a).CrossRegion(owner, "registry", iac.Worst(copies...))
	}
	policy, a := ask(ctx, s, "ecr.GetRegistryPolicy", question{Path: at.Path}, func(ctx context.Context) (*ecr.GetRegistryPolicyOutput, error) {
		return c.GetRegistryPolicy(ctx, &ecr.GetRegistryPolicyInput{})
	})
	if a.ok() && text(policy.PolicyText) != "" {
		s.sink(a).Policy(iac.Policy{Owner: owner.Subject, Kind: "resource", Service: "ecr", Doc: document(text(policy.PolicyText), at), At: at})
	}
}
