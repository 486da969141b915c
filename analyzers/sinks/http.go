package sinks

import (
	"net/url"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// modelHosts are the addresses of language models, for programs that call them
// without an SDK.
var modelHosts = []string{"api.openai.com", "api.anthropic.com", "generativelanguage.googleapis.com", "aiplatform.googleapis.com",
	"api.mistral.ai", "api.cohere.ai", "api.cohere.com", "api.groq.com", "api.deepseek.com", "openrouter.ai", "api.together.xyz",
	"api.x.ai", "api.perplexity.ai", "bedrock-runtime.", ".openai.azure.com", "api-inference.huggingface.co", "api.fireworks.ai"}

// httpLibrary classifies requests where they are made: what is done with them
// later is sent.
func httpLibrary(_ *Classifier, k *callee) []effects.Effect {
	method, address := "", 0
	switch k.name {
	case "Post", "PostForm":
		method = "POST"
	case "Get", "Head":
		method = strings.ToUpper(k.name)
	case "NewRequest":
		method, address = k.method(0), 1
	case "NewRequestWithContext":
		method, address = k.method(1), 2
	default:
		return nil
	}
	if k.typ != "" && k.typ != "Client" {
		return nil // Header.Get
	}
	host, known := k.host(address)
	var out []effects.Effect
	if m := modelHost(host); m != "" && method != "HEAD" {
		e := k.effect(effects.Model, "HTTP request to "+m)
		e.Model = m
		out = append(out, e)
	}
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE":
		return out
	}
	e := k.mutation("send", "", label("HTTP "+method, host))
	e.Weak = true
	if known {
		e.Model = host
	}
	if method == "" {
		e.What = label("HTTP request of a method that isn't constant", host)
	}
	return append(out, e)
}

// method is the constant method of a request; "" is GET by the library's rule.
func (k *callee) method(i int) string {
	ts := k.read().texts(k.arg(i), 4)
	if len(ts) == 1 && !strings.Contains(ts[0].s, hole) {
		if ts[0].s == "" {
			return "GET"
		}
		return strings.ToUpper(ts[0].s)
	}
	return ""
}

// host reads the host of an address whose beginning is constant.
func (k *callee) host(i int) (host string, known bool) {
	for _, t := range k.read().texts(k.arg(i), 2) {
		head, _, open := strings.Cut(t.s, hole)
		scheme, rest, ok := strings.Cut(head, "://")
		if !ok || !strings.HasPrefix(scheme, "http") {
			continue
		}
		if open && !strings.Contains(rest, "/") {
			// "https://" + region + ".example.com": what is known after the hole.
			if m := modelHost(t.s); m != "" {
				return m, false
			}
			continue
		}
		if u, err := url.Parse(head); err == nil && u.Host != "" {
			return u.Hostname(), true
		}
	}
	return "", false
}

func modelHost(host string) string {
	for _, h := range modelHosts {
		if strings.Contains(host, h) {
			return strings.Trim(h, ".")
		}
	}
	return ""
}
