// Package roots lets a program that stands alone check certificates: where the
// system has no certificate authorities, as in an empty container, those of
// Mozilla's list take their place.
package roots

import (
	"crypto/x509"
	"fmt"
	"runtime/debug"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

const module = "golang.org/x/crypto/x509roots/fallback"

// Stand puts the list in place of the system's, where that is empty, and then
// says which list it is; else it does nothing and gives "". What the system
// holds always comes first: a company's own authority stands there, and one that
// was taken out is missed on purpose. Windows and macOS ask the system itself
// and are left alone. It is called once at the start of a command that connects,
// before the first connection: reading the list takes a few milliseconds that no
// other command should pay.
func Stand() (string, error) {
	system, err := x509.SystemCertPool()
	if err == nil && !system.Equal(x509.NewCertPool()) {
		return "", nil
	}
	pool := x509.NewCertPool()
	n := 0
	for c := range bundle.Roots() {
		cert, err := x509.ParseCertificate(c.Certificate)
		if err != nil {
			return "", fmt.Errorf("read the built-in certificate authorities: %w", err)
		}
		if c.Constraint != nil { // one that is trusted for a part of its certificates only
			pool.AddCertWithConstraint(cert, c.Constraint)
		} else {
			pool.AddCert(cert)
		}
		n++
	}
	x509.SetFallbackRoots(pool)
	return fmt.Sprintf("%d authorities of Mozilla's list%s", n, day()), nil
}

// day is when the list was made, as its version says, or "".
func day() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, d := range info.Deps {
		// v0.0.0-YYYYMMDDHHMMSS-COMMIT
		if d.Path == module && len(d.Version) > len("v0.0.0-20060102") {
			v := d.Version[len("v0.0.0-"):]
			return fmt.Sprintf(" of %s-%s-%s", v[:4], v[4:6], v[6:8])
		}
	}
	return ""
}
