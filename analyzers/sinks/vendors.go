package sinks

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// vendor is a company whose SDK sends data to it.
type vendor struct {
	name string
	// models lists the functions that call a language model, "*" all that take
	// a context; "" none.
	models map[string]bool
	// loose: calls without a context or an error send, too.
	loose bool
}

// vendorTable lists the SDKs by the root of their import path.
func vendorTable() map[string]vendor {
	m := make(map[string]vendor)
	for _, v := range []struct {
		name, roots, models string
		loose               bool
	}{
		{name: "stripe", roots: "github.com/stripe/stripe-go"},
		{name: "paddle", roots: "github.com/PaddleHQ/paddle-go-sdk"},
		{name: "plaid", roots: "github.com/plaid/plaid-go"},
		{name: "twilio", roots: "github.com/twilio/twilio-go"},
		{name: "sendgrid", roots: "github.com/sendgrid/sendgrid-go"},
		{name: "resend", roots: "github.com/resend/resend-go github.com/resendlabs/resend-go"},
		{name: "postmark", roots: "github.com/keighl/postmark github.com/mrz1836/postmark"},
		{name: "mailgun", roots: "github.com/mailgun/mailgun-go"},
		{name: "mailchimp", roots: "github.com/hanzoai/gochimp3"},
		{name: "slack", roots: "github.com/slack-go/slack github.com/nlopes/slack"},
		{name: "discord", roots: "github.com/bwmarrin/discordgo"},
		{name: "telegram", roots: "github.com/go-telegram-bot-api/telegram-bot-api"},
		{name: "segment", roots: "github.com/segmentio/analytics-go gopkg.in/segmentio/analytics-go", loose: true},
		{name: "rudderstack", roots: "github.com/rudderlabs/analytics-go", loose: true},
		{name: "posthog", roots: "github.com/posthog/posthog-go github.com/PostHog/posthog-go", loose: true},
		{name: "mixpanel", roots: "github.com/mixpanel/mixpanel-go github.com/dukex/mixpanel", loose: true},
		{name: "amplitude", roots: "github.com/amplitude/analytics-go", loose: true},
		{name: "sentry", roots: "github.com/getsentry/sentry-go github.com/getsentry/raven-go", loose: true},
		{name: "bugsnag", roots: "github.com/bugsnag/bugsnag-go", loose: true},
		{name: "rollbar", roots: "github.com/rollbar/rollbar-go", loose: true},
		{name: "honeycomb", roots: "github.com/honeycombio/libhoney-go", loose: true},
		{name: "datadog", roots: "github.com/DataDog/datadog-api-client-go github.com/DataDog/datadog-go github.com/DataDog/dd-trace-go gopkg.in/DataDog/dd-trace-go", loose: true},
		{name: "newrelic", roots: "github.com/newrelic/go-agent", loose: true},
		{name: "launchdarkly", roots: "github.com/launchdarkly/go-server-sdk gopkg.in/launchdarkly/go-server-sdk", loose: true},
		{name: "intercom", roots: "github.com/intercom/intercom-go gopkg.in/intercom/intercom-go"},
		{name: "hubspot", roots: "github.com/belong-inc/go-hubspot"},
		{name: "salesforce", roots: "github.com/simpleforce/simpleforce"},
		{name: "zendesk", roots: "github.com/nukosuke/go-zendesk"},
		{name: "auth0", roots: "github.com/auth0/go-auth0"},
		{name: "okta", roots: "github.com/okta/okta-sdk-golang"},
		{name: "workos", roots: "github.com/workos/workos-go"},
		{name: "clerk", roots: "github.com/clerk/clerk-sdk-go"},
		{name: "firebase", roots: "firebase.google.com/go"},
		{name: "github", roots: "github.com/google/go-github github.com/shurcooL/githubv4"},
		{name: "gitlab", roots: "github.com/xanzy/go-gitlab gitlab.com/gitlab-org/api"},
		{name: "linear", roots: "github.com/linear/linear-go"},
		{name: "jira", roots: "github.com/andygrunwald/go-jira github.com/ctreminiom/go-atlassian"},
		{name: "pagerduty", roots: "github.com/PagerDuty/go-pagerduty"},
		{name: "cloudflare", roots: "github.com/cloudflare/cloudflare-go"},
		{name: "algolia", roots: "github.com/algolia/algoliasearch-client-go"},
		{name: "aws", roots: "github.com/aws/aws-sdk-go-v2 github.com/aws/aws-sdk-go"},
		{name: "google cloud", roots: "cloud.google.com/go google.golang.org/api"},
		{name: "azure", roots: "github.com/Azure/azure-sdk-for-go", models: `GetChatCompletions GetChatCompletionsStream GetCompletions
			GetCompletionsStream GetEmbeddings GetImageGenerations GetAudioTranscription`},
		{name: "openai", roots: "github.com/openai/openai-go", models: `ChatCompletionService.New ChatCompletionService.NewStreaming
			CompletionService.New CompletionService.NewStreaming ResponseService.New ResponseService.NewStreaming ResponseService.Compact
			EmbeddingService.New ImageService.Generate ImageService.GenerateStreaming ImageService.Edit ImageService.EditStreaming
			AudioTranscriptionService.New AudioTranscriptionService.NewStreaming AudioTranslationService.New AudioSpeechService.New
			ModerationService.New BetaThreadRunService.New BetaThreadRunService.NewAndPoll BetaThreadService.NewAndRun BatchService.New`},
		{name: "openai", roots: "github.com/sashabaranov/go-openai", models: `CreateChatCompletion CreateChatCompletionStream CreateCompletion
			CreateCompletionStream CreateEmbeddings CreateImage CreateEditImage CreateVariImage CreateTranscription CreateTranslation CreateSpeech
			CreateRun CreateThreadAndRun Moderations Edits CreateResponse CreateBatch`},
		{name: "anthropic", roots: "github.com/anthropics/anthropic-sdk-go", models: `MessageService.New MessageService.NewStreaming
			BetaMessageService.New BetaMessageService.NewStreaming CompletionService.New CompletionService.NewStreaming
			MessageBatchService.New BetaMessageBatchService.New`},
		{name: "anthropic", roots: "github.com/liushuangls/go-anthropic", models: "CreateMessages CreateMessagesStream CreateComplete"},
		{name: "google genai", roots: "google.golang.org/genai github.com/google/generative-ai-go", models: `GenerateContent GenerateContentStream
			EmbedContent BatchEmbedContents GenerateImages EditImage GenerateVideos Chat.SendMessage Chat.SendMessageStream Chat.Send
			ChatSession.SendMessage ChatSession.SendMessageStream Live.Connect`},
		{name: "cohere", roots: "github.com/cohere-ai/cohere-go", models: "Chat ChatStream Generate GenerateStream Embed Rerank Summarize Classify"},
		{name: "mistral", roots: "github.com/gage-technologies/mistral-go", models: "Chat ChatStream Embeddings FIM"},
		{name: "ollama", roots: "github.com/ollama/ollama github.com/jmorganca/ollama", models: "Client.Generate Client.Chat Client.Embed Client.Embeddings"},
		{name: "langchain", roots: "github.com/tmc/langchaingo", models: `GenerateFromSinglePrompt GenerateContent LLM.Call Model.Call
			Call Run Predict EmbedDocuments EmbedQuery CreateEmbedding`},
		{name: "genkit", roots: "github.com/firebase/genkit", models: "Generate GenerateText GenerateData Embed"},
		{name: "eino", roots: "github.com/cloudwego/eino github.com/cloudwego/eino-ext", models: "ChatModel.Generate ChatModel.Stream BaseChatModel.Generate BaseChatModel.Stream ToolCallingChatModel.Generate ToolCallingChatModel.Stream EmbedStrings"},
		{name: "replicate", roots: "github.com/replicate/replicate-go", models: "Run CreatePrediction CreatePredictionWithModel CreatePredictionWithDeployment Stream"},
		{name: "pinecone", roots: "github.com/pinecone-io/go-pinecone"},
		{name: "weaviate", roots: "github.com/weaviate/weaviate-go-client"},
	} {
		for root := range strings.FieldsSeq(v.roots) {
			m[root] = vendor{name: v.name, models: set(v.models), loose: v.loose}
		}
	}
	return m
}

