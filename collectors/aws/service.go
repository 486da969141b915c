package aws

import (
	"context"
	"slices"

	"github.com/candor-dev/candor/internal/live"
)

// service is one API of AWS, or what belongs together of several.
type service struct {
	name   string
	global bool // collected once for an account, not once for each region
	specs  func() []live.Spec
	// collect makes the calls for one account, and region unless the service is global.
	collect func(ctx context.Context, s *scope)
}

// services lists what is asked of an account.
func services() []service {
	return []service{
		{name: "iam", global: true, specs: iamSpecs, collect: collectIAM},
		{name: "accessanalyzer", specs: analyzerSpecs, collect: collectAnalyzers},
		{name: "cloudtrail", specs: trailSpecs, collect: collectTrails},
		{name: "s3", global: true, specs: s3Specs, collect: collectS3},
		{name: "kms", specs: kmsSpecs, collect: collectKeys},
		{name: "rds", specs: rdsSpecs, collect: collectRDS},
		{name: "rdsproxies", specs: proxySpecs, collect: collectProxies},
		{name: "dynamodb", specs: dynamoSpecs, collect: collectDynamo},
		{name: "efs", specs: efsSpecs, collect: collectEFS},
		{name: "elasticache", specs: cacheSpecs, collect: collectCaches},
		{name: "memorydb", specs: memorySpecs, collect: collectMemory},
		{name: "opensearch", specs: searchSpecs, collect: collectSearch},
		{name: "redshift", specs: warehouseSpecs, collect: collectWarehouses},
		{name: "redshiftserverless", specs: serverlessSpecs, collect: collectServerless},
		{name: "secretsmanager", specs: secretSpecs, collect: collectSecrets},
		{name: "lambda", specs: lambdaSpecs, collect: collectLambda},
		{name: "logs", specs: logSpecs, collect: collectLogs},
		{name: "backup", specs: backupSpecs, collect: collectBackup},
		{name: "ecr", specs: ecrSpecs, collect: collectECR},
		{name: "ssm", specs: ssmSpecs, collect: collectSSM},
		{name: "messages", specs: messageSpecs, collect: collectMessages}, // queues and topics
		{name: "elb", specs: elbSpecs, collect: collectELB},
		{name: "elbclassic", specs: classicSpecs, collect: collectClassic},
		{name: "cloudfront", global: true, specs: edgeSpecs, collect: collectEdge},
		{name: "acm", specs: certificateSpecs, collect: collectCertificates},
		{name: "apigateway", specs: apiSpecs, collect: collectAPIs},
		{name: "cloudformation", specs: stackSpecs, collect: collectStacks},
		{name: "ebs", specs: ebsSpecs, collect: collectEBS},
		{name: "routes", specs: routeSpecs, collect: collectRoutes},
		{name: "vpc", specs: machineSpecs, collect: collectMachines},
		{name: "guardduty", specs: guardSpecs, collect: collectGuardDuty},
		{name: "config", specs: configSpecs, collect: collectConfig},
		// Of these it is only asked whether there are any.
		lists("otherbuckets", bucketLists, offeredSpecs),
		lists("streams", streamLists),
		lists("lightsail", lightsailLists),
		lists("otherdatabases", databaseLists, cellSpecs),
		lists("setaside", snapshotLists),
		lists("others", otherLists),
		once(lists("public", publicLists)),
	}
}

// kindsOf lists the kinds of fact of some services.
func kindsOf(svs []service) []string {
	var out []string
	for _, sv := range svs {
		for _, s := range sv.specs() {
			out = append(out, s.Kinds...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Narrow leaves the services that make some calls, named by the ids of their
// specs; all, where no service alone makes one of them. What the others would tell
// is missing without a gap: it is for tests of single calls.
func (o Options) Narrow(calls ...string) Options {
	var left []service
	for _, id := range calls {
		found := false
		for _, sv := range services() {
			if slices.ContainsFunc(sv.specs(), func(s live.Spec) bool { return s.ID == id }) {
				found = true
				if !slices.ContainsFunc(left, func(l service) bool { return l.name == sv.name }) {
					left = append(left, sv)
				}
			}
		}
		if !found {
			return o
		}
	}
	o.services = left
	return o
}
