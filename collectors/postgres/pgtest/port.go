//go:build unix

package pgtest

import (
	"net"
	"strconv"
	"testing"
)

// freePort finds a port that nobody listens on at this moment.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it only held the port
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
