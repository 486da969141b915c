package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadMessage(t *testing.T) {
	two := "content-length: 3\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{} Content-Length:2\n\n[]"
	r := bufio.NewReader(strings.NewReader(two))
	for _, want := range []string{"{} ", "[]"} {
		if b, err := readMessage(r); err != nil || string(b) != want {
			t.Fatalf("%q, %v, want %q", b, err, want)
		}
	}
	if _, err := readMessage(r); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
	for in, want := range map[string]string{
		"Content-Length: 5\r\n\r\n{}":         "unexpected EOF",
		"Content-Length: 5\r\n":               "unexpected EOF",
		"Content-Le":                          "unexpected EOF",
		"Content-Length: -1\r\n\r\n":          "Content-Length \"-1\"",
		"Content-Length: 99999999999\r\n\r\n": "at most",
		"X: 1\r\n\r\n{}":                      "without Content-Length",
		strings.Repeat("x", maxHeader+2):      "longer than",
	} {
		if _, err := readMessage(bufio.NewReader(strings.NewReader(in))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %s", in, err, want)
		}
	}
}

// Whatever comes, nothing panics, and what is written can be read again.
func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 2\n\n{}Content-Length: 4\r\n\r\nnull"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		for {
			b, err := readMessage(r)
			if err != nil {
				return
			}
			if !json.Valid(b) {
				continue
			}
			var out bytes.Buffer
			if err := (codec{}).WriteObject(&out, json.RawMessage(b)); err != nil {
				t.Fatal(err)
			}
			var again json.RawMessage
			if err := (codec{}).ReadObject(bufio.NewReader(&out), &again); err != nil {
				t.Fatal(err)
			}
		}
	})
}
