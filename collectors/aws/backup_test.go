package aws

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestBackup: the answers of the fake account on vaults, plans and points.
func TestBackup(t *testing.T) {
	f := here(t, awstest.New())
	held(t, f, "store.lock", "main", "mode", `"v":"compliance"`)
	held(t, f, "store.lock", "main", "days", `"v":7`)
	held(t, f, "store.lock", "main", "holds", "12")
	held(t, f, "store.lock", "Default", "mode", `"v":"none"`)
	held(t, f, "store.encryption", "main", "customer", `"v":true`)
	held(t, f, "store.region", "main", "region", `"v":"eu-central-1"`)
	if got := valueOf(t, f, "store.region", "Default", "region"); got != "" {
		t.Errorf("an empty vault holds data: %s", got)
	}
	held(t, f, "store.copy", "daily", "copies", `"v":true`, "eu-west-1")
	held(t, f, "store.region", "daily/Copy[0.0]", "region", `"v":"eu-west-1"`)
	held(t, f, "backup.selection", "daily/named", "named", "db:ledger")
	held(t, f, "backup.selection", "daily/named", "patterns", "table/*")
	held(t, f, "backup.selection", "daily/tagged", "tags", "1")
	const ledger = "arn:aws:rds:eu-central-1:111122223333:db:ledger"
	for key, want := range map[string]string{"points": "2", "newest": "2", "oldest": "12", "kept": "35", "last": "1", "vault": `"main"`} {
		if got := valueOf(t, f, "backup.point", ledger, key); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
}

// TestBackupRead: that there are no more recovery points is said only where all
// were read.
func TestBackupRead(t *testing.T) {
	held(t, here(t, awstest.New()), "backup.read", "eu-central-1", "resources", "2")
	for _, call := range []string{"backup.ListProtectedResources", "backup.ListRecoveryPointsByBackupVault"} {
		fake := awstest.New()
		delete(fake.Answers, call)
		if got := valueOf(t, here(t, fake), "backup.read", "eu-central-1", "resources"); got != "" {
			t.Errorf("without %s: %s", call, got)
		}
	}
	fake := awstest.New()
	fake.Answers["backup.ListProtectedResources"] = awstest.Text(`{"Results":[{"ResourceArn":"arn:aws:s3:::files"}]}`)
	if got := valueOf(t, here(t, fake), "backup.read", "eu-central-1", "resources"); got != "" {
		t.Errorf("a resource without its vault: %s", got)
	}
}

// TestBackupNotRead: what was backed up could not be read, so nobody says that
// there is no backup of what a plan names; and what a vault holds may be plain.
func TestBackupNotRead(t *testing.T) {
	for _, call := range []string{"backup.ListProtectedResources", "backup.ListRecoveryPointsByBackupVault"} {
		fake := awstest.New()
		delete(fake.Answers, call)
		f := here(t, fake)
		if got := valueOf(t, f, "backup.selection", "daily/named", "named"); got != "" {
			t.Errorf("%s was denied, and a selection names %s", call, got)
		}
		held(t, f, "store.encryption", "main", "encrypted", `"k":"unknown"`, "as their source is")
		held(t, f, "store.encryption", "Default", "encrypted", `"v":true`)
	}
}

// TestNoPoint: a resource that is listed as protected and has no recovery point
// that is complete has none.
func TestNoPoint(t *testing.T) {
	fake := awstest.New()
	fake.Answers["backup.ListRecoveryPointsByBackupVault"] = awstest.Text(`{"RecoveryPoints":[
		{"ResourceArn":"arn:aws:rds:eu-central-1:111122223333:db:ledger","Status":"EXPIRED","CreationDate":1795132800},
		{"ResourceArn":"arn:aws:rds:eu-central-1:111122223333:db:another","Status":"COMPLETED","CreationDate":1795132800}]}`)
	f := here(t, fake)
	for key, want := range map[string]string{"points": "0", "newest": "null", "oldest": "null", "kept": "null", "last": "1"} {
		if got := valueOf(t, f, "backup.point", "arn:aws:rds:eu-central-1:111122223333:db:ledger", key); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
}

// TestVaultLock: a lock is as firm as it is today.
func TestVaultLock(t *testing.T) {
	s := &scope{run: &run{o: Options{Now: testNow}}}
	for name, c := range map[string]struct {
		v    types.BackupVaultListMember
		want any
	}{
		"not told":           {types.BackupVaultListMember{}, nil},
		"none":               {types.BackupVaultListMember{Locked: aws.Bool(false)}, "none"},
		"governance":         {types.BackupVaultListMember{Locked: aws.Bool(true)}, "governance"},
		"can be withdrawn":   {types.BackupVaultListMember{Locked: aws.Bool(true), LockDate: aws.Time(testNow.Add(time.Hour))}, "governance"},
		"for good":           {types.BackupVaultListMember{Locked: aws.Bool(true), LockDate: aws.Time(testNow.Add(-time.Hour))}, "compliance"},
		"logically air gaps": {types.BackupVaultListMember{Locked: aws.Bool(true), VaultType: types.VaultTypeLogicallyAirGappedBackupVault}, "compliance"},
		"still made":         {types.BackupVaultListMember{Locked: aws.Bool(true), VaultState: types.VaultStateCreating}, nil},
	} {
		mode, _ := s.vaultLock(&c.v, s.at("x"))
		if mode.V != c.want {
			t.Errorf("%s: %v (%s), want %v", name, mode.V, mode.Why, c.want)
		}
	}
}