// vendorCalls adds what a call sends to a vendor. Helpers that only make
// values (stripe.String, aws.Bool) send nothing.
func (c *Classifier) vendorCalls(k *callee, out []effects.Effect) []effects.Effect {
	v, ok := c.vendors[k.root]
	if !ok {
		if name := c.vendorGlob(k.path); name != "" {
			v, ok = vendor{name: name}, true
		}
	}
	if !ok {
		return out
	}
	if e, isModel := v.model(k); isModel {
		out = append(out, e)
	} else if !v.loose && !k.sends() {
		return out
	}
	e := k.effect(effects.Vendor, v.name+": "+k.short())
	e.Model = v.name
	return append(out, e)
}

func (v vendor) model(k *callee) (effects.Effect, bool) {
	if len(v.models) == 0 || !v.models[k.name] && !v.models[k.typ+"."+k.name] {
		return effects.Effect{}, false
	}
	e := k.effect(effects.Model, k.short())
	e.Model = v.name
	return e, true
}

func (c *Classifier) vendorGlob(p string) string {
	for _, g := range c.vendorGlobs {
		if p == g || strings.HasPrefix(p, g+"/") || likePath(g, p) {
			return path.Base(rootOf(p))
		}
	}
	return ""
}

// sends reports whether a call may leave the process: it takes a context, or
// is a method that can fail.
func (k *callee) sends() bool {
	for p := range k.sig.Params().Variables() {
		if isContext(p.Type()) {
			return true
		}
	}
	return k.givesError()
}

// VendorOf names the vendor whose SDK an import path belongs to, "" for none.
func (c *Classifier) VendorOf(importPath string) string {
	if v, ok := c.vendors[rootOf(importPath)]; ok {
		return v.name
	}
	return c.vendorGlob(importPath)
}
