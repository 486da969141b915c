package sinks

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// awsLibrary classifies the operations of both major versions of the AWS SDK.
func awsLibrary(_ *Classifier, k *callee) []effects.Effect {
	parts := strings.Split(k.sub(), "/")
	at := -1
	for i, p := range parts {
		if p == "service" || p == "feature" {
			at = i
			break
		}
	}
	if at < 0 || at+1 >= len(parts) || k.typ == "" {
		return nil
	}
	service, last := parts[at+1], parts[len(parts)-1]
	// Helpers above a service: s3/manager, s3/s3manager, s3/transfermanager.
	if strings.HasSuffix(last, "manager") {
		switch strings.TrimSuffix(k.name, "WithContext") {
		case "Upload", "UploadWithIterator", "UploadObject", "PutObject", "UploadDirectory":
			return awsWrite(k, service, "PutObject", false)
		case "Delete":
			return awsWrite(k, service, "DeleteObjects", false)
		}
		return nil
	}
	switch {
	case k.typ == "Client" && !k.iface:
	case strings.HasSuffix(last, "iface") || k.iface && strings.HasSuffix(k.typ, "API"):
		service = strings.TrimSuffix(last, "iface")
	case at+2 == len(parts) && !strings.HasSuffix(k.typ, "Input") && !strings.HasSuffix(k.typ, "Output") && awsVersionOne(k):
	default:
		return nil
	}
	op := strings.TrimSuffix(k.name, "WithContext")
	if !k.takesInput(op) {
		if trimmed := strings.TrimSuffix(op, "Request"); trimmed != op && k.takesInput(trimmed) {
			op = trimmed // a request that is sent later, or presigned
		} else {
			return nil
		}
	}
	return awsOperation(k, service, op)
}

// awsVersionOne: the client is a struct named after its service.
func awsVersionOne(k *callee) bool { return k.root == "github.com/aws/aws-sdk-go" && !k.iface }

// takesInput tells an operation by its input, which bears its name.
func (k *callee) takesInput(op string) bool {
	for p := range k.sig.Params().Variables() {
		if _, n := typeName(p.Type()); n == op+"Input" {
			return true
		}
	}
	return false
}

// awsShape recognises a method of an interface of the project that an SDK's
// client satisfies: it gives *service.XOutput and takes *service.XInput.
func awsShape(k *callee, path, name string) (op, service string) {
	if !strings.HasPrefix(path, "github.com/aws/aws-sdk-go") {
		return "", ""
	}
	op, ok := strings.CutSuffix(name, "Output")
	if !ok || !k.takesInput(op) {
		return "", ""
	}
	return op, path[strings.LastIndexByte(path, '/')+1:]
}

// awsOperation gives the effects of an operation of a service.
func awsOperation(k *callee, service, op string) []effects.Effect {
	switch service {
	case "bedrockruntime", "bedrockagentruntime":
		if strings.HasPrefix(op, "Invoke") || strings.HasPrefix(op, "Converse") || strings.HasPrefix(op, "RetrieveAndGenerate") {
			e := k.effect(effects.Model, service+"."+op)
			e.Model = k.inputField("ModelId", "AgentId")
			return []effects.Effect{e}
		}
		return nil
	}
	switch awsAccess(service, op) {
	case accessRead:
		return nil
	case accessWeak:
		return awsWrite(k, service, op, true)
	}
	return awsWrite(k, service, op, false)
}

func awsWrite(k *callee, service, op string, weak bool) []effects.Effect {
	model := k.inputField("TableName", "Bucket", "QueueUrl", "TopicArn", "FunctionName", "StreamName", "SecretId", "ParameterName", "UserPoolId")
	if model == "" {
		model = service
	}
	verb, first := "write", ""
	if ws := words(op); len(ws) > 0 {
		first = ws[0]
	}
	switch first {
	case "create", "run", "register":
		verb = "create"
	case "put", "upload", "import", "copy":
		verb = "insert"
	case "update", "modify", "set", "tag", "untag", "attach", "detach", "enable", "disable":
		verb = "update"
	case "delete", "remove", "terminate", "deregister", "revoke":
		verb = "delete"
	case "send", "publish", "invoke", "start":
		verb = "send"
	}
	e := k.mutation(verb, model, service+"."+op)
	e.Weak = weak
	return []effects.Effect{e}
}

