package iac

import "strings"

// Kept emits a part of a resource that is encrypted whatever is written. own is
// the alias of the key that the service keeps in the customer's account, empty
// when it is one that nobody sees.
func (s *Sink) Kept(r Owner, service, why string, key *Node, own string) {
	if v, ok := key.Str(); ok && v == "" {
		key = nil // an empty key is none
	}
	if !key.Has() && own != "" {
		key = ServiceKey(own, r.At)
	}
	s.storing(r, service, Platform(true, why, r.At), key)
}

// Object emits an object of S3 that the sources put into a bucket, if it says
// something for itself: the rest is its bucket's.
func (s *Sink) Object(r Owner, algorithm, key *Node) {
	kind, ok := algorithm.Str()
	switch {
	case key.Has():
		s.storing(r, "s3", &Node{Kind: Scalar, V: true, From: "literal", Why: "a key is named", At: key.At}, key)
	case !algorithm.Has():
	case !ok:
		s.storing(r, "s3", Platform(true, "S3 encrypts new objects by default since 5 January 2023", r.At), untold("the algorithm", algorithm, r.At))
	case strings.HasPrefix(kind, "aws:kms"):
		s.storing(r, "s3", told(true, algorithm), ServiceKey("aws/s3", algorithm.At))
	default:
		s.storing(r, "s3", told(true, algorithm), nil)
	}
}

// Parameter emits a parameter of Systems Manager that holds a secret.
func (s *Sink) Parameter(r Owner, kind, key *Node) {
	encrypted := untold("the type", kind, r.At)
	if _, ok := kind.Str(); ok {
		encrypted = told(true, kind)
	}
	if !key.Has() {
		key = ServiceKey("aws/ssm", r.At)
	}
	s.storing(r, "ssm", encrypted, key)
}

// Lustre emits a file system of FSx. One that is made to last has a key of the
// account when none is named, a scratch one has a key of FSx alone.
func (s *Sink) Lustre(r Owner, deployment, key *Node) {
	kind, ok := deployment.Str()
	switch {
	case key.Has():
	case !ok:
		key = untold("the key of the file system", deployment, r.At)
	case strings.HasPrefix(kind, "PERSISTENT"):
		key = ServiceKey("aws/fsx", r.At)
	}
	s.storing(r, "fsx", Platform(true, "FSx encrypts every file system at rest", r.At), key)
}

// Messages emits a broker of Amazon MQ. owned says that MQ keeps the key to
// itself, which it does when nothing is written; else the key is one of KMS.
func (s *Sink) Messages(r Owner, owned, key *Node) {
	const why = "Amazon MQ encrypts every broker at rest"
	encrypted := Platform(true, why, r.At)
	v, ok := owned.Bool()
	if owned.Has() && ok {
		encrypted = told(true, owned)
		encrypted.Why = why
	}
	switch {
	case key.Has():
	case owned.Has() && !ok:
		key = untold("whose key it is", owned, owned.At)
	case owned.Has() && !v:
		key = ServiceKey("aws/mq", owned.At)
	}
	s.storing(r, "mq", encrypted, key)
}
