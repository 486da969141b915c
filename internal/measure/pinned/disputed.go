package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// disputedRows are the labels that candor disagrees with after they were read
// by eye, each with the reason.
//
//go:embed disputed.csv
var disputedRows string

// disputes gives the reason of each row of such a list, by its place.
func disputes(list io.Reader) (map[string]string, error) {
	rows, err := csv.NewReader(list).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("the list of disputed labels: %w", err)
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows[1:] {
		line, _ := strconv.Atoi(r[2]) // none: the whole file
		out[placeOf(r[0], r[1], line)] = r[3]
	}
	return out, nil
}

func placeOf(repo, path string, line int) string {
	return strings.Join([]string{repo, path, strconv.Itoa(line)}, "\x00")
}
