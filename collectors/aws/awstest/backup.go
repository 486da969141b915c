package awstest

import (
	"fmt"
	"net/http"
	"regexp"
)

func backupRoutes() []Route {
	var out []Route
	for _, x := range [][2]string{
		{`^/backup-vaults/?$`, "ListBackupVaults"}, {`^/backup-vaults/[^/]+/access-policy$`, "GetBackupVaultAccessPolicy"},
		{`^/backup-vaults/[^/]+/recovery-points/?$`, "ListRecoveryPointsByBackupVault"}, {`^/resources/?$`, "ListProtectedResources"},
		{`^/backup/plans/?$`, "ListBackupPlans"}, {`^/backup/plans/[^/]+/selections/?$`, "ListBackupSelections"},
		{`^/backup/plans/[^/]+/selections/[^/]+$`, "GetBackupSelection"}, {`^/backup/plans/[^/]+/?$`, "GetBackupPlan"},
	} {
		out = append(out, Route{Signing: "backup", Method: http.MethodGet, Path: regexp.MustCompile(x[0]), Spec: "backup." + x[1]})
	}
	return out
}

func backupAnswers() map[string]func(*Call) Reply {
	vault := func(name, more string) string {
		return `{"BackupVaultName":"` + name + `","BackupVaultArn":"arn:aws:backup:eu-central-1:111122223333:backup-vault:` + name + `","EncryptionKeyArn":"arn:aws:kms:eu-central-1:111122223333:key/k1",` + more + `}`
	}
	plan := func(id string) string {
		return `{"BackupPlanId":"` + id + `","BackupPlanName":"` + id + `","BackupPlanArn":"arn:aws:backup:eu-central-1:111122223333:backup-plan:` + id + `"}`
	}
	resource := func(arn string) string {
		return `{"ResourceArn":"` + arn + `","ResourceType":"RDS","ResourceName":"canary-name","LastBackupTime":1795219200,"LastBackupVaultArn":"arn:aws:backup:eu-central-1:111122223333:backup-vault:main"}`
	}
	point := func(c *Call, day int, status string) string {
		return fmt.Sprintf(`{"ResourceArn":%q,"ResourceName":"canary-name","Status":%q,"CreationDate":%d,"Lifecycle":{"DeleteAfterDays":35}}`, c.Request.URL.Query().Get("resourceArn"), status, 1795305600-86400*(22-day))
	}
	return map[string]func(*Call) Reply{
		"backup.ListBackupVaults": Pages(
			`{"BackupVaultList":[`+vault("main", `"Locked":true,"LockDate":1767225600,"MinRetentionDays":7,"NumberOfRecoveryPoints":12`)+`],"NextToken":"t"}`,
			`{"BackupVaultList":[`+vault("Default", `"Locked":false,"NumberOfRecoveryPoints":0`)+`]}`),
		"backup.GetBackupVaultAccessPolicy": func(c *Call) Reply {
			if c.Request.URL.Path != "/backup-vaults/main/access-policy" {
				return Fail(404, "ResourceNotFoundException")
			}
			return OK(`{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"backup:DeleteRecoveryPoint\",\"Resource\":\"*\"}]}"}`)
		},
		"backup.ListBackupPlans":      Pages(`{"BackupPlansList":[`+plan("daily")+`],"NextToken":"t"}`, `{"BackupPlansList":[`+plan("weekly")+`]}`),
		"backup.GetBackupPlan":        Text(`{"BackupPlan":{"BackupPlanName":"daily","Rules":[{"RuleName":"r","TargetBackupVaultName":"main","RecoveryPointTags":{"note":"canary-tag"},"CopyActions":[{"DestinationBackupVaultArn":"arn:aws:backup:eu-west-1:111122223333:backup-vault:far"}]}]}}`),
		"backup.ListBackupSelections": Pages(`{"BackupSelectionsList":[{"SelectionId":"s1","SelectionName":"named"}],"NextToken":"t"}`, `{"BackupSelectionsList":[{"SelectionId":"s2","SelectionName":"tagged"}]}`),
		"backup.GetBackupSelection": func(c *Call) Reply {
			if regexp.MustCompile(`/s1$`).MatchString(c.Request.URL.Path) {
				return OK(`{"BackupSelection":{"SelectionName":"named","IamRoleArn":"r","Resources":["arn:aws:rds:eu-central-1:111122223333:db:ledger","arn:aws:dynamodb:*:*:table/*"]}}`)
			}
			return OK(`{"BackupSelection":{"SelectionName":"tagged","IamRoleArn":"r","Resources":["*"],"ListOfTags":[{"ConditionKey":"k","ConditionType":"STRINGEQUALS","ConditionValue":"canary-tag"}]}}`)
		},
		"backup.ListProtectedResources": Pages(`{"Results":[`+resource("arn:aws:rds:eu-central-1:111122223333:db:ledger")+`],"NextToken":"t"}`, `{"Results":[`+resource("arn:aws:dynamodb:eu-central-1:111122223333:table/sessions")+`]}`),
		"backup.ListRecoveryPointsByBackupVault": func(c *Call) Reply {
			if c.Token == "" {
				return OK(`{"RecoveryPoints":[` + point(c, 20, "COMPLETED") + `,` + point(c, 21, "PARTIAL") + `],"NextToken":"t"}`)
			}
			return OK(`{"RecoveryPoints":[` + point(c, 10, "COMPLETED") + `]}`)
		},
	}
}
