package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

// long is the length of a statement that nobody copies by accident or in part: one
// that reads many services. It is left out.
const long = 100

// copies makes the list of the statements that others may copy, of the embedded
// archive of managed policies.
func copies(string) ([]byte, error) {
	m, err := iamdata.OpenManaged()
	if err != nil {
		return nil, err
	}
	var lines []string
	for name, trusts := range iamdata.Copyable() {
		p, ok, err := m.Policy(name)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("AWS keeps no policy %s", name)
		}
		var doc struct {
			Statement []struct {
				Effect           string
				Action, Resource any
				Condition        any
			}
		}
		if err := json.Unmarshal([]byte(p.JSON), &doc); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, st := range doc.Statement {
			if everywhere := texts(st.Resource); st.Effect != "Allow" || st.Condition != nil || len(everywhere) != 1 || everywhere[0] != "*" {
				continue
			}
			all := texts(st.Action)
			doing := slices.ContainsFunc(all, func(a string) bool {
				service, action, _ := strings.Cut(a, ":")
				return action != "*" && !iamdata.ReadsByName(service, action)
			})
			if doing && len(all) <= long {
				lines = append(lines, p.Path+p.Name+"\t"+strings.Join(trusts, " ")+"\t"+strings.Join(all, " ")+"\n")
			}
		}
	}
	sort.Strings(lines)
	return []byte(strings.Join(lines, "")), nil
}

// texts are the texts of a value that is one or a list of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
