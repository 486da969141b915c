package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

const notByDefault = "not made by the defaults of the folder's variables; a deployment can make it"

// read emits the facts of the folder.
func (m *module) read() {
	m.findBoundaries()
	m.findHolders()
	m.secretVariables()
	var blocks []*block
	for _, b := range m.blocks {
		blocks = append(blocks, m.instances(b)...)
	}
	for _, b := range blocks {
		m.sink.Doubt = ""
		switch m.existence(b) {
		case absent:
			if b.Type == "data" {
				m.used[b] = true
			}
			continue
		case perhaps:
			m.sink.Doubt = notByDefault
		}
		m.sink.Within(m.mock(b).Over(m.proviso(b)), func() { m.block(b) })
	}
	m.sink.Settle()
	m.loose()
}

// block emits the facts of one block.
func (m *module) block(b *block) {
	switch b.Type {
	case "resource":
		m.identity(b)
		m.sink.Site, m.sink.Fenced = m.policyOfSite(b)
		m.resourcePolicy(b)
		m.sink.Site, m.sink.Fenced = false, ""
		m.function(b)
		m.store(b)
		m.replicas(b)
		m.transport(b)
		m.transit(b)
		m.exposure(b)
		m.routes(b)
		m.publicAccess(b)
		m.backups(b)
		m.protection(b)
		m.logs(b)
		m.secrets(b)
		m.residency(b)
	case "provider":
		m.provider(b)
	}
}

// loose emits the policy documents that no resource of the folder uses: they
// are made for somebody.
func (m *module) loose() {
	var mentioned map[string]bool
	for _, base := range m.blocks {
		if base.Type != "data" || base.typ != "aws_iam_policy_document" || m.used[base] {
			continue
		}
		only := m.mock(base)
		if mentioned == nil {
			mentioned = m.mentioned()
		}
		if only == nil && !mentioned[base.name] {
			only = &iac.Proviso{Only: "if anything takes it: nothing in " + instanceFacts{root: m.dir}.folder() + " refers to " + base.id}
		}
		for _, b := range m.instances(base) {
			if !m.used[b] {
				m.sink.Within(only, func() { m.looseDocument(b) })
			}
		}
	}
}

// mentioned are the policy documents that something of the folder refers to, by name.
func (m *module) mentioned() map[string]bool {
	names := make(map[string]bool)
	look := func(x hclsyntax.Expression) {
		for _, t := range x.Variables() {
			if p := attrs(t); t.RootName() == "data" && len(p) >= 2 && p[0] == "aws_iam_policy_document" {
				names[p[1]] = true
			}
		}
	}
	var within func(body *hclsyntax.Body)
	within = func(body *hclsyntax.Body) {
		for _, a := range body.Attributes {
			look(a.Expr)
		}
		for _, x := range body.Blocks {
			within(x.Body)
		}
	}
	for _, list := range [][]*block{m.blocks, m.calls} {
		for _, x := range list {
			within(x.Body)
		}
	}
	for _, x := range m.locals {
		look(x)
	}
	for _, o := range m.outputs {
		within(o.Body)
	}
	return names
}

func (m *module) looseDocument(b *block) {
	kind, doc := "identity", m.document(b, 0)
	for _, st := range doc.Get("Statement").List() { // those of its sources among them
		if st.Get("Principal").Has() || st.Get("NotPrincipal").Has() {
			kind = "resource"
		}
	}
	m.sink.Policy(iac.Policy{Owner: b.id, Kind: kind, Doc: doc, At: placeOf(b)})
}

func (m *module) provider(b *block) {
	if b.name != "aws" {
		return
	}
	p := m.properties(b)
	id := b.id
	if alias, ok := p.Get("alias").Str(); ok {
		id += "." + alias
	}
	if r := p.Get("region"); r.Has() {
		m.sink.Region(id, "provider region", m.at(b), r)
	}
}

func (m *module) function(b *block) {
	p := m.properties
	switch b.typ {
	case "aws_lambda_function_url":
		auth := p(b).Get("authorization_type")
		if auth == nil {
			auth = iac.Hidden("no authorization_type, which is required", placeOf(b))
		}
		m.sink.URL(b.id, m.at(b), auth)
	}
}

// identity emits what a resource lets principals do.
func (m *module) identity(b *block) {
	m.sink.Held(m.possession(b), func() { m.granted(b) })
}

