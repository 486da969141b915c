package aws

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestTableOutlives: a table that is not protected leaves a backup where
// point-in-time recovery is on, and whether it is has to be read.
func TestTableOutlives(t *testing.T) {
	open := `{"Table":{"TableName":"sessions","TableArn":"arn:aws:dynamodb:eu-central-1:111122223333:table/sessions","DeletionProtectionEnabled":false}}`
	recovery := func(status string) func(*awstest.Call) awstest.Reply {
		return awstest.Text(`{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"` + status + `"}}}`)
	}
	for name, c := range map[string]struct {
		table    string
		recovery func(*awstest.Call) awstest.Reply
		want     []string // in the value; nil for a gap
	}{
		"on":      {open, recovery("ENABLED"), []string{`"v":true`, "35 days"}},
		"off":     {open, recovery("DISABLED"), []string{`"v":false`, "deletion protection is false and point-in-time recovery is false"}},
		"strange": {open, recovery("RESTING"), []string{`"k":"unknown"`}},
		"denied":  {open, func(*awstest.Call) awstest.Reply { return awstest.Fail(400, "AccessDeniedException") }, nil},
		"protected, and the rest denied": {`{"Table":{"TableName":"sessions","DeletionProtectionEnabled":true}}`,
			func(*awstest.Call) awstest.Reply { return awstest.Fail(400, "AccessDeniedException") }, []string{`"v":true`, "deletion protection"}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["dynamodb.DescribeTable"], fake.Answers["dynamodb.DescribeContinuousBackups"] = awstest.Text(c.table), c.recovery
			f := here(t, fake)
			if c.want != nil {
				held(t, f, "store.protection", "sessions", "protected", c.want...)
				return
			}
			for _, x := range f.Facts {
				if x.Kind == "store.protection" && x.State == candor.Denied && x.At.Path == "aws://111122223333/eu-central-1/dynamodb/sessions" {
					return
				}
			}
			t.Error("no gap of store.protection at the table")
		})
	}
}
