package iac

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

// controllerMark is the tag by which the AWS Load Balancer Controller knows what it
// made; a policy that asks for it in a condition is one for the controller.
const controllerMark = "elbv2.k8s.aws/cluster"

// controllerGuide is the page below docs.aws.amazon.com that says to make the
// controller's policy from the published text (November 2026).
const controllerGuide = "eks/latest/userguide/lbc-manifest.html"

// controllerAction reports what the published policy of the AWS Load Balancer
// Controller (its repository, docs/install/iam_policy.json, 2.4 to 2.13) allows on
// every resource without a condition, beside reads.
func controllerAction(action string) bool {
	switch strings.ToLower(action) {
	case "ec2:authorizesecuritygroupingress", "ec2:revokesecuritygroupingress", "ec2:createsecuritygroup",
		"elasticloadbalancing:createlistener", "elasticloadbalancing:deletelistener",
		"elasticloadbalancing:createrule", "elasticloadbalancing:deleterule",
		"elasticloadbalancing:setwebacl", "elasticloadbalancing:modifylistener",
		"elasticloadbalancing:addlistenercertificates", "elasticloadbalancing:removelistenercertificates",
		"elasticloadbalancing:modifyrule", "elasticloadbalancing:setrulepriorities",
		"waf-regional:associatewebacl", "waf-regional:disassociatewebacl",
		"wafv2:associatewebacl", "wafv2:disassociatewebacl",
		"shield:createprotection", "shield:deleteprotection":
		return true
	}
	return false
}

// forController reports a document that has a statement with the controller's tag
// among the keys of its conditions.
func forController(statements *Node) bool {
	for _, st := range statements.List() {
		condition := st.Get("Condition")
		if condition == nil {
			continue
		}
		for _, op := range condition.Entries {
			if slices.ContainsFunc(op.Entries, func(key Entry) bool { return strings.HasSuffix(key.Key, "/"+controllerMark) }) {
				return true
			}
		}
	}
	return false
}

// networkGuide is the page that gives a function in a network its rights: AWS'
// AWSLambdaVPCAccessExecutionRole allows them on every resource (November 2026).
const networkGuide = "lambda/latest/dg/configuration-vpc.html"

// networkAction reports what a service needs to put the network interfaces of a
// function into a network.
func networkAction(action string) bool {
	switch strings.ToLower(action) {
	case "ec2:createnetworkinterface", "ec2:deletenetworkinterface", "ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses":
		return true
	}
	return false
}

// published tells what AWS publishes a statement for, with the guide that does; ""
// for other statements.
func published(p Policy, st *Node) (program, guide string) {
	switch {
	case p.Managed != "" || p.Kind != "identity":
	case p.program && publishedStatement(st, controllerAction):
		return "the AWS Load Balancer Controller", controllerGuide
	case publishedStatement(st, networkAction):
		return "functions in a VPC", networkGuide
	}
	return "", ""
}

// publishedStatement reports a statement that allows nothing but such changes, what
// reads, and writing to a log: every action is written and no pattern.
func publishedStatement(st *Node, changes func(action string) bool) bool {
	actions, some := st.Get("Action").List(), false
	if len(actions) == 0 || st.Get("NotAction").Has() || st.Get("NotResource").Has() || st.Get("Condition").Has() {
		return false
	}
	for _, a := range actions {
		text, ok := a.Str()
		if !ok || len(a.Others) > 0 || strings.ContainsAny(text, "*?") {
			return false
		}
		if changes(text) {
			some = true
			continue
		}
		service, name, _ := strings.Cut(text, ":")
		reads := iamdata.ReadsByName(service, name) || service == "logs" && (name == "CreateLogGroup" || name == "CreateLogStream" || name == "PutLogEvents")
		if !reads {
			return false
		}
	}
	return some
}
