package main

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// disputesCSV names the labels that are not followed: a part of the check's
// name, of the path and of the resource, and why. A blank after the name of a
// check is its end. These rows are counted both ways.
//
//go:embed disputes.csv
var disputesCSV string

func readDisputes(text string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[1:], nil
}

// dispute says why a label is not followed, or "". said is what the rule says.
func dispute(list [][]string, r label, said string) string {
	if strings.Contains(said, "the module ") && strings.Contains(said, "is not in the tree") {
		return "a module from elsewhere makes the resources"
	}
	for _, d := range list {
		if strings.Contains(r.Check+" ", d[0]) && strings.Contains(r.Path, d[1]) && strings.Contains(r.Resource, d[2]) {
			return d[3]
		}
	}
	return ""
}
