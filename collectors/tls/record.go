package tls

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// The most that is read of one answer, in bytes and in records.
const (
	maxAnswer  = 160 << 10
	maxRecords = 200
	maxRecord  = 16<<10 + 2048
)

// The types of records.
const (
	recordAlert     = 21
	recordHandshake = 22
)

// recordReader takes records apart and puts handshake messages together. It
// reads no more than it may, whatever the server sends.
type recordReader struct {
	r       io.Reader
	left    int // bytes
	records int
	buf     []byte // of handshake messages
	warning byte
}

func newRecordReader(r io.Reader) *recordReader {
	return &recordReader{r: r, left: maxAnswer, records: maxRecords}
}

// full reads all of b. The answer says why it can't, and is nil when it can.
func (rr *recordReader) full(b []byte) *answer {
	if len(b) > rr.left {
		return &answer{kind: gotBroken, why: fmt.Sprintf("more than %d KiB without an end", maxAnswer>>10)}
	}
	n, err := io.ReadFull(rr.r, b)
	rr.left -= n
	if err == nil {
		return nil
	}
	a := lost(err)
	if n > 0 && a.kind == gotClose {
		return &answer{kind: gotBroken, why: fmt.Sprintf("closed after %d of %d bytes", n, len(b))}
	}
	return &a
}

// lost is the answer of a connection that is gone.
func lost(err error) answer {
	var ne net.Error
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		return answer{kind: gotTimeout}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return answer{kind: gotClose}
	}
	return answer{kind: gotBroken, why: plain(err)}
}

// record reads one record. Warnings are passed over and remembered.
func (rr *recordReader) record() (typ byte, body []byte, bad *answer) {
	for ; rr.records > 0; rr.records-- {
		var head [5]byte
		if a := rr.full(head[:1]); a != nil {
			return 0, nil, rr.with(a)
		}
		if head[0] < 20 || head[0] > 24 {
			return 0, nil, rr.notTLS(head[:1])
		}
		if a := rr.full(head[1:]); a != nil {
			return 0, nil, rr.with(a)
		}
		size := int(head[3])<<8 | int(head[4])
		if head[1] != 3 || head[2] > 4 || size == 0 || size > maxRecord {
			return 0, nil, &answer{kind: gotBroken, why: fmt.Sprintf("a record that begins with % x", head)}
		}
		body = make([]byte, size)
		if a := rr.full(body); a != nil {
			return 0, nil, rr.with(a)
		}
		if head[0] != recordAlert {
			rr.records--
			return head[0], body, nil
		}
		switch {
		case size != 2 || body[0] != 1 && body[0] != 2:
			return 0, nil, &answer{kind: gotBroken, why: "an alert that is none"}
		case body[1] == 0:
			return 0, nil, rr.with(&answer{kind: gotClose, why: "close_notify"})
		case body[0] == 2:
			return 0, nil, rr.with(&answer{kind: gotAlert, alert: body[1]})
		}
		rr.warning = body[1]
	}
	return 0, nil, &answer{kind: gotBroken, why: fmt.Sprintf("more than %d records without an end", maxRecords)}
}

func (rr *recordReader) with(a *answer) *answer {
	a.warning = rr.warning
	return a
}

// notTLS shows the beginning of what came instead, as far as it is there already.
func (rr *recordReader) notTLS(first []byte) *answer {
	b := make([]byte, 12)
	n, _ := rr.r.Read(b) // what comes with it is all that is wanted
	return &answer{kind: gotNotTLS, why: fmt.Sprintf("not TLS: begins with %q", strings.ToValidUTF8(string(append(first, b[:n]...)), "?"))}
}

// message reads one handshake message: its type and body.
func (rr *recordReader) message() (typ byte, body []byte, bad *answer) {
	for {
		if len(rr.buf) >= 4 {
			size := int(rr.buf[1])<<16 | int(rr.buf[2])<<8 | int(rr.buf[3])
			if size > maxAnswer {
				return 0, nil, &answer{kind: gotBroken, why: fmt.Sprintf("a handshake message of %d bytes", size)}
			}
			if len(rr.buf) >= 4+size {
				typ, body = rr.buf[0], rr.buf[4:4+size]
				rr.buf = rr.buf[4+size:]
				return typ, body, nil
			}
		}
		t, b, bad := rr.record()
		if bad != nil {
			return 0, nil, bad
		}
		if t != recordHandshake {
			return 0, nil, &answer{kind: gotBroken, why: fmt.Sprintf("a record of type %d before the handshake was over", t)}
		}
		rr.buf = append(rr.buf, b...)
	}
}

// plain is the innermost text of an error: those around it repeat addresses.
func plain(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