// inputField is the constant that a literal input gives one of its fields,
// directly or by aws.String.
func (k *callee) inputField(names ...string) string {
	for _, a := range k.call.Args {
		lit := k.literal(a, 0)
		if lit == nil {
			continue
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			id, ok := kv.Key.(*ast.Ident)
			if !ok {
				continue
			}
			for _, n := range names {
				if id.Name != n {
					continue
				}
				v := kv.Value
				if c, ok := ast.Unparen(v).(*ast.CallExpr); ok && len(c.Args) == 1 {
					v = c.Args[0] // aws.String
				}
				if u, ok := v.(*ast.UnaryExpr); ok {
					v = u.X
				}
				return lastPart(k.known(v))
			}
		}
	}
	return ""
}

func lastPart(s string) string {
	if i := strings.LastIndexAny(s, "/:"); i >= 0 && i+1 < len(s) {
		return s[i+1:]
	}
	return s
}

// literal is the composite literal that an argument is, or the one that its
// variable is set to.
func (k *callee) literal(e ast.Expr, depth int) *ast.CompositeLit {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return x
	case *ast.UnaryExpr:
		if depth < 3 {
			return k.literal(x.X, depth+1)
		}
	case *ast.Ident:
		ix := k.scope.build()
		v := variable(k.info, x)
		if ix == nil || v == nil || depth >= 3 || v.Pkg() != ix.pkg || types.IsInterface(v.Type()) {
			return nil
		}
		if defs := ix.defs[v]; len(defs) == 1 && defs[0].expr != nil && defs[0].n < 0 {
			return k.literal(defs[0].expr, depth+1)
		}
	}
	return nil
}

type access int

const (
	accessWrite access = iota
	accessRead
	accessWeak // not data of the program's own: telemetry, a key's use, a code that runs elsewhere
)

// awsAccess tells what an operation does by the first word of its name, which
// AWS keeps to strictly, and by the exceptions below.
func awsAccess(service, op string) access {
	if a, ok := awsExceptions[service+"."+op]; ok {
		return a
	}
	ws := words(op)
	if len(ws) == 0 {
		return accessWrite
	}
	first := ws[0]
	if (first == "batch" || first == "admin" || first == "transact" || first == "bulk") && len(ws) > 1 {
		first = ws[1]
	}
	switch {
	case awsReads[first]:
		return accessRead
	case awsWeak[first]:
		return accessWeak
	}
	return accessWrite
}

var awsReads = set(`get list describe head query scan select search lookup view read download is count check calculate
	discover filter detect validate analyze classify recognize infer render estimate optimize expand simulate preview
	geocode suggest autocomplete predict forecast compare contains sample probe translate synthesize receive poll verify
	summarize retrieve evaluate rank`)

// awsWeak: what is run or asked elsewhere decides.
var awsWeak = set("invoke test export generate execute assume")

