package main

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// peersCSV says what checks of other tools ask, in the words of our rules: the
// check's name, its control, and what it asks. "on", "kms" and "customer-key"
// are strengths of encryption at rest; "none" (any), "1.0" and "1.2" are the
// oldest version of TLS, "nodes" is traffic within a service; "endpoint", "egress", "ingress:PORT", "ingress:any" and "ingress:all" are
// about networks; "flags:" and "acl:" about buckets; "services:" about whole
// services. part is the end of the subject that the check is about, and also are
// its further names.
//
//go:embed peers.csv
var peersCSV string

func readPeers(text string) (map[string]*intent, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	out := make(map[string]*intent)
	for i, r := range rows {
		if i == 0 {
			continue
		}
		check, control, asks, part := r[0], r[1], r[2], r[3]
		in, err := asked(control, asks)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", check, err)
		}
		in.part = part
		tool, _, _ := strings.Cut(check, ":")
		for _, name := range append(strings.Fields(r[4]), check) {
			if !strings.Contains(name, ":") {
				name = tool + ":" + name
			}
			if out[plain(name)] != nil {
				return nil, errors.New(name + " stands twice")
			}
			out[plain(name)] = in
		}
	}
	return out, nil
}

// plain is the name of a check without its spelling.
func plain(check string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ':' {
			return unicode.ToLower(r)
		}
		return -1
	}, check)
}

func asked(control, asks string) (*intent, error) {
	kind, list, _ := strings.Cut(asks, ":")
	var words []any
	for _, w := range strings.Fields(list) {
		words = append(words, w)
	}
	switch control {
	case "crypto.at-rest":
		return &intent{rule: "crypto/at-rest", with: map[string]any{"require": asks}, both: true}, nil
	case "tls.transit":
		return transit(asks), nil
	case "tls.bucket-policy":
		return &intent{rule: "tls/bucket-transport"}, nil
	case "policy.public-principal":
		return &intent{rule: "iam/public-resource"}, nil
	case "lambda.public-permission":
		return &intent{rule: "lambda/permission"}, nil
	case "iam.wildcard-resource":
		return &intent{rule: "iam/wildcard-resource", also: "iam/admin-wildcard"}, nil
	case "iam.admin-wildcard":
		in := &intent{rule: "iam/admin-wildcard"}
		if kind == "services" {
			in.with = map[string]any{"services": words}
		}
		return in, nil
	}
	switch kind {
	case "flags":
		return &intent{rule: "s3/public-access", with: map[string]any{"flags": words}, both: true}, nil
	case "acl":
		return &intent{rule: "s3/public-acl", with: map[string]any{"acls": words}}, nil
	case "endpoint":
		return &intent{rule: "network/public-endpoint", with: map[string]any{"allow": []any{}}}, nil
	case "egress":
		return &intent{rule: "network/open-egress"}, nil
	case "ingress":
		in := &intent{rule: "network/open-ingress"}
		var ports []any
		for _, w := range strings.Fields(list) {
			switch n, err := strconv.Atoi(w); {
			case err == nil:
				ports = append(ports, n)
			case w == "all": // one that nothing else would open
				ports = append(ports, 59999)
			}
		}
		if len(ports) > 0 || list == "any" {
			if ports == nil {
				ports = []any{}
			}
			in.with = map[string]any{"ports": ports}
		}
		return in, nil
	}
	return nil, errors.New("nothing is meant by " + asks)
}

func transit(least string) *intent {
	if least == "nodes" {
		return &intent{rule: "tls/node-traffic"}
	}
	return &intent{rule: "tls/minimum-version", with: map[string]any{"min": least}}
}