func (m *module) granted(b *block) {
	at := placeOf(b)
	switch b.typ {
	case "aws_iam_role":
		p := m.properties(b)
		m.sink.Policy(iac.Policy{Owner: b.id, Name: "assume_role_policy", Kind: "trust", Doc: p.Get("assume_role_policy"), At: at})
		for _, in := range p.Get("inline_policy").List() {
			name, ok := in.Get("name").Str()
			if !ok {
				name = "inline_policy"
			}
			doc := in.Get("policy")
			if in.Kind != iac.Map {
				doc = in
			}
			m.sink.Policy(iac.Policy{Owner: b.id, Name: name, Kind: "identity", Holders: m.ownHolders(b), Doc: doc, At: at})
		}
		m.managed(b, p.Get("managed_policy_arns"), "managed_policy_arns")
	case "aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy", "aws_iot_policy":
		kind := "identity"
		if m.boundaries[b.id] {
			kind = "boundary"
		}
		if o := m.handed[b.id]; o != "" {
			m.sink.Unresolved("iam.statement", b.id, "the output "+o+" hands the boundary on, and whether who takes it attaches it can't be told", m.at(b))
			return
		}
		doc := m.properties(b).Get("policy")
		if doc == nil {
			doc = iac.Hidden("the resource has no policy", at)
		}
		var only *iac.Proviso
		if base, _, _ := strings.Cut(b.id, "["); m.unheld[base] {
			only = iac.Unattached()
		}
		m.sink.Within(only, func() { m.sink.Policy(iac.Policy{Owner: b.id, Kind: kind, Holders: m.ownHolders(b), Doc: doc, At: at}) })
	case "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment", "aws_iam_group_policy_attachment", "aws_iam_policy_attachment":
		m.managed(b, m.properties(b).Get("policy_arn"), "policy_arn")
	case "aws_iam_role_policy_attachments_exclusive", "aws_iam_user_policy_attachments_exclusive", "aws_iam_group_policy_attachments_exclusive":
		m.managed(b, m.properties(b).Get("policy_arns"), "policy_arns")
	case "aws_ssoadmin_managed_policy_attachment":
		m.managed(b, m.properties(b).Get("managed_policy_arn"), "managed_policy_arn")
	}
}

// resourcePolicy emits who a resource lets in.
func (m *module) resourcePolicy(b *block) {
	key, service := "policy", ""
	switch b.typ {
	case "aws_s3_bucket", "aws_s3_bucket_policy":
		service = "s3"
	case "aws_sqs_queue", "aws_sqs_queue_policy":
		service = "sqs"
	case "aws_sns_topic", "aws_sns_topic_policy":
		service = "sns"
	case "aws_kms_key", "aws_kms_key_policy":
		service = "kms"
	case "aws_secretsmanager_secret", "aws_secretsmanager_secret_policy":
		service = "secretsmanager"
	case "aws_ecr_repository_policy":
		service = "ecr"
	case "aws_efs_file_system_policy":
		service = "efs"
	case "aws_vpc_endpoint":
		service = "vpce"
	case "aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy":
		service = "apigateway"
	case "aws_opensearch_domain", "aws_elasticsearch_domain", "aws_opensearch_domain_policy", "aws_elasticsearch_domain_policy":
		key, service = "access_policies", "es"
	case "aws_lambda_permission":
		m.permission(b)
		return
	case "aws_lambda_layer_version_permission":
		p := m.properties(b)
		m.sink.Layer(owner(b, ""), p.Get("layer_name"), p.Get("action"), p.Get("principal"), p.Get("organization_id"))
		return
	case "aws_cloudwatch_event_permission":
		p := m.properties(b)
		m.sink.BusPermission(b.id, placeOf(b), p.Get("action"), p.Get("principal"), p.Get("condition"))
		return
	default:
		if strings.HasPrefix(b.typ, "aws_iam_") || b.typ == "aws_iot_policy" {
			return // see identity
		}
		key = ""
	}
	p := m.properties(b)
	if service != "" {
		own := iac.Policy{Owner: b.id, Kind: "resource", Service: service, Doc: p.Get(key), At: placeOf(b)}
		if n := p.Get("vpc_options"); service == "es" && n.Has() && n.Kind == iac.Map && n.Get("subnet_ids").Has() {
			own.Inside = "vpc_options"
		}
		if service == "es" {
			own.Asks = m.fineGrained(b)
		}
		m.sink.Policy(own)
	}
	_, rest, _ := strings.Cut(b.typ, "_")
	word, _, _ := strings.Cut(rest, "_")
	other := iac.Policy{Owner: b.id, Service: word, At: placeOf(b)}
	switch b.typ {
	case "aws_organizations_policy":
		other.Kind = "boundary"
	case "aws_vpc_endpoint_policy":
		other.Service = "vpce"
	}
	m.sink.OtherPolicies(other, p, key)
	// A policy of such a name that can't be told; that of a lifecycle is none of IAM.
	if n := p.Get("policy"); key == "" && n.Has() && (n.Kind == iac.Unknown || n.Kind == iac.Pattern) &&
		strings.HasSuffix(b.typ, "_policy") && !strings.Contains(b.typ, "lifecycle") {
		m.sink.Unresolved("iam.statement", b.id+"/policy", n.Why, m.at(b))
	}
}

// fineGrained tells what asks the users of a search domain for a password; its
// policy may be a resource of its own.
func (m *module) fineGrained(b *block) string {
	if domain, ok := strings.CutSuffix(b.typ, "_policy"); ok {
		if b, _ = m.refers(b, "domain_name", domain); b == nil {
			return ""
		}
	}
	return iac.FineGrained(m.properties(b).Get("advanced_security_options"), "enabled", "internal_user_database_enabled", "master_user_options", "master_user_arn", "anonymous_auth_enabled")
}

// permission reads aws_lambda_permission as the statement that AWS makes of it.
func (m *module) permission(b *block) {
	m.sink.Permission(b.id, placeOf(b), m.properties(b), iac.PermissionNames{
		Action: "action", Function: "function_name", Principal: "principal", SourceARN: "source_arn", SourceAccount: "source_account",
		Organization: "principal_org_id", URLAuth: "function_url_auth_type", ViaURL: "invoked_via_function_url",
	})
}
