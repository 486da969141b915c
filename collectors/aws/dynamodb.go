package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func dynamoSpecs() []live.Spec {
	table := []string{"arn:*:dynamodb:*:*:table/*"}
	described := []string{"store.copy", "store.encryption", "store.protection", "store.region"}
	return []live.Spec{
		{ID: "dynamodb.ListTables", Doc: "lists the tables of a region", Needs: []live.Permission{{Action: "dynamodb:ListTables"}},
			Kinds: []string{"iam.statement", "store.backup", "store.copy", "store.encryption", "store.protection", "store.region"}, Keeps: []string{"TableNames"}, Paged: true, TTL: 7 * day},
		{ID: "dynamodb.DescribeTable", Doc: "tells how a table is encrypted and protected, and where its replicas are", Needs: []live.Permission{{Action: "dynamodb:DescribeTable", Resources: table}},
			Kinds: described, Keeps: []string{"SSEDescription", "DeletionProtectionEnabled", "Replicas/*/RegionName"}, TTL: 7 * day},
		{ID: "dynamodb.DescribeContinuousBackups", Doc: "tells how far back a table can be set", Needs: []live.Permission{{Action: "dynamodb:DescribeContinuousBackups", Resources: table}},
			Kinds: []string{"store.backup"}, Keeps: []string{"PointInTimeRecoveryDescription"}, TTL: 7 * day},
		{ID: "dynamodb.GetResourcePolicy", Doc: "reads who may use a table", Needs: []live.Permission{{Action: "dynamodb:GetResourcePolicy", Resources: table}}, Absent: []string{"PolicyNotFoundException"},
			Kinds: []string{"iam.statement"}, Keeps: []string{"Policy"}, TTL: 7 * day},
	}
}

func collectDynamo(ctx context.Context, s *scope) {
	c := dynamodb.NewFromConfig(s.config())
	k := keys{}
	var names []string
	list(ctx, s, "dynamodb.ListTables", question{Path: s.path("dynamodb"), Of: "aws.dynamodb.table"}, dynamodb.NewListTablesPaginator(c, &dynamodb.ListTablesInput{}),
		func(page *dynamodb.ListTablesOutput, _ *answer) int {
			names = append(names, page.TableNames...)
			return len(page.TableNames)
		})
	for _, name := range names {
		s.table(ctx, c, k, name)
	}
}

func (s *scope) table(ctx context.Context, c *dynamodb.Client, k keys, name string) {
	path := s.path("dynamodb", name)
	at := s.at(path)
	q := question{Path: path, Subject: name, Params: map[string]string{"TableName": name}}
	owner := iac.Owner{Type: "AWS::DynamoDB::Table", Subject: name, Resource: name, At: at}
	out, a := ask(ctx, s, "dynamodb.DescribeTable", q, func(ctx context.Context) (*dynamodb.DescribeTableOutput, error) {
		return c.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	})
	what := "table"
	var open *iac.Node // that the table is not protected; its backups have a say then
	if a.ok() && out.Table == nil {
		s.gapOf(a, path, "the answer holds no table", "store.copy", "store.encryption", "store.protection", "store.region")
	} else if a.ok() {
		t := out.Table
		what = tableOf(t, at)
		owner.Resource = aws.ToString(t.TableArn)
		loc := candor.Location{Path: path, Resource: owner.Resource}
		sink := s.sink(a)
		var key *iac.Node
		on := iac.Platform(true, "every table is encrypted, with a key that AWS owns where none is set", at)
		if d := t.SSEDescription; d != nil && d.Status == types.SSEStatusEnabled {
			on = node(true, at)
			if key = k.of(ctx, s, aws.ToString(d.KMSMasterKeyArn), "dynamodb", at); key == nil && d.SSEType == types.SSETypeKms {
				key = iac.Hidden("the answer does not name the key", at)
			}
		}
		sink.Store(owner.Type, "dynamodb", name, loc, on, key)
		sink.Region(name, "table", loc, node(s.region, at))
		guard := iac.Guard(boolNode(t.DeletionProtectionEnabled, "the answer does not say whether it is protected", at), "deletion protection")
		if v, ok := guard.Bool(); ok && v {
			sink.Protection(owner, what, guard)
		} else {
			open = guard
		}
		var copies []*iac.Node
		for _, r := range t.Replicas {
			if region := aws.ToString(r.RegionName); region != "" && region != s.region {
				n := node(true, at)
				n.Why = "it has a replica in " + region
				copies = append(copies, n)
			}
		}
		sink.CrossRegion(owner, "table", iac.Worst(copies...))
	}
	s.tablePolicy(ctx, c, name, q)
	back, a := ask(ctx, s, "dynamodb.DescribeContinuousBackups", q, func(ctx context.Context) (*dynamodb.DescribeContinuousBackupsOutput, error) {
		return c.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &name})
	})
	if a.ok() {
		s.sink(a).Backups(owner, iac.Backups{What: what, Days: recovery(back.ContinuousBackupsDescription, at)})
	}
	switch {
	case open == nil:
	case a.ok():
		s.sink(a).Protection(owner, what, open, iac.LastBackup(recovers(back.ContinuousBackupsDescription, at), at))
	default: // not of the spec's kinds: a table that is protected does without
		s.gap(a, path, "store.protection")
	}
}

// tableOf says what a table is by its keys.
func tableOf(t *types.TableDescription, at iac.Place) string {
	var keys []*iac.Node
	for _, k := range t.KeySchema {
		keys = append(keys, node(aws.ToString(k.AttributeName), at))
	}
	return iac.Table(keys...)
}

// tablePolicy emits the policy of a table, which is asked for by the table's ARN.
func (s *scope) tablePolicy(ctx context.Context, c *dynamodb.Client, name string, q question) {
	arn := "arn:" + s.acct.partition + ":dynamodb:" + s.region + ":" + s.acct.id + ":table/" + name
	out, a := ask(ctx, s, "dynamodb.GetResourcePolicy", q, func(ctx context.Context) (*dynamodb.GetResourcePolicyOutput, error) {
		return c.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	})
	if a.ok() && text(out.Policy) != "" {
		at := s.at(q.Path)
		s.sink(a).Policy(iac.Policy{Owner: name, Kind: "resource", Service: "dynamodb", Doc: document(text(out.Policy), at), At: at})
	}
}

// recovers tells whether point-in-time recovery of a table is on.
func recovers(d *types.ContinuousBackupsDescription, at iac.Place) *iac.Node {
	days := recovery(d, at)
	if n, ok := days.V.(int); ok && days.Kind == iac.Scalar {
		return node(n > 0, at)
	}
	return days
}

// recovery is for how many days a table can be set back: 35 where point-in-time
// recovery is on and says nothing else.
func recovery(d *types.ContinuousBackupsDescription, at iac.Place) *iac.Node {
	if d == nil || d.PointInTimeRecoveryDescription == nil {
		return iac.Hidden("the answer does not say whether point-in-time recovery is on", at)
	}
	p := d.PointInTimeRecoveryDescription
	switch {
	case p.PointInTimeRecoveryStatus == types.PointInTimeRecoveryStatusDisabled:
		return node(0, at)
	case p.PointInTimeRecoveryStatus != types.PointInTimeRecoveryStatusEnabled:
		return iac.Hidden("the status of point-in-time recovery is not known", at)
	case p.RecoveryPeriodInDays != nil:
		return node(int(*p.RecoveryPeriodInDays), at)
	}
	return node(35, at)
}
