package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	maxMessage = 64 << 20 // bytes of one message: twice the largest file that is read
	maxHeader  = 8 << 10  // bytes of one line of a header
)

// codec frames messages as the protocol's base part says. Unlike the codec of
// the JSON-RPC library it bounds what it reads, takes header names in any case,
// and reads a message to its end, so that white space behind the JSON does not
// spoil the next one.
type codec struct{}

// WriteObject writes one message.
func (codec) WriteObject(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Content-Length: %d\r\n\r\n%s", len(b), b)
	return err
}

// ReadObject reads one message into v.
func (codec) ReadObject(r *bufio.Reader, v any) error {
	b, err := readMessage(r)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	length := -1
	for first := true; ; first = false {
		line, err := headerLine(r)
		if err != nil {
			if !first && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n > maxMessage {
			return nil, fmt.Errorf("a message with Content-Length %q; at most %d bytes are read", strings.TrimSpace(value), maxMessage)
		}
		length = n
	}
	if length < 0 {
		return nil, errors.New("a message without Content-Length")
	}
	// A length is a promise: room is made as the bytes come.
	b, err := io.ReadAll(io.LimitReader(r, int64(length)))
	if err == nil && len(b) < length {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// headerLine reads up to a line feed and returns the line without its end.
func headerLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for b.Len() <= maxHeader {
		c, err := r.ReadByte()
		if err != nil {
			if b.Len() > 0 && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
		if c == '\n' {
			return strings.TrimSuffix(b.String(), "\r"), nil
		}
		b.WriteByte(c)
	}
	return "", fmt.Errorf("a header line longer than %d bytes", maxHeader)
}
