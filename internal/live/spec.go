// Package live is what every collector of a live source shares: calls that are
// declared before they are made, items of evidence that say what each call gave,
// and the manifest of a run. It talks to nobody itself.
package live

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Spec declares one call. What a collector may do is the sum of its specs: the
// policy that it asks for, the page that documents it and the tests of its
// faults are made from them, so that none of the three can lag behind.
type Spec struct {
	ID  string // "s3.GetBucketEncryption": unique within the source
	Doc string // one sentence: what it is asked for
	// Needs are the permissions without which the call is refused.
	Needs []Permission
	// Absent are the codes of errors which say that the thing was looked for
	// and is certainly not there.
	Absent []string
	// Unsupported are the codes which say that the question makes no sense of
	// this thing (the rotation of an asymmetric key), or in this place.
	Unsupported []string
	// Kinds are the kinds of fact that are not whole without an answer.
	Kinds []string
	// Keeps are the parts of the answer that reach facts, for the documentation.
	Keeps []string
	// Redact are the parts of the answer that are taken out before it is hashed
	// or kept, as paths with * for any name or index: "Functions/*/Environment".
	Redact []string
	// Paged says that the answer comes in pages: it is a population, and it is
	// not complete before the last of them.
	Paged bool
	// TTL is how long the answer counts as evidence.
	TTL time.Duration
}

// Permission is one right that a call needs.
type Permission struct {
	Action string // "s3:GetEncryptionConfiguration", "administration:read"
	// Resources are the patterns that it can be limited to; empty where the
	// service knows no limit.
	Resources []string
}

// Check reports a spec that is not whole.
func (s *Spec) Check() error {
	switch {
	case s.ID == "" || s.Doc == "":
		return fmt.Errorf("spec %q: id and doc are required", s.ID)
	case len(s.Kinds) == 0:
		return fmt.Errorf("spec %s: it says of no kind of fact that it belongs to it", s.ID)
	case s.TTL <= 0:
		return fmt.Errorf("spec %s: it says not how long its answers count", s.ID)
	}
	for _, p := range s.Needs {
		if p.Action == "" {
			return fmt.Errorf("spec %s: a permission without a name", s.ID)
		}
	}
	for _, code := range s.Absent {
		if slices.Contains(s.Unsupported, code) {
			return fmt.Errorf("spec %s: %s means that the thing is not there, or that there is no such question, not both", s.ID, code)
		}
	}
	return nil
}

// CheckAll reports specs that are not whole, or that share an id.
func CheckAll(specs []Spec) error {
	var all []error
	seen := make(map[string]bool)
	for i := range specs {
		if err := specs[i].Check(); err != nil {
			all = append(all, err)
		}
		if seen[specs[i].ID] {
			all = append(all, fmt.Errorf("spec %s is there twice", specs[i].ID))
		}
		seen[specs[i].ID] = true
	}
	return errors.Join(all...)
}
