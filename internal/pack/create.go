package pack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/signkey"
	"github.com/candor-dev/candor/internal/translog"
)

// Part is a file to put into a pack.
type Part struct {
	Name string // lower-case, with slashes
	Body []byte
}

// Create logs a run and makes its pack. m holds what the run says of itself; the
// files, the key and the place in the log are filled in. The log is written
// first: a run without a pack can be seen, a pack without a run is worth nothing.
func Create(m Manifest, parts []Part, e translog.Entry, log *translog.Writer, key *signkey.Private) ([]byte, *Manifest, *translog.Entry, error) {
	previous, err := log.Head(log.Len())
	if err != nil {
		return nil, nil, nil, err
	}
	m.Schema, m.ChunkSize, m.Key, m.Run, m.Previous = Schema, chunkSize, newKey(&key.Public), log.Len()+1, previous
	if m.Incomplete == nil {
		m.Incomplete = []string{}
	}
	if m.Skip == nil {
		m.Skip = []string{}
	}
	if m.Rules == nil {
		m.Rules = []string{}
	}
	m.Files = []File{}
	var files []content
	for _, p := range parts {
		if slices.Contains([]string{ManifestName, EnvelopeName, RunsName, CheckpointName}, p.Name) {
			return nil, nil, nil, fmt.Errorf("a pack has its own %s", p.Name)
		}
		files = append(files, content{p.Name, p.Body})
		m.Files = append(m.Files, newFile(p.Name, p.Body))
	}
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	manifest, err := canonical(m)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("write the manifest: %w", err)
	}
	if _, err := parseManifest(manifest); err != nil {
		return nil, nil, nil, fmt.Errorf("write the manifest: %w", err)
	}
	sealed, err := seal(manifest, &m, key)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("sign the manifest: %w", err)
	}
	// Whether all of it fits is known before the log says that there is a pack.
	files = append(files, content{ManifestName, manifest}, content{EnvelopeName, sealed})
	sortContents(files)
	if _, err := writeArchive(files); err != nil {
		return nil, nil, nil, err
	}
	e.Manifest = digest(manifest)
	done, cp, err := log.Add(e)
	if err != nil {
		return nil, nil, nil, err
	}
	files = append(files, content{RunsName, log.Text()}, content{CheckpointName, cp.Note})
	sortContents(files)
	b, err := writeArchive(files)
	if err != nil {
		return nil, nil, nil, err
	}
	return b, &m, done, nil
}
