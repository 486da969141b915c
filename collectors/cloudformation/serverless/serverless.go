// Package serverless turns a service of the Serverless Framework into the
// CloudFormation template that the framework makes of it, as far as that says
// what is granted, stored and reachable. Every value keeps its line.
package serverless

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// TextTag marks a text with variables that only a deployment fills in. Each
// stands as "${name}". DefaultTag marks a text that a variable's default gives;
// its LineComment names the variable.
const (
	TextTag    = "!ServerlessText"
	DefaultTag = "!ServerlessDefault"
)

// Problem is a part of a service that its template does not say.
type Problem struct {
	At          *yaml.Node
	Reason      string
	Unsupported bool // candor does not read it at all
}

// Is reports whether a document is a service of the framework.
func Is(root *yaml.Node) bool {
	return get(root, "service") != nil && get(root, "provider") != nil
}

// Template gives the template of a service, or nil and why there is none.
// exists tells whether a file is in the tree, by its path from that of the service.
func Template(root *yaml.Node, exists func(name string) bool) (*yaml.Node, []Problem) {
	s := &service{vars: variables{root: root, left: maxSteps}, exists: exists}
	s.root = s.vars.tree(root, 0)
	provider := get(s.root, "provider")
	name := get(provider, "name")
	if name == nil && provider.Kind == yaml.ScalarNode {
		name = provider
	}
	if name == nil || name.Value != "aws" {
		return nil, []Problem{{provider, "candor reads services of the Serverless Framework on AWS alone", true}}
	}
	s.resources = mapping(root)
	s.own()
	s.functions()
	s.role()
	out := mapping(root, "Resources", s.resources)
	for _, key := range []string{"Parameters", "Mappings", "Conditions"} {
		if n := get(get(s.root, "resources"), key); n != nil {
			put(out, key, n)
		}
	}
	return out, s.problems
}

type service struct {
	root      *yaml.Node
	vars      variables
	exists    func(string) bool
	resources *yaml.Node
	problems  []Problem
	polled    []*yaml.Node // statements for what functions poll
}

func (s *service) problem(at *yaml.Node, reason string) {
	s.problems = append(s.problems, Problem{At: at, Reason: reason + " can't be told"})
}

// own takes over the resources that the service writes as CloudFormation.
func (s *service) own() {
	section := get(s.root, "resources")
	if section == nil {
		return
	}
	parts := []*yaml.Node{section}
	if section.Kind == yaml.SequenceNode {
		parts = section.Content
	}
	for _, p := range parts {
		if p.Kind == yaml.ScalarNode {
			// A template of its own in the tree is read under its own name.
			if name := fileOf(p.Value); name == "" || !s.exists(name) {
				s.problem(p, "resources that a variable brings in")
			}
			continue
		}
		res := get(p, "Resources")
		if res != nil && res.Kind != yaml.MappingNode {
			if name := fileOf(res.Value); name == "" || !s.exists(name) {
				s.problem(res, "resources that a variable brings in")
			}
			continue
		}
		each(res, func(k, v *yaml.Node) { s.resources.Content = append(s.resources.Content, k, v) })
		if ext := get(p, "extensions"); ext != nil {
			s.problem(ext, "extensions, which change resources that the framework makes")
		}
	}
}

// functions adds the functions and their addresses.
func (s *service) functions() {
	section := get(s.root, "functions")
	if section == nil {
		return
	}
	parts := []*yaml.Node{section}
	if section.Kind == yaml.SequenceNode {
		parts = section.Content
	}
	for _, p := range parts {
		if p.Kind != yaml.MappingNode {
			s.problem(p, "functions that a variable brings in")
			continue
		}
		each(p, s.function)
	}
}

func (s *service) function(key, f *yaml.Node) {
	if f.Kind != yaml.MappingNode {
		s.problem(key, "a function that a variable brings in")
		return
	}
	id := normal(key.Value)
	props := mapping(key)
	for _, k := range [][2]string{{"name", "FunctionName"}, {"kmsKeyArn", "KmsKeyArn"}} {
		if n := get(f, k[0]); n != nil {
			put(props, k[1], n)
		}
	}
	env := mapping(key)
	for _, n := range []*yaml.Node{get(get(s.root, "provider"), "environment"), get(f, "environment")} {
		each(n, func(k, v *yaml.Node) { put(env, k.Value, v) })
	}
	if len(env.Content) > 0 {
		put(props, "Environment", mapping(key, "Variables", env))
	}
	s.add(key, id+"LambdaFunction", "AWS::Lambda::Function", props)
	if url := get(f, "url"); url != nil && url.Value != "false" {
		s.url(url, id)
	}
	statements := get(f, "iamRoleStatements")
	if statements == nil {
		return
	}
	list := sequence(statements)
	s.statements(list, statements)
	if inherit := get(f, "iamRoleStatementsInherit"); inherit != nil && inherit.Value != "false" {
		s.statements(list, s.granted())
	}
	s.logs(list, key)
	s.add(key, id+"IamRoleLambdaExecution", "AWS::IAM::Role", roleOf(key, list, nil))
}

// url adds the address of a function: anyone may call it unless it names the
// authorizer aws_iam.
func (s *service) url(url *yaml.Node, id string) {
	auth := scalar(url, "NONE")
	if url.Kind == yaml.ScalarNode && url.Value != "true" {
		auth = scalar(url, "${url}")
		auth.Tag = TextTag
	}
	if a := get(url, "authorizer"); a != nil {
		switch {
		case a.Tag == TextTag || strings.Contains(a.Value, "${"):
			auth = a
		case a.Value == "aws_iam":
			auth = scalar(a, "AWS_IAM")
			if a.Tag == DefaultTag {
				auth.Tag, auth.LineComment = a.Tag, a.LineComment
			}
		default:
			auth = scalar(a, "NONE")
		}
	}
	s.add(url, id+"LambdaFunctionUrl", "AWS::Lambda::Url", mapping(url, "AuthType", auth))
}

// granted is what the provider's section grants the common role.
func (s *service) granted() *yaml.Node {
	p := get(s.root, "provider")
	if n := get(get(get(p, "iam"), "role"), "statements"); n != nil {
		return n
	}
	return get(p, "iamRoleStatements")
}

// role adds the role that functions share.
func (s *service) role() {
	p := get(s.root, "provider")
	role := get(get(p, "iam"), "role")
	if get(p, "role") != nil || role != nil && (role.Kind == yaml.ScalarNode || taggedCall(role)) {
		return // one that stands elsewhere
	}
	shared, at := false, p
	for _, part := range flat(get(s.root, "functions")) {
		each(part, func(k, f *yaml.Node) {
			if get(f, "role") == nil && get(f, "iamRoleStatements") == nil {
				shared = true
				s.events(f)
			}
		})
	}
	granted := s.granted()
	if granted != nil {
		at = granted
	}
	if !shared && granted == nil {
		return
	}
	list := sequence(at)
	s.statements(list, granted)
	list.Content = append(list.Content, s.polled...)
	s.logs(list, at)
	managed := get(role, "managedPolicies")
	if managed == nil {
		managed = get(p, "iamManagedPolicies")
	}
	s.add(at, "IamRoleLambdaExecution", "AWS::IAM::Role", roleOf(at, list, managed))
}

func (s *service) add(at *yaml.Node, id, typ string, props *yaml.Node) {
	put(s.resources, id, mapping(at, "Type", scalar(at, typ), "Properties", props))
	key := s.resources.Content[len(s.resources.Content)-2]
	key.Line, key.Column = at.Line, at.Column
}
