package tls

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// trust is how a chain leads to roots.
type trust string

const (
	trusted       trust = "ok"
	incomplete    trust = "incomplete"  // the issuer of the leaf is neither sent nor a root
	selfSigned    trust = "self_signed" // the leaf signed itself
	untrustedRoot trust = "untrusted_root"
	weakSignature trust = "weak_signature" // a signature on the way is too weak to be believed
	otherFault    trust = "other"
	notJudged     trust = "unknown" // there are no roots, or what candor can't check
)

// maxChain is the most certificates that are looked at.
const maxChain = 20

// chainFact is what was seen of the certificates of one address.
type chainFact struct {
	chain     []*x509.Certificate
	missing   string // why there is none
	nameOK    bool
	nameWhy   string
	system    trust
	systemWhy string
	custom    trust // empty: the user gave no roots
	customWhy string
}

// chain judges what the control handshake showed or, where that failed, what
// came with an older exchange. Whether it is good enough is for a rule to say.
func (p *prober) chain(r *result) *chainFact {
	f := &chainFact{chain: r.first.chain}
	switch {
	case r.unreachable != "":
		f.missing = r.unreachable
	case r.off != "":
		f.missing = r.off
	case len(f.chain) == 0:
		f.missing = "the handshake did not come as far as the certificate: " + r.first.how
	}
	if n := len(f.chain); n > maxChain {
		f.missing = fmt.Sprintf("the server sends %d certificates; the limit is %d", n, maxChain)
	}
	if f.missing != "" {
		return f
	}
	leaf := f.chain[0]
	if err := leaf.VerifyHostname(p.target.Host); err != nil {
		f.nameWhy = err.Error()
	} else {
		f.nameOK = true
	}
	f.system, f.systemWhy = verify(f.chain, p.System, p.Now)
	if p.Roots != nil {
		f.custom, f.customWhy = verify(f.chain, p.Roots, p.Now)
	}
	return f
}

// verify says how a chain leads to roots. Whether it is still valid is another
// question: a leaf that has lapsed is looked at as of its last day.
func verify(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) (trust, string) {
	if roots == nil || roots.Equal(x509.NewCertPool()) {
		return notJudged, "this machine has no roots"
	}
	leaf := chain[0]
	at := now
	if at.After(leaf.NotAfter) {
		at = leaf.NotAfter
	}
	if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	if err == nil {
		return trusted, ""
	}
	for _, c := range chain {
		if weak(c.SignatureAlgorithm) && !bytes.Equal(c.RawSubject, c.RawIssuer) {
			return weakSignature, "a certificate is signed with " + c.SignatureAlgorithm.String() + ", which is not believed"
		}
	}
	var critical x509.UnhandledCriticalExtension
	var system x509.SystemRootsError
	if errors.As(err, &critical) || errors.As(err, &system) {
		return notJudged, err.Error()
	}
	for _, c := range chain {
		if c.SignatureAlgorithm == x509.UnknownSignatureAlgorithm || c.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm {
			return notJudged, "a certificate uses an algorithm that candor can't check"
		}
	}
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		return otherFault, err.Error()
	}
	top, steps := climb(chain)
	switch {
	case bytes.Equal(top.RawSubject, top.RawIssuer) && steps == 0:
		return selfSigned, "the certificate signed itself"
	case steps == 0:
		return incomplete, "its issuer, " + top.Issuer.String() + ", is neither sent nor among the roots"
	}
	return untrustedRoot, "the chain ends at " + top.Subject.String() + ", whose issuer is not among the roots"
}

// climb follows the issuers among the certificates that were sent.
func climb(chain []*x509.Certificate) (top *x509.Certificate, steps int) {
	top = chain[0]
	for range chain {
		next := (*x509.Certificate)(nil)
		for _, c := range chain[1:] {
			if c != top && bytes.Equal(c.RawSubject, top.RawIssuer) && (len(top.AuthorityKeyId) == 0 || len(c.SubjectKeyId) == 0 || bytes.Equal(top.AuthorityKeyId, c.SubjectKeyId)) {
				next = c
			}
		}
		if next == nil || bytes.Equal(top.RawSubject, top.RawIssuer) {
			break
		}
		top = next
		steps++
	}
	return top, steps
}

func weak(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// describe is one certificate as a part of a fact.
func describe(c *x509.Certificate) map[string]any {
	alg, bits := keyOf(c)
	sum := sha256.Sum256(c.Raw)
	var names []any
	for _, n := range c.DNSNames {
		names = append(names, n)
	}
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) > 100 {
		names = names[:100]
	}
	return map[string]any{
		"sha256": hex.EncodeToString(sum[:]), "subject": c.Subject.String(), "issuer": c.Issuer.String(),
		"not_before": c.NotBefore.UTC().Format(time.RFC3339), "not_after": c.NotAfter.UTC().Format(time.RFC3339),
		"signature": c.SignatureAlgorithm.String(), "weak_signature": weak(c.SignatureAlgorithm),
		"signature_known": c.SignatureAlgorithm != x509.UnknownSignatureAlgorithm,
		"self_issued":     bytes.Equal(c.RawSubject, c.RawIssuer),
		"key":             alg, "bits": bits, "names": names, "ca": c.IsCA,
		"subject_key": hex.EncodeToString(c.SubjectKeyId), "authority_key": hex.EncodeToString(c.AuthorityKeyId),
	}
}

// keyOf is the kind and size of the key, in bits; 0 is not known.
func keyOf(c *x509.Certificate) (string, int) {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "rsa", k.N.BitLen()
	case *ecdsa.PublicKey:
		return "ecdsa", k.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "ed25519", 256
	}
	return strings.ToLower(c.PublicKeyAlgorithm.String()), 0
}
