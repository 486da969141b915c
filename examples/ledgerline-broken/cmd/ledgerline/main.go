// Command ledgerline serves the API.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/ledgerline/internal/api"
	"example.com/ledgerline/internal/seal"
	"example.com/ledgerline/internal/store"
	"example.com/ledgerline/internal/tlsconf"
	"example.com/ledgerline/internal/webhook"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, log); err != nil {
		log.Error("stopped", "err", err)
		os.Exit(1)
	}
}

// run serves until ctx ends. The settings come from the environment, where the
// task definition puts them from the secrets manager.
func run(ctx context.Context, log *slog.Logger) (err error) {
	box, err := seal.New(os.Getenv("LEDGERLINE_SEALING_KEY"))
	if err != nil {
		return err
	}
	ledger, err := store.Open(ctx, os.Getenv("LEDGERLINE_DATABASE"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()

	handlers := &api.Server{
		Ledger: ledger,
		Sealer: box,
		Sender: &webhook.Sender{Client: tlsconf.Client(), Now: time.Now},
		Log:    log,
	}
	srv := &http.Server{
		Addr:              ":8080", // TLS ends at the load balancer
		Handler:           handlers.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	served := make(chan error, 1)
	go func() { served <- srv.ListenAndServe() }()
	log.Info("serving", "addr", srv.Addr)

	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}
