// Package aws asks the APIs of AWS about one account or many: what is there, how
// it is set, and who may do what. It asks for nothing that writes, for no secret
// and for no object's data.
//
// # How to add a service
//
// A service is one file, NAME.go, and one line in services():
//
//  1. A function NAMESpecs() that declares every call (live.Spec): its id is
//     "service.Operation", the service as the SDK names it in small letters
//     without spaces ("s3control.GetPublicAccessBlock"). Needs are the IAM
//     actions, Kinds the kinds of fact that are not whole without the answer: all
//     those that the service gives, where the call is the list of its resources.
//     A call that no spec declares is refused before it leaves the machine.
//  2. A function collectNAME(ctx, *scope) that makes the calls. A service that is
//     Global is collected once for an account, every other once for each region.
//
// Calls go through two functions:
//
//	out, a := ask(ctx, s, "kms.GetKeyRotationStatus", question{Path: p, Subject: id, Params: ...},
//	    func(ctx context.Context) (*kms.GetKeyRotationStatusOutput, error) { return c.GetKeyRotationStatus(ctx, in) })
//	a := list(ctx, s, "kms.ListKeys", question{Of: "aws.kms.key"}, kms.NewListKeysPaginator(c, in),
//	    func(page *kms.ListKeysOutput, a *answer) int { ...; return len(page.Keys) })
//
// Both retry, wait for the request ceiling, record each attempt, and keep an item
// of evidence. A call that gives no answer has already made a gap of each of the
// spec's Kinds at the question's Path, so a service only has to return or go on
// with the next resource when a.ok() is false. a.absent() is one of the spec's
// Absent codes: an answer, and the service says what it means. A question that is
// Quiet makes no gap: then its caller has to.
//
// EC2 has no module here: ec2Ask puts a question to it, ec2List one that is
// answered in pages; their pagers and retries are ours, and they read the
// answer by xml tags. Nor have CloudFront, API Gateway and some that hold data: get
// does the same for services that are asked by GET, target for those that speak
// JSON, form for those that are asked by forms (protocols.go); pages goes through
// their lists. An answer without its list is no empty one.
//
// Of a service that is not looked into, one list tells whether an account has
// anything there (presence.go): a row of presences.go names the call, its protocol,
// where its entries stand and the kinds of fact that are not whole when there are
// any. What counts as a store is what stands there or is collected: files, objects,
// blocks, databases, caches, streams, queues, warehouses, archives, logs, secrets.
// An empty list that was read to its end takes the service off unasked(); names in
// it are a gap. A service is not offered in every region. Where its host is not
// found, CloudFormation is asked whether the region knows one of its types
// (offered.go); only when it does not, either, there is nothing to ask for.
//
// Facts are made by s.emit(a, fact), or by s.sink(a), an iac.Sink that gives them
// the shapes of the infrastructure model; node(v, s.at(path)) makes values for
// it. Every fact carries the call that gave it. A fact of several calls must not
// be emitted as observed when one of them gave no answer.
//
// Paths are s.path("s3", bucket): aws://111122223333/eu-central-1/s3/bucket.
// Claims are narrowed by them, so a gap says in which paths something may be missing
// (places.go). A new service puts the part after its region into contained once all
// that its calls give stands below that part; until then its gaps count everywhere.
//
// Answers whose parts hold secrets name them in Redact: these are taken out
// before the answer is hashed. Nothing of an error but its code is kept.
//
// The tests run over all specs by themselves once awstest answers the calls: add
// the answers to awstest/NAME.go.
package aws
