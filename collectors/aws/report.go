package aws

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"time"
)

// user is a row of the credential report.
type user struct {
	name  string
	value map[string]any
}

// readReport reads the credential report, a table in CSV. What a row does not
// tell is nil, never false.
func readReport(text string, now time.Time) ([]user, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.New("no table")
	}
	col := make(map[string]int)
	for i, name := range rows[0] {
		col[name] = i
	}
	for _, need := range []string{"user", "password_enabled", "mfa_active", "access_key_1_active", "access_key_1_last_rotated", "access_key_2_active", "access_key_2_last_rotated"} {
		if _, ok := col[need]; !ok {
			return nil, fmt.Errorf("it has no column %s", need)
		}
	}
	if len(rows) == 1 {
		return nil, errors.New("it has no rows, not even that of the root user")
	}
	var out []user
	for n, row := range rows[1:] {
		get := func(name string) string {
			if i, ok := col[name]; ok && i < len(row) {
				return row[i]
			}
			return ""
		}
		name := get("user")
		if name == "" || len(row) != len(rows[0]) {
			return nil, fmt.Errorf("row %d is not whole", n+2)
		}
		root := name == "<root_account>"
		if root {
			name = "root user"
		}
		keys := []any{}
		for _, k := range []string{"1", "2"} {
			active := truth(get("access_key_" + k + "_active"))
			if active == false {
				continue
			}
			keys = append(keys, map[string]any{
				"n": k, "active": active,
				"age":    age(get("access_key_"+k+"_last_rotated"), now),
				"unused": age(get("access_key_"+k+"_last_used_date"), now),
			})
		}
		out = append(out, user{name, map[string]any{
			"root": root, "password": truth(get("password_enabled")), "mfa": truth(get("mfa_active")), "keys": keys,
			"password_unused": age(get("password_last_used"), now), "created": age(get("user_creation_time"), now),
		}})
	}
	return out, nil
}

// truth is a truth of the report; nil for what it does not tell.
func truth(s string) any {
	switch strings.ToLower(s) {
	case "true":
		return true
	case "false":
		return false
	}
	return nil
}

// age is how many whole days ago a time of the report is; nil for none.
func age(s string, now time.Time) any {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.After(now.Add(day)) {
		return nil
	}
	return max(0, int(now.Sub(t)/day))
}
