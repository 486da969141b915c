// Package webhook signs and delivers the events that customers subscribe to.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex hmac-sha256>".
const SignatureHeader = "Ledgerline-Signature"

// Tolerance is how far the time of a signature may be off.
const Tolerance = 5 * time.Minute

// Sign returns the value of SignatureHeader for a body sent at that time.
func Sign(secret string, body []byte, at time.Time) string {
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac(secret, body, at.Unix())))
}

// Verify checks a signature as a receiver would; customers copy it from the docs.
func Verify(secret, header string, body []byte, now time.Time) error {
	ts, sig, ok := strings.Cut(header, ",")
	if !ok || !strings.HasPrefix(ts, "t=") || !strings.HasPrefix(sig, "v1=") {
		return errors.New("signature: malformed header")
	}
	sec, err := strconv.ParseInt(ts[len("t="):], 10, 64)
	if err != nil {
		return fmt.Errorf("signature: time: %w", err)
	}
	if d := now.Sub(time.Unix(sec, 0)); d > Tolerance || d < -Tolerance {
		return errors.New("signature: too old or from the future")
	}
	got, err := hex.DecodeString(sig[len("v1="):])
	if err != nil {
		return fmt.Errorf("signature: %w", err)
	}
	if !hmac.Equal(got, mac(secret, body, sec)) {
		return errors.New("signature: does not match")
	}
	return nil
}

func mac(secret string, body []byte, sec int64) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(strconv.AppendInt(nil, sec, 10)) // a hash never fails to write
	h.Write([]byte{'.'})
	h.Write(body)
	return h.Sum(nil)
}
