package a

import (
	"context"
	"log"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

type config struct{ Key string }

type app struct {
	sm  *secretsmanager.Client
	cfg config
}

func (a *app) environment(ctx context.Context) string {
	out, err := a.sm.GetSecretValue(ctx, nil) // want `takes os.Getenv\("KEY"\) in place of the secret`
	if err != nil {
		return os.Getenv("KEY")
	}
	return *out.SecretString
}

func (a *app) configuration(ctx context.Context) string {
	key := ""
	if out, err := a.sm.GetSecretValue(ctx, nil); err == nil { // want `takes a.cfg.Key in place`
		key = *out.SecretString
	} else {
		key = a.cfg.Key
	}
	return key
}

func (a *app) quietLog(ctx context.Context) string {
	out, err := a.sm.GetSecretValue(ctx, nil) // want `takes "changeme" in place`
	if err != nil || out == nil {
		slog.Info("using the default key")
		return "changeme"
	}
	return *out.SecretString
}

func (a *app) alarm(ctx context.Context) string {
	out, err := a.sm.GetSecretValue(ctx, nil)
	if err != nil {
		slog.Error("secret store", "err", err)
		return a.cfg.Key
	}
	return *out.SecretString
}

func (a *app) stops(ctx context.Context) (string, error) {
	out, err := a.sm.GetSecretValue(ctx, nil)
	if err != nil {
		return "", err
	}
	return *out.SecretString, nil
}

func (a *app) fatal(ctx context.Context) string {
	out, err := a.sm.GetSecretValue(ctx, nil)
	if err != nil {
		log.Fatalf("secret store: %v", err)
	}
	return *out.SecretString
}

func (a *app) direct(ctx context.Context) (*secretsmanager.GetSecretValueOutput, error) {
	return a.sm.GetSecretValue(ctx, nil)
}

func vault(path string) (string, error) { return path, nil }

func named() string {
	k, err := vault("x") // want `takes os.Getenv`
	if err != nil {
		k = os.Getenv("X")
	}
	return k
}

func (a *app) open(ctx context.Context) *secretsmanager.GetSecretValueOutput {
	out, _ := a.sm.GetSecretValue(ctx, nil)
	return out
}

func byValue() string {
	get := vault
	if k, err := (vault)("x"); err == nil {
		return k
	}
	k, err := get("x")
	if err != nil {
		return "dev"
	}
	return k
}

func (a *app) methodValue(ctx context.Context, retry func(any) string) string {
	return retry(a.sm.GetSecretValue)
}
