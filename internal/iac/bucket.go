package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// BucketArgs is where a format writes the encryption of a bucket.
type BucketArgs struct {
	Type, Subject           string
	At                      Place
	Location                candor.Location
	Configured              *Node // nil when nothing is written
	Rules                   *Node
	Default, Algorithm, Key string
}

// Bucket emits the encryption of an S3 bucket: S3 encrypts every new object
// since 5 January 2023 whatever is written, so only the key is open.
func Bucket(s *Sink, a BucketArgs) {
	const why = "S3 encrypts new objects by default since 5 January 2023"
	encrypted := Platform(true, why, a.At)
	var key *Node
	if !a.Configured.Has() {
		s.Store(a.Type, "s3", a.Subject, a.Location, encrypted, nil)
		return
	}
	rules := a.Rules.List()
	for _, r := range rules {
		def := r.Get(a.Default)
		algorithm := def.Get(a.Algorithm)
		if !algorithm.Has() {
			continue
		}
		if alg, ok := algorithm.Str(); ok {
			if alg != "AES256" && !strings.HasPrefix(alg, "aws:") {
				encrypted = Hidden(alg+" is no algorithm of S3: such a template is refused", algorithm.At)
				continue
			}
			encrypted = &Node{Kind: Scalar, V: true, From: algorithm.From, Why: algorithm.Why, At: algorithm.At}
			if !strings.HasPrefix(alg, "aws:kms") {
				continue
			}
			key = def.Get(a.Key)
			if !key.Has() {
				key = Platform("alias/aws/s3", "key of the service", algorithm.At)
			}
			continue
		}
		key = Hidden("the algorithm can't be told", algorithm.At)
	}
	if len(rules) == 0 || a.Configured.Kind != Map {
		key = Hidden("the encryption of the bucket can't be told in full", a.Configured.At)
	}
	s.Store(a.Type, "s3", a.Subject, a.Location, encrypted, key)
}
