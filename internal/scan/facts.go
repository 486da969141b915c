package scan

import (
	"context"
	"fmt"
	"os"

	"github.com/candor-dev/candor/internal/evidence"
)

// readEvidence reads the facts files. A collector whose run a file holds is
// not run again; a file that holds the whole tree replaces reading it.
func (s *state) readEvidence(context.Context) error {
	for _, name := range s.Evidence {
		f, err := readFacts(name)
		if err != nil {
			return &UsageError{fmt.Errorf("read facts %s: %w", name, err)}
		}
		for _, r := range f.Runs {
			if s.ran(r.ID) {
				return &UsageError{fmt.Errorf("read facts %s: an earlier --evidence file also holds the run of %q; give only one of them", name, r.ID)}
			}
		}
		if f.Header.Tree {
			s.file.Header, s.fromFile = f.Header, true
		}
		s.file.Runs = append(s.file.Runs, f.Runs...)
		s.file.Facts = append(s.file.Facts, f.Facts...)
		s.file.Results = append(s.file.Results, f.Results...)
		s.file.Rules = append(s.file.Rules, f.Rules...)
		s.file.Unread = append(s.file.Unread, f.Unread...)
		s.file.Waivers = append(s.file.Waivers, f.Waivers...)
		s.file.Notices = append(s.file.Notices, f.Notices...)
		s.file.Lines = append(s.file.Lines, f.Lines...)
		s.file.Items = append(s.file.Items, f.Items...)
		s.file.Manifests = append(s.file.Manifests, f.Manifests...)
	}
	sortFacts(s.file.Facts)
	return nil
}

func readFacts(name string) (*evidence.File, error) {
	r, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close() // read only: nothing can be lost
	return evidence.Read(r)
}
