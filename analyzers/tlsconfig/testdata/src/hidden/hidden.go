// Package hidden sets the fields of a configuration in ways that a reader overlooks.
package hidden

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"reflect"

	"google.golang.org/grpc/credentials/insecure"
)

func low(p *uint16) { *p = 0x0301 }

func unknownAddress(c *tls.Config) { low(&c.MinVersion) }

func unknownReflected(c *tls.Config) {
	reflect.ValueOf(c).Elem().FieldByName("InsecureSkipVerify").SetBool(true)
}

func unknownDecoded(b []byte, c *tls.Config) error { return json.Unmarshal(b, c) }

func unknownComputed(c *tls.Config) { c.MinVersion -= 1 }

func parse(s string) (uint16, error) { return 0, nil }

func unknownParsed(c *tls.Config, s string) (err error) {
	c.MinVersion, err = parse(s)
	return err
}

func unknownPlaintext() any { return insecure.NewCredentials() }

func passNew() *tls.Config { return new(tls.Config) }

func passZero() *tls.Config {
	var c tls.Config
	return &c
}

func newest() *tls.Config {
	return &tls.Config{MaxVersion: tls.VersionTLS12}
}

func neverNew() *tls.Config {
	return &tls.Config{MaxVersion: 0x0301, InsecureSkipVerify: true} // want `speaks nothing newer than 0x0301, and does not check the certificate of the other side`
}

type embeds struct{ *tls.Config }

func embedded(e embeds) {
	e.InsecureSkipVerify = true // want `does not check the certificate`
}

type renamed tls.Config

func converted() *tls.Config {
	c := renamed{InsecureSkipVerify: true} // want `does not check the certificate`
	d := tls.Config(c)
	return &d
}

func inTransport(t *http.Transport) {
	t.TLSClientConfig.MaxVersion = 0x0302 // want `speaks nothing newer than 0x0302`
}
