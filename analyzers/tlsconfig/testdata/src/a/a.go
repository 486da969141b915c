package a

import (
	"crypto/tls"
	"crypto/x509"
)

var shared = &tls.Config{MinVersion: tls.VersionTLS11} // want `a.shared accepts tls.VersionTLS11`

func literals(skip bool, v uint16) []*tls.Config {
	return []*tls.Config{
		{MinVersion: tls.VersionTLS12},
		{MinVersion: tls.VersionTLS13, InsecureSkipVerify: false},
		{},
		{MinVersion: 0x0301}, // want `accepts 0x0301`
		{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}, // want `does not check the certificate`
		{InsecureSkipVerify: true, VerifyConnection: func(tls.ConnectionState) error { return nil }},
		{InsecureSkipVerify: skip},
	}
}

func assigned(c *tls.Config) {
	c.InsecureSkipVerify = true // want `does not check`
	c.MinVersion = tls.VersionTLS12
	c.RootCAs = x509.NewCertPool()
	c.MinVersion = tls.VersionTLS10 // want `accepts tls.VersionTLS10`
}

type other struct{ MinVersion uint16 }

var elsewhere = other{MinVersion: 1}
