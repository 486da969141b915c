package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	apiaccount "github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// baseSpecs declares the calls that tell who is asked, and what there is to ask.
func baseSpecs() []live.Spec {
	var every, regional []string
	for _, sv := range services() {
		k := kindsOf([]service{sv})
		every = append(every, k...)
		if !sv.global {
			regional = append(regional, k...)
		}
	}
	every = append(every, "aws.account", "aws.organization", "aws.region")
	regional = append(regional, "aws.region")
	for _, l := range []*[]string{&every, &regional} {
		slices.Sort(*l)
		*l = slices.Compact(*l)
	}
	need := func(actions ...string) []live.Permission {
		var out []live.Permission
		for _, a := range actions {
			out = append(out, live.Permission{Action: a})
		}
		return out
	}
	return []live.Spec{
		{ID: "sts.GetCallerIdentity", Doc: "says who asks, and of which account", Kinds: every, Keeps: []string{"Account", "Arn"}, TTL: day},
		{ID: "sts.AssumeRole", Doc: "enters an account by a role, narrowed to what this collector needs", Needs: need("sts:AssumeRole"), Kinds: every, Redact: []string{"Credentials"}, TTL: day},
		{ID: "account.ListRegions", Doc: "lists the regions that are enabled for the account", Needs: need("account:ListRegions"), Kinds: regional, Keeps: []string{"Regions/*/RegionName", "Regions/*/RegionOptStatus"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeRegions", Doc: "lists the enabled regions where account.ListRegions is not allowed", Needs: need("ec2:DescribeRegions"), Kinds: regional, Keeps: []string{"Regions/*/Name"}, TTL: 7 * day},
		{ID: "organizations.DescribeOrganization", Doc: "tells the organisation that the account belongs to", Needs: need("organizations:DescribeOrganization"), Absent: []string{"AWSOrganizationsNotInUseException"},
			Kinds: []string{"aws.organization"}, Keeps: []string{"Organization/Id", "Organization/FeatureSet"}, Redact: []string{"Organization/MasterAccountEmail"}, TTL: 7 * day},
		{ID: "organizations.ListAccounts", Doc: "lists the accounts of the organisation, which are the population of a run over it", Needs: need("organizations:ListAccounts"),
			Kinds: every, Keeps: []string{"Accounts/*/Id", "Accounts/*/State"}, Redact: []string{"Accounts/*/Email", "Accounts/*/Name"}, Paged: true, TTL: 7 * day},
	}
}

// regions lists the regions to look at. What is left out is in s.acct.skipped,
// and a gap unless the region is off.
func (s *scope) regions(ctx context.Context) []string {
	asked := s.run.o.Regions
	c := apiaccount.NewFromConfig(s.config())
	var enabled, off []string
	a := list(ctx, s, "account.ListRegions", question{Path: s.path(), Of: "aws.region"}, apiaccount.NewListRegionsPaginator(c, &apiaccount.ListRegionsInput{}),
		func(page *apiaccount.ListRegionsOutput, a *answer) int {
			for _, r := range page.Regions {
				name := word(aws.ToString(r.RegionName), 40)
				on := r.RegionOptStatus != types.RegionOptStatusDisabled
				if on {
					enabled = append(enabled, name)
				} else {
					off = append(off, name)
				}
				s.fact(a, "aws.region", "aws://"+s.acct.id+"/"+name, name, map[string]any{"enabled": on, "status": string(r.RegionOptStatus)})
			}
			return len(page.Regions)
		})
	for _, r := range off {
		s.acct.skipped = append(s.acct.skipped, live.Skipped{Part: r, State: candor.Unsupported, Reason: "the region is off: AWS answers no call of the account there"})
	}
	if always := home(s.acct.partition); a.ok() && !slices.Contains(enabled, always) {
		// No account can switch this one off: a list without it is not all of them.
		s.gapOf(a, s.path("regions"), "the list of regions does not name "+always+", which every account has: it is not whole", s.run.spec("account.ListRegions").Kinds...)
		enabled = append(append(enabled, always), asked...)
	}
	if !a.ok() {
		enabled = append(enabled, s.otherRegions(ctx)...)
		// The list may not be whole: what the user named and where the caller stands
		// is looked at all the same, and the gap that the call made stays.
		enabled = append(enabled, asked...)
		if len(asked) == 0 {
			enabled = append(enabled, s.acct.cfg.Region)
		}
	}
	slices.Sort(enabled)
	enabled = slices.Compact(enabled)
	if len(asked) == 0 {
		return enabled
	}
	var out, left []string
	for _, r := range enabled {
		if slices.Contains(asked, r) {
			out = append(out, r)
		} else {
			left = append(left, r)
		}
	}
	for _, r := range asked {
		if !slices.Contains(out, r) {
			s.acct.skipped = append(s.acct.skipped, live.Skipped{Part: r, State: candor.Unsupported, Reason: "the region was asked for and is not enabled"})
		}
	}
	if len(left) == 0 {
		return out
	}
	why := fmt.Sprintf("%d enabled regions were not asked for: %s", len(left), strings.Join(left, ", "))
	s.acct.skipped = append(s.acct.skipped, live.Skipped{Part: strings.Join(left, " "), State: candor.NotAsked, Reason: why})
	s.missingIn(regionsOf(s.acct.id, left), candor.NotAsked, s.path(), s.path()+" regions", why, s.run.spec("account.ListRegions").Kinds...)
	return out
}

// otherRegions asks EC2 for the enabled regions.
func (s *scope) otherRegions(ctx context.Context) []string {
	type regions struct {
		Regions []struct {
			Name string `xml:"regionName"`
		} `xml:"regionInfo>item"`
	}
	out, a := ec2Ask[regions](ctx, s.in(global), "DescribeRegions", question{Path: s.path()}, nil)
	if !a.ok() {
		return nil
	}
	var names []string
	for _, r := range out.Regions {
		names = append(names, word(r.Name, 40))
	}
	return names
}

// targets lists the accounts to look at.
func (r *run) targets(ctx context.Context, first *scope) ([]string, error) {
	for _, id := range r.o.Accounts {
		if !accountID(id) {
			return nil, &UsageError{fmt.Errorf("--account %s: the id of an account has twelve digits", word(id, 40))}
		}
	}
	ids := r.o.Accounts
	c := organizations.NewFromConfig(first.config())
	out, a := ask(ctx, first, "organizations.DescribeOrganization", question{Path: first.path("organization")}, func(ctx context.Context) (*organizations.DescribeOrganizationOutput, error) {
		return c.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	})
	switch {
	case a.ok() && out.Organization != nil:
		first.fact(a, "aws.organization", first.path("organization"), word(aws.ToString(out.Organization.Id), 40), map[string]any{
			"member": true, "features": string(out.Organization.FeatureSet), "management": word(aws.ToString(out.Organization.MasterAccountId), 20)})
	case a.absent():
		first.fact(a, "aws.organization", first.path("organization"), first.acct.id, map[string]any{"member": false})
	}
	if r.o.Org {
		list(ctx, first, "organizations.ListAccounts", question{Path: first.path("organization"), Of: "aws.account"}, organizations.NewListAccountsPaginator(c, &organizations.ListAccountsInput{}),
			func(page *organizations.ListAccountsOutput, a *answer) int {
				for _, x := range page.Accounts {
					id := aws.ToString(x.Id)
					if !accountID(id) || len(r.o.Accounts) > 0 && !slices.Contains(r.o.Accounts, id) {
						continue
					}
					if x.State == orgtypes.AccountStateActive {
						ids = append(ids, id)
						continue
					}
					why := "the account is " + strings.ToLower(string(x.State)) + " and can't be entered"
					first.acct.skipped = append(first.acct.skipped, live.Skipped{Part: id, State: candor.Denied, Reason: why})
					first.missing(candor.Denied, "aws://"+id, "aws://"+id, why, r.kinds...)
				}
				return len(page.Accounts)
			})
	}
	if len(ids) == 0 {
		ids = []string{first.acct.id}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if slices.ContainsFunc(ids, func(id string) bool { return id != first.acct.id }) && r.o.Role == "" {
		return nil, &UsageError{errNoRole}
	}
	return ids, nil
}
