package postgres

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The limits where the user gives none.
const (
	statementTimeout = 10 * time.Second
	lockTimeout      = 2 * time.Second
	connectTimeout   = 10 * time.Second
	leaveTimeout     = 3 * time.Second // to roll back and say goodbye
)

// target is a connection and what may be said of it.
type target struct {
	conn            *pgx.Conn
	source          string
	secrets         []string
	statement, lock time.Duration
}

// DSNError says that a DSN can't be used. It holds no part of it.
type DSNError struct{ Why string }

func (e *DSNError) Error() string { return e.Why }

const dsnHelp = "want postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full or host=... user=... dbname=...; special characters of a password in a URL are written as %XX"

// dial connects. Its errors hold neither the DSN nor the password.
func dial(ctx context.Context, o Options) (*target, error) {
	if strings.TrimSpace(o.DSN) == "" {
		return nil, &DSNError{"no DSN is given: " + dsnHelp}
	}
	cfg, err := pgx.ParseConfig(o.DSN)
	if err != nil {
		// The text of the error quotes the DSN, and what can't be parsed can't be masked.
		return nil, &DSNError{"the DSN can't be parsed: " + dsnHelp}
	}
	t := &target{
		source:    sourceName(cfg),
		statement: cmp.Or(o.StatementTimeout, statementTimeout),
		lock:      cmp.Or(o.LockTimeout, lockTimeout),
		secrets:   []string{o.DSN, cfg.Password},
	}
	// Poolers that share a server session between clients know no prepared statements.
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "candor"
	}
	if o.ConnectTimeout > 0 || cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = cmp.Or(o.ConnectTimeout, connectTimeout)
	}
	cfg.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	t.conn, err = pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, t.fault("connect", err)
	}
	return t, nil
}

// sourceName names the database without user and password.
func sourceName(cfg *pgx.ConnConfig) string {
	host := cfg.Host
	if host == "" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") {
		host = "localhost" // a unix socket is always this machine
	}
	return "postgres://" + net.JoinHostPort(host, strconv.Itoa(int(cfg.Port))) + "/" + cmp.Or(cfg.Database, cfg.User)
}

func (t *target) origin(s session) Origin {
	o := Origin{Source: t.source, Database: s.Database, User: s.User, Server: s.Server, TLS: "none"}
	if c, ok := t.conn.PgConn().Conn().(*tls.Conn); ok {
		o.TLS = tls.VersionName(c.ConnectionState().Version)
	}
	return o
}

func (t *target) close() {
	ctx, stop := context.WithTimeout(context.Background(), leaveTimeout)
	defer stop()
	_ = t.conn.Close(ctx) // there is nothing left to lose
}

// rollback ends a transaction also when the caller's context is gone. A failure
// means that the connection is broken, and the server rolls back on its own.
func (t *target) rollback(tx pgx.Tx) {
	ctx, stop := context.WithTimeout(context.Background(), leaveTimeout)
	defer stop()
	_ = tx.Rollback(ctx)
}

// fault says what failed, in words of the server or of the network and never
// with a credential.
func (t *target) fault(doing string, err error) error {
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, end) && doing != "connect" {
			return fmt.Errorf("%s: %s: %w", t.source, doing, end)
		}
	}
	f := &fault{text: t.scrub(t.source + ": " + doing + ": " + reason(err))}
	if errors.Is(err, context.Canceled) {
		f.cause = context.Canceled
	}
	return f
}

// fault keeps the cause only where it is a plain value: the errors of the driver
// hold the configuration.
type fault struct {
	text  string
	cause error
}

func (f *fault) Error() string { return f.text }
func (f *fault) Unwrap() error { return f.cause }

// scrub masks what must not be shown. Short passwords are masked as whole words
// only, or every letter of the text would go.
func (t *target) scrub(s string) string {
	for _, secret := range t.secrets {
		if len(secret) >= 4 {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	return s
}

// reason is what the server or the network says, with what to do about it.
func reason(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		s := fmt.Sprintf("%s (SQLSTATE %s)", pe.Message, pe.Code)
		switch pe.Code {
		case "28P01", "28000":
			s += "; check user and password"
		case "3D000":
			s += "; check the name of the database"
		case "53300":
			s += "; the server takes no more connections now"
		}
		return s
	}
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return "host " + dns.Name + " is not found"
	}
	var op *net.OpError
	if errors.As(err, &op) {
		if op.Timeout() {
			return "no answer in time; is the host right, and does a firewall let you through?"
		}
		return innermost(op) + "; is the server up?"
	}
	if errors.Is(err, context.DeadlineExceeded) || pgconn.Timeout(err) {
		return "no answer in time; is the host right, and does a firewall let you through?"
	}
	var ce *pgconn.ConnectError
	if errors.As(err, &ce) && ce.Unwrap() != nil {
		return innermost(ce.Unwrap())
	}
	return innermost(err)
}

// innermost is the text of the last error of a chain: those around it repeat
// user, host and database. Where several hosts were tried it is the last one's.
func innermost(err error) string {
	for {
		switch x := err.(type) {
		case interface{ Unwrap() error }:
			if x.Unwrap() == nil {
				return err.Error()
			}
			err = x.Unwrap()
		case interface{ Unwrap() []error }:
			list := x.Unwrap()
			if len(list) == 0 {
				return err.Error()
			}
			err = list[len(list)-1]
		default:
			return err.Error()
		}
	}
}
