package configurable

import "crypto/tls"

var versions = map[string]uint16{"1.0": tls.VersionTLS10, "1.2": tls.VersionTLS12}

func config(name string) *tls.Config {
	return &tls.Config{MinVersion: versions[name]} // want `takes its minimum from versions\[name\], which can be set to tls.VersionTLS10`
}