// awsExceptions are the operations whose first word misleads.
var awsExceptions = map[string]access{
	// A key is used, nothing is stored.
	"kms.Encrypt": accessRead, "kms.Decrypt": accessRead, "kms.ReEncrypt": accessRead, "kms.GenerateDataKey": accessRead,
	"kms.GenerateDataKeyWithoutPlaintext": accessRead, "kms.GenerateDataKeyPair": accessRead, "kms.GenerateRandom": accessRead,
	"kms.GenerateDataKeyPairWithoutPlaintext": accessRead, "kms.GenerateMac": accessRead, "kms.VerifyMac": accessRead, "kms.Sign": accessRead, "kms.Verify": accessRead,
	"kms.DeriveSharedSecret": accessRead,
	// Sign-in of the program itself.
	"sts.AssumeRole": accessRead, "sts.AssumeRoleWithWebIdentity": accessRead, "sts.AssumeRoleWithSAML": accessRead,
	"sts.DecodeAuthorizationMessage": accessRead, "cognitoidentity.GetId": accessWrite, "cognitoidentityprovider.InitiateAuth": accessWeak,
	"cognitoidentityprovider.AdminInitiateAuth": accessWeak, "cognitoidentityprovider.RespondToAuthChallenge": accessWeak,
	// Telemetry.
	"cloudwatch.PutMetricData": accessWeak, "xray.PutTraceSegments": accessWeak, "xray.PutTelemetryRecords": accessWeak,
	"cloudwatchlogs.PutLogEvents": accessWeak, "cloudwatchlogs.StartQuery": accessRead, "cloudwatchlogs.StopQuery": accessRead,
	"cloudwatchlogs.StartLiveTail": accessRead, "cloudwatchlogs.TestMetricFilter": accessRead, "cloudwatchlogs.FilterLogEvents": accessRead,
	// A statement decides.
	"dynamodb.ExecuteStatement": accessWeak, "dynamodb.BatchExecuteStatement": accessWeak, "dynamodb.ExecuteTransaction": accessWeak,
	"rdsdata.ExecuteStatement": accessWeak, "rdsdata.BatchExecuteStatement": accessWeak, "rdsdata.ExecuteSql": accessWeak,
	"redshiftdata.ExecuteStatement": accessWeak, "redshiftdata.BatchExecuteStatement": accessWeak,
	"athena.StartQueryExecution": accessWeak, "timestreamquery.Query": accessRead, "timestreamquery.PrepareQuery": accessRead,
	// Reads that take another word.
	"textract.StartDocumentTextDetection": accessRead, "textract.StartDocumentAnalysis": accessRead, "bedrockruntime.ApplyGuardrail": accessRead,
	"polly.SynthesizeSpeech": accessRead, "bedrockruntime.CountTokens": accessRead, "kinesis.SubscribeToShard": accessRead,
	"events.TestEventPattern": accessRead, "eventbridge.TestEventPattern": accessRead, "iot.TestAuthorization": accessRead,
	"dms.TestConnection": accessRead, "acm.ExportCertificate": accessRead, "sso.GetRoleCredentials": accessRead,
	"chime.RetrieveDataExport": accessWrite, "route53.TestDNSAnswer": accessRead, "glue.TestConnection": accessRead,
	// Writes that begin like a read.
	"route53domains.RetrieveDomainAuthCode": accessRead, "storagegateway.RetrieveTapeArchive": accessWrite, "storagegateway.RetrieveTapeRecoveryPoint": accessWrite,
	"sns.VerifySMSSandboxPhoneNumber": accessWrite, "ses.VerifyEmailIdentity": accessWrite, "ses.VerifyEmailAddress": accessWrite, "ses.VerifyDomainIdentity": accessWrite, "ses.VerifyDomainDkim": accessWrite,
	"cognitoidentityprovider.VerifySoftwareToken": accessWrite, "cognitoidentityprovider.VerifyUserAttribute": accessWrite,
	"licensemanager.CheckInLicense": accessWrite, "licensemanager.CheckoutLicense": accessWrite, "ssmincidents.BatchGetIncidentFindings": accessRead,
	"bedrockagentcore.GetWorkloadAccessToken": accessWeak, "codebuild.BatchDeleteBuilds": accessWrite, "dynamodb.TransactGetItems": accessRead,
	"stepfunctions.TestState": accessRead, "sfn.TestState": accessRead, "sfn.ValidateStateMachineDefinition": accessRead,
	"apigateway.TestInvokeMethod": accessWeak, "apigateway.TestInvokeAuthorizer": accessWeak, "s3.SelectObjectContent": accessRead,
	"redshift.GetClusterCredentials": accessWeak, "redshift.GetClusterCredentialsWithIAM": accessWeak, "ecr.BatchCheckLayerAvailability": accessRead,
}
