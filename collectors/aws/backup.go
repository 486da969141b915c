package aws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func backupSpecs() []live.Spec {
	plan, vault := []string{"arn:*:backup:*:*:backup-plan:*"}, []string{"arn:*:backup:*:*:backup-vault:*"}
	return []live.Spec{
		{ID: "backup.ListBackupVaults", Doc: "lists the vaults of a region, by which keys they are encrypted and how they are locked", Needs: []live.Permission{{Action: "backup:ListBackupVaults"}},
			Kinds: []string{"iam.statement", "store.encryption", "store.lock", "store.region"}, Keeps: []string{"EncryptionKeyArn", "Locked, LockDate, MinRetentionDays", "NumberOfRecoveryPoints"}, Paged: true, TTL: 7 * day},
		{ID: "backup.GetBackupVaultAccessPolicy", Doc: "reads who may use a vault", Needs: []live.Permission{{Action: "backup:GetBackupVaultAccessPolicy", Resources: vault}}, Absent: []string{"ResourceNotFoundException"},
			Kinds: []string{"iam.statement"}, Keeps: []string{"Policy"}, TTL: 7 * day},
		{ID: "backup.ListBackupPlans", Doc: "lists the plans of a region", Needs: []live.Permission{{Action: "backup:ListBackupPlans"}},
			Kinds: []string{"backup.selection", "store.copy", "store.region"}, Keeps: []string{"BackupPlanName"}, Paged: true, TTL: 7 * day},
		{ID: "backup.GetBackupPlan", Doc: "tells to which vaults a plan copies backups", Needs: []live.Permission{{Action: "backup:GetBackupPlan", Resources: plan}},
			Kinds: []string{"store.copy", "store.region"}, Keeps: []string{"Rules/*/CopyActions/*/DestinationBackupVaultArn"}, Redact: []string{"BackupPlan/Rules/*/RecoveryPointTags"}, TTL: 7 * day},
		{ID: "backup.ListBackupSelections", Doc: "lists what a plan is for", Needs: []live.Permission{{Action: "backup:ListBackupSelections", Resources: plan}},
			Kinds: []string{"backup.selection"}, Keeps: []string{"SelectionName"}, Paged: true, TTL: 7 * day},
		{ID: "backup.GetBackupSelection", Doc: "tells which resources a plan names, and whether it chooses more by tags", Needs: []live.Permission{{Action: "backup:GetBackupSelection", Resources: plan}},
			Kinds: []string{"backup.selection"}, Keeps: []string{"Resources, NotResources", "whether there are conditions"}, Redact: []string{"BackupSelection/Conditions", "BackupSelection/ListOfTags"}, TTL: 7 * day},
		{ID: "backup.ListProtectedResources", Doc: "lists what was backed up, and when last", Needs: []live.Permission{{Action: "backup:ListProtectedResources"}},
			Kinds: []string{"backup.point", "backup.read", "backup.selection"}, Keeps: []string{"ResourceArn, LastBackupTime, LastBackupVaultArn"}, Redact: []string{"Results/*/ResourceName"}, Paged: true, TTL: day},
		{ID: "backup.ListRecoveryPointsByBackupVault", Doc: "lists the recovery points of one resource, of the last five weeks", Needs: []live.Permission{{Action: "backup:ListRecoveryPointsByBackupVault", Resources: vault}},
			Kinds: []string{"backup.point", "backup.read", "backup.selection"}, Keeps: []string{"Status, CreationDate", "Lifecycle/DeleteAfterDays"}, Redact: []string{"RecoveryPoints/*/ResourceName", "RecoveryPoints/*/StatusMessage"}, Paged: true, TTL: day},
	}
}

