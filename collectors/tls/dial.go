package tls

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// prober asks one address.
type prober struct {
	Options
	target   Target
	addr     netip.Addr
	suites   *suites
	sockets  chan struct{}
	patience time.Duration // for an answer, once the server has shown how fast it is
	conns    atomic.Int64
	stuffed  atomic.Bool // bytes came between the answer to STARTTLS and TLS
}

// conn is a connection that gives its place back when it is closed.
type conn struct {
	net.Conn
	once sync.Once
	free func()
}

func (c *conn) Close() error {
	c.once.Do(c.free)
	return c.Conn.Close()
}

// offTLS says that a server has no TLS to offer, and how it said so.
type offTLS struct{ why string }

func (e *offTLS) Error() string { return e.why }

// dial connects to a port of the address. Reads and writes fail after wait.
func (p *prober) dial(ctx context.Context, port uint16, wait time.Duration) (net.Conn, error) {
	select {
	case p.sockets <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	free := func() { <-p.sockets }
	p.conns.Add(1)
	d := net.Dialer{Timeout: p.Timeout}
	c, err := d.DialContext(ctx, "tcp", netip.AddrPortFrom(p.addr, port).String())
	if err != nil {
		free()
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() }) // ends a read that waits
	if err := c.SetDeadline(time.Now().Add(wait)); err != nil {
		stop()
		c.Close() // the first error is the one to tell
		free()
		return nil, err
	}
	return &conn{Conn: c, free: func() { stop(); free() }}, nil
}

// open connects and comes as far as the first byte of TLS.
func (p *prober) open(ctx context.Context, wait time.Duration) (net.Conn, error) {
	c, err := p.dial(ctx, p.target.Port, wait)
	if err != nil {
		return nil, err
	}
	switch p.target.Transport {
	case Postgres:
		err = p.startPostgres(c)
	case SMTP:
		err = p.startSMTP(c)
	}
	if err != nil {
		c.Close() // the first error is the one to tell
		return nil, err
	}
	return c, nil
}

// ask sends one hello and reads the answer.
func (p *prober) ask(ctx context.Context, h hello) answer {
	c, err := p.open(ctx, p.patience)
	if err != nil {
		return answer{kind: gotNoServer, why: connectReason(err)}
	}
	defer c.Close() // nothing is lost: the answer is all that is wanted
	if _, err := c.Write(h.bytes()); err != nil {
		return lost(err)
	}
	return readAnswer(c, h, p.suites)
}

// connectReason is why there is no connection, in words.
func connectReason(err error) string {
	var ne net.Error
	var off *offTLS
	switch {
	case errors.As(err, &off):
		return off.why
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		return "no answer in time; is the host right, and does a firewall let you through?"
	}
	return plain(err)
}
