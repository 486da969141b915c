package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"github.com/candor-dev/candor"
)

// maxProtected bounds of how many resources of a region the recovery points are
// listed, one call for each.
const maxProtected = 1000

// pointWindow is how far back recovery points are listed.
const pointWindow = 35 * day

// protected emits of each resource that was ever backed up which recovery points
// there are, and reports whether all were asked and answered. A resource is listed
// as protected also after they are gone.
func (s *scope) protected(ctx context.Context, c *backup.Client) (whole bool) {
	path := s.path("backup", "resources")
	var all []types.ProtectedResource
	listed := list(ctx, s, "backup.ListProtectedResources", question{Path: path, Of: "aws.backup.resource"}, backup.NewListProtectedResourcesPaginator(c, &backup.ListProtectedResourcesInput{}),
		func(page *backup.ListProtectedResourcesOutput, _ *answer) int {
			all = append(all, page.Results...)
			return len(page.Results)
		})
	whole = listed.ok() && len(all) <= maxProtected
	for i := range all {
		if i >= maxProtected {
			s.missing(candor.NotAsked, path, path+" beyond "+fmt.Sprint(maxProtected), fmt.Sprintf("of %d resources that were backed up, %d were asked for their recovery points", len(all), maxProtected), "backup.point", "backup.read", "backup.selection")
			break
		}
		whole = s.points(ctx, c, listed, &all[i]) && whole
	}
	if whole {
		// Only now is a store without a recovery point one that has none.
		s.fact(listed, "backup.read", path, s.region, map[string]any{"account": s.acct.id, "region": s.region, "resources": len(all)})
	}
	return whole
}

// points emits the recovery points of one resource that are complete, in the
// vault where the last one went; it reports whether they could be read.
func (s *scope) points(ctx context.Context, c *backup.Client, listed *answer, r *types.ProtectedResource) bool {
	arn := text(r.ResourceArn)
	path := s.path("backup", "resources", word(arn, 200))
	vault := text(r.LastBackupVaultArn)
	vault = vault[strings.LastIndexByte(vault, ':')+1:]
	v := map[string]any{"arn": arn, "type": word(text(r.ResourceType), 40), "vault": vault, "points": 0, "newest": nil, "oldest": nil, "kept": nil, "last": nil}
	if r.LastBackupTime != nil {
		v["last"] = s.days(r.LastBackupTime)
	}
	if vault == "" {
		s.gapOf(listed, path, "the answer does not name the vault of "+arn, "backup.point", "backup.read", "backup.selection")
		return false
	}
	since := s.run.o.Now.Add(-pointWindow).Truncate(time.Second)
	var all []types.RecoveryPointByBackupVault
	a := list(ctx, s, "backup.ListRecoveryPointsByBackupVault", question{Path: path, Subject: arn, Of: "aws.backup.point", Params: map[string]string{"BackupVaultName": vault, "ByResourceArn": arn, "ByCreatedAfter": since.Format(time.RFC3339)}},
		backup.NewListRecoveryPointsByBackupVaultPaginator(c, &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: &vault, ByResourceArn: &arn, ByCreatedAfter: &since}),
		func(page *backup.ListRecoveryPointsByBackupVaultOutput, _ *answer) int {
			all = append(all, page.RecoveryPoints...)
			return len(page.RecoveryPoints)
		})
	if !a.ok() {
		return false
	}
	all = slices.DeleteFunc(all, func(p types.RecoveryPointByBackupVault) bool {
		done := p.Status == types.RecoveryPointStatusCompleted || p.Status == types.RecoveryPointStatusAvailable
		return !done || p.CreationDate == nil || text(p.ResourceArn) != arn
	})
	if len(all) > 0 {
		slices.SortFunc(all, func(x, y types.RecoveryPointByBackupVault) int { return x.CreationDate.Compare(*y.CreationDate) })
		last := all[len(all)-1]
		v["points"], v["oldest"], v["newest"], v["kept"] = len(all), s.days(all[0].CreationDate), s.days(last.CreationDate), toKeep(last.Lifecycle)
	}
	s.fact(a, "backup.point", path, arn, v)
	return true
}