// collectBackup emits vaults, what plans copy and select, and which resources
// have recovery points.
func collectBackup(ctx context.Context, s *scope) {
	c := backup.NewFromConfig(s.config())
	k := keys{}
	var vaults []types.BackupVaultListMember
	a := list(ctx, s, "backup.ListBackupVaults", question{Path: s.path("backup", "vaults"), Of: "aws.backup.vault"}, backup.NewListBackupVaultsPaginator(c, &backup.ListBackupVaultsInput{}),
		func(page *backup.ListBackupVaultsOutput, _ *answer) int {
			vaults = append(vaults, page.BackupVaultList...)
			return len(page.BackupVaultList)
		})
	for i := range vaults {
		s.vault(ctx, c, a, k, &vaults[i])
	}
	var plans []types.BackupPlansListMember
	list(ctx, s, "backup.ListBackupPlans", question{Path: s.path("backup", "plans"), Of: "aws.backup.plan"}, backup.NewListBackupPlansPaginator(c, &backup.ListBackupPlansInput{}),
		func(page *backup.ListBackupPlansOutput, _ *answer) int {
			plans = append(plans, page.BackupPlansList...)
			return len(page.BackupPlansList)
		})
	whole := s.protected(ctx, c)
	for i := range plans {
		s.plan(ctx, c, &plans[i])
		s.selections(ctx, c, &plans[i], whole)
	}
}

func (s *scope) vault(ctx context.Context, c *backup.Client, a *answer, k keys, v *types.BackupVaultListMember) {
	name := word(text(v.BackupVaultName), 80)
	at := s.at(s.path("backup", "vaults", name))
	loc := candor.Location{Path: at.Path, Resource: text(v.BackupVaultArn)}
	owner := iac.Owner{Type: "AWS::Backup::BackupVault", Subject: name, Resource: loc.Resource, At: at}
	sink := s.sink(a)
	on := iac.Platform(true, "AWS Backup encrypts every vault", at)
	if v.NumberOfRecoveryPoints > 0 {
		on = iac.Hidden("the vault's key encrypts what AWS Backup keeps by itself; backups of disks and databases are encrypted as their source is, or not", at)
	}
	sink.Store(owner.Type, "backup", name, loc, on, k.of(ctx, s, text(v.EncryptionKeyArn), "backup", at))
	if v.NumberOfRecoveryPoints > 0 { // a region has an empty vault without anybody having asked for one
		sink.Region(name, "backup vault", loc, node(s.region, at))
	}
	mode, days := s.vaultLock(v, at)
	s.lock(a, owner, "backup vault", mode, days, &v.NumberOfRecoveryPoints)
	policy, a := ask(ctx, s, "backup.GetBackupVaultAccessPolicy", question{Path: at.Path, Subject: owner.Resource}, func(ctx context.Context) (*backup.GetBackupVaultAccessPolicyOutput, error) {
		return c.GetBackupVaultAccessPolicy(ctx, &backup.GetBackupVaultAccessPolicyInput{BackupVaultName: v.BackupVaultName})
	})
	if a.ok() && text(policy.Policy) != "" {
		s.sink(a).Policy(iac.Policy{Owner: name, Kind: "resource", Service: "backup", Doc: document(text(policy.Policy), at), At: at})
	}
}

// vaultLock is how firmly a vault is locked, and for how long what comes in is
// kept at least. A lock can be withdrawn until its date.
func (s *scope) vaultLock(v *types.BackupVaultListMember, at iac.Place) (mode, days *iac.Node) {
	days = node(0, at)
	if v.MinRetentionDays != nil {
		days = node(int(*v.MinRetentionDays), at)
	}
	switch {
	case v.VaultState != "" && v.VaultState != types.VaultStateAvailable:
		mode = iac.Hidden("the vault is "+word(string(v.VaultState), 40), at)
	case v.Locked == nil:
		mode = iac.Hidden("the answer does not say whether it is locked", at)
	case !*v.Locked:
		return node("none", at), node(0, at)
	case v.VaultType == types.VaultTypeLogicallyAirGappedBackupVault:
		mode = node("compliance", at)
		mode.Why = "every vault of its type is"
	case v.LockDate == nil:
		mode = node("governance", at)
	case v.LockDate.After(s.run.o.Now):
		mode = node("governance", at)
		mode.Why = "the lock can be withdrawn until " + v.LockDate.UTC().Format("2006-01-02")
	default:
		mode = node("compliance", at)
	}
	return mode, days
}

