// Package named has functions that the configuration or their names speak of.
package named

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/openai/openai-go/v2"
	"github.com/stripe/stripe-go/v80"
	"github.com/stripe/stripe-go/v80/charge"
)

type Recorder interface {
	Record(ctx context.Context, what string) error
}

type base struct{}

func (base) UpdateDeal(id int) error { return nil }

type Store struct{ base }

func Notify(url string) error { return nil }

func RequireRole(w http.ResponseWriter, role string) bool { return true }
func CheckPermission(ctx context.Context, p string) error { return nil }
func SessionRequired(h http.Handler) http.Handler         { return h }
func isAdmin(ctx context.Context) bool                    { return false }
func EnsureTenantExists(ctx context.Context) error        { return nil }
func checkEmail(s string) error                           { return nil }
func canonical(s string) string                           { return s }
func Redact(s string) string                              { return s }
func Wrap(h http.Handler) http.Handler                    { return h }
func gate(ctx context.Context) error                      { return nil }

func calls(ctx context.Context, w http.ResponseWriter, r Recorder, s *Store, b base, h http.Handler) {
	r.Record(ctx, "x") // want `audit  "named.Recorder.Record"`
	s.UpdateDeal(1)    // want `mutation write "named.base.UpdateDeal"`
	b.UpdateDeal(1)
	Notify("https://x")       // want `webhook  "named.Notify"`
	gate(ctx)                 // want `guard  "named.gate"`
	RequireRole(w, "admin")   // want `guard  "named.RequireRole\(admin\)" weak`
	CheckPermission(ctx, "x") // want `guard  "named.CheckPermission\(x\)" weak`
	SessionRequired(h)        // want `guard  "named.SessionRequired" weak`
	isAdmin(ctx)              // want `guard  "named.isAdmin" weak`
	checkEmail("x")
	canonical("x")
	Redact("x") // want `redact  "named.Redact" weak`
	Wrap(h)
}

func vendors(ctx context.Context, o *openai.Client, a *anthropic.Client) {
	o.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{}) // want `model  "openai.ChatCompletionService.New" model=openai` `vendor  "openai: openai.ChatCompletionService.New" model=openai`
	a.Messages.New(ctx, nil)                                      // want `model  "anthropic.MessageService.New" model=anthropic` `vendor  "anthropic: anthropic.MessageService.New" model=anthropic`
	a.Messages.CountTokens(ctx, nil)                              // want `vendor  "anthropic: anthropic.MessageService.CountTokens" model=anthropic`
	charge.New(nil)                                               // want `vendor  "stripe: charge.New" model=stripe`
	stripe.String("x")
}

func signatures(key, a, b []byte) {
	m := hmac.New(sha256.New, key)   // want `signature  "hmac.New\(sha256\)" model=sha256`
	hmac.Equal(m.Sum(nil), a)        // want `signature  "hmac.Equal"`
	subtle.ConstantTimeCompare(a, b) // want `signature  "subtle.ConstantTimeCompare"`
}
