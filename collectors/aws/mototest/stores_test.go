package mototest

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	ecrtypes "github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// stores makes what the company keeps data in, beside its buckets.
func stores(t *testing.T, cfg sdk.Config) {
	t.Helper()
	ctx := t.Context()
	key := must[*kms.CreateKeyOutput](t)(kms.NewFromConfig(cfg).CreateKey(ctx, &kms.CreateKeyInput{})).KeyMetadata.Arn
	r := rds.NewFromConfig(cfg)
	must[*rds.CreateDBParameterGroupOutput](t)(r.CreateDBParameterGroup(ctx, &rds.CreateDBParameterGroupInput{DBParameterGroupName: sdk.String("strict"), DBParameterGroupFamily: sdk.String("postgres16"), Description: sdk.String("TLS alone")}))
	must[*rds.ModifyDBParameterGroupOutput](t)(r.ModifyDBParameterGroup(ctx, &rds.ModifyDBParameterGroupInput{DBParameterGroupName: sdk.String("strict"), Parameters: []rdstypes.Parameter{
		{ParameterName: sdk.String("rds.force_ssl"), ParameterValue: sdk.String("1"), ApplyMethod: rdstypes.ApplyMethodImmediate},
		{ParameterName: sdk.String("ssl_min_protocol_version"), ParameterValue: sdk.String("TLSv1.2"), ApplyMethod: rdstypes.ApplyMethodImmediate}}}))
	must[*rds.CreateDBInstanceOutput](t)(r.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{DBInstanceIdentifier: sdk.String("ledger"), DBInstanceClass: sdk.String("db.t4g.micro"), Engine: sdk.String("postgres"), EngineVersion: sdk.String("16.3"),
		MasterUsername: sdk.String("master"), MasterUserPassword: sdk.String("not-a-password"), AllocatedStorage: sdk.Int32(20), DBParameterGroupName: sdk.String("strict"), BackupRetentionPeriod: sdk.Int32(14), StorageEncrypted: sdk.Bool(true), KmsKeyId: key}))
	must[*rds.CreateDBSnapshotOutput](t)(r.CreateDBSnapshot(ctx, &rds.CreateDBSnapshotInput{DBInstanceIdentifier: sdk.String("ledger"), DBSnapshotIdentifier: sdk.String("by-hand")}))
	must[*rds.ModifyDBSnapshotAttributeOutput](t)(r.ModifyDBSnapshotAttribute(ctx, &rds.ModifyDBSnapshotAttributeInput{DBSnapshotIdentifier: sdk.String("by-hand"), AttributeName: sdk.String("restore"), ValuesToAdd: []string{"all"}}))
	d := dynamodb.NewFromConfig(cfg)
	must[*dynamodb.CreateTableOutput](t)(d.CreateTable(ctx, &dynamodb.CreateTableInput{TableName: sdk.String("sessions"), BillingMode: dynamotypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamotypes.AttributeDefinition{{AttributeName: sdk.String("id"), AttributeType: dynamotypes.ScalarAttributeTypeS}},
		KeySchema:            []dynamotypes.KeySchemaElement{{AttributeName: sdk.String("id"), KeyType: dynamotypes.KeyTypeHash}}}))
	e := ecr.NewFromConfig(cfg)
	must[*ecr.CreateRepositoryOutput](t)(e.CreateRepository(ctx, &ecr.CreateRepositoryInput{RepositoryName: sdk.String("ledgerline/api"), ImageTagMutability: ecrtypes.ImageTagMutabilityImmutable}))
	m := secretsmanager.NewFromConfig(cfg)
	must[*secretsmanager.CreateSecretOutput](t)(m.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: sdk.String("ledgerline/db"), SecretString: sdk.String("not-a-secret")}))
	p := ssm.NewFromConfig(cfg)
	must[*ssm.PutParameterOutput](t)(p.PutParameter(ctx, &ssm.PutParameterInput{Name: sdk.String("/ledgerline/api_key"), Type: ssmtypes.ParameterTypeString, Value: sdk.String("not-a-key")}))
	must[*sqs.CreateQueueOutput](t)(sqs.NewFromConfig(cfg).CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: sdk.String("jobs"), Attributes: map[string]string{"KmsMasterKeyId": *key}}))
	must[*sns.CreateTopicOutput](t)(sns.NewFromConfig(cfg).CreateTopic(ctx, &sns.CreateTopicInput{Name: sdk.String("alarms")}))
	v := backup.NewFromConfig(cfg)
	must[*backup.CreateBackupVaultOutput](t)(v.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{BackupVaultName: sdk.String("main")}))
	b := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	must[*s3.PutBucketLifecycleConfigurationOutput](t)(b.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{Bucket: sdk.String("trails"), LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{
		Rules: []s3types.LifecycleRule{{ID: sdk.String("all"), Status: s3types.ExpirationStatusEnabled, Filter: &s3types.LifecycleRuleFilter{Prefix: sdk.String("")}, Expiration: &s3types.LifecycleExpiration{Days: sdk.Int32(400)}}}}}))
	must[*s3.PutBucketOwnershipControlsOutput](t)(b.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: sdk.String("files"), OwnershipControls: &s3types.OwnershipControls{
		Rules: []s3types.OwnershipControlsRule{{ObjectOwnership: s3types.ObjectOwnershipBucketOwnerEnforced}}}}))
}