// plan emits where a plan copies backups to.
func (s *scope) plan(ctx context.Context, c *backup.Client, p *types.BackupPlansListMember) {
	name := word(text(p.BackupPlanName), 80)
	at := s.at(s.path("backup", "plans", word(text(p.BackupPlanId), 80)))
	owner := iac.Owner{Type: "AWS::Backup::BackupPlan", Subject: name, Resource: text(p.BackupPlanArn), At: at}
	out, a := ask(ctx, s, "backup.GetBackupPlan", question{Path: at.Path, Subject: owner.Resource}, func(ctx context.Context) (*backup.GetBackupPlanOutput, error) {
		return c.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: p.BackupPlanId})
	})
	if !a.ok() {
		return
	}
	if out.BackupPlan == nil {
		s.gapOf(a, at.Path, "the answer holds no plan", "store.copy", "store.region")
		return
	}
	sink := s.sink(a)
	var copies []*iac.Node
	for i, r := range out.BackupPlan.Rules {
		for j, x := range r.CopyActions {
			arn := text(x.DestinationBackupVaultArn)
			to := regionOf(arn)
			region := iac.Hidden("the ARN of the vault names no region", at)
			if to == "" {
				copies = append(copies, region)
			} else {
				region = node(to, at)
			}
			sink.Region(fmt.Sprintf("%s/Copy[%d.%d]", name, i, j), "backup copy", candor.Location{Path: at.Path, Resource: owner.Resource}, region)
			copies = append(copies, s.elsewhere([]string{arn}, at)...)
		}
	}
	sink.CrossRegion(owner, "backup plan", iac.Worst(copies...))
}

// selections emits what a plan is for. That a plan selects a resource does not
// say that there is a backup of it.
func (s *scope) selections(ctx context.Context, c *backup.Client, p *types.BackupPlansListMember, whole bool) {
	path := s.path("backup", "plans", word(text(p.BackupPlanId), 80))
	if !whole {
		return // a gap says so: whoever reads a selection looks among what was backed up for what it names
	}
	var all []types.BackupSelectionsListMember
	list(ctx, s, "backup.ListBackupSelections", question{Path: path, Subject: text(p.BackupPlanArn), Of: "aws.backup.selection"}, backup.NewListBackupSelectionsPaginator(c, &backup.ListBackupSelectionsInput{BackupPlanId: p.BackupPlanId}),
		func(page *backup.ListBackupSelectionsOutput, _ *answer) int {
			all = append(all, page.BackupSelectionsList...)
			return len(page.BackupSelectionsList)
		})
	for _, x := range all {
		name := word(text(p.BackupPlanName), 80) + "/" + word(text(x.SelectionName), 80)
		at := path + "/" + word(text(x.SelectionId), 80)
		out, a := ask(ctx, s, "backup.GetBackupSelection", question{Path: at, Subject: name}, func(ctx context.Context) (*backup.GetBackupSelectionOutput, error) {
			return c.GetBackupSelection(ctx, &backup.GetBackupSelectionInput{BackupPlanId: p.BackupPlanId, SelectionId: x.SelectionId})
		})
		if !a.ok() {
			continue
		}
		if out.BackupSelection == nil {
			s.gapOf(a, at, "the answer holds no selection", "backup.selection")
			continue
		}
		s.fact(a, "backup.selection", at, name, selection(out.BackupSelection))
	}
}

// selection is what a selection names by itself, what it describes by patterns,
// and whether tags decide as well.
func selection(b *types.BackupSelection) map[string]any {
	named, patterns, except := []any{}, []any{}, []any{}
	for _, r := range b.Resources {
		if strings.ContainsAny(r, "*?") {
			patterns = append(patterns, r)
		} else {
			named = append(named, r)
		}
	}
	for _, r := range b.NotResources {
		except = append(except, r)
	}
	n := len(b.ListOfTags)
	if x := b.Conditions; x != nil {
		n += len(x.StringEquals) + len(x.StringLike) + len(x.StringNotEquals) + len(x.StringNotLike)
	}
	return map[string]any{"named": named, "patterns": patterns, "except": except, "tags": n}
}

// days is how many whole days a moment is past.
func (s *scope) days(t interface{ Unix() int64 }) int {
	return int(max(0, s.run.o.Now.Unix()-t.Unix()) / (24 * 60 * 60))
}

// toKeep is for how many days a recovery point is kept; nil where no end is told.
func toKeep(l *types.Lifecycle) any {
	if l == nil || aws.ToInt64(l.DeleteAfterDays) <= 0 {
		return nil
	}
	return int(*l.DeleteAfterDays)
}
