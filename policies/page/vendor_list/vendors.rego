# How pages say that a vendor works for them, as against one that a customer may
# connect.
package candor.tables.page_vendors

ours := {v: pattern |
	some v, word in words
	pattern := sprintf(`(\b(on|via|through|by|using|at|to|runs? on|hosted (on|by|with)|our|every|and) %s\b|\b%s('s (agreement|api|regional edge|commercial)|( \(?(vercel|claude|aws|postgres)\)?)? (on|calls?|call|env vars))\b)`, [word, word])
}

# used are the firmest of them: what runs, goes or is kept there.
used := {v: pattern |
	some v, word in words
	pattern := sprintf(`\b(via|through|hosted (on|by|with)|(runs?|running) on|powered by|stored (in|on|with|by)|processed by|sent (by|through|via)) %s\b`, [word])
}

words := {
	"Vercel": `vercel`, "Anthropic": `anthropic`, "OpenAI": `openai`, "AWS": `(aws|amazon web services)`, "Google Cloud": `(gcp|google cloud)`,
	"Azure": `azure`, "Supabase": `supabase`, "Cloudflare": `cloudflare`, "Stripe": `stripe`, "Resend": `resend`, "Postmark": `postmark`,
	"SendGrid": `sendgrid`, "Twilio": `twilio`, "Datadog": `datadog`, "Sentry": `sentry`, "Fly.io": `fly\.io`, "Render": `render\.com`,
	"Neon": `neon`, "PlanetScale": `planetscale`, "MongoDB": `mongodb atlas`, "Auth0": `auth0`, "Clerk": `clerk`, "WorkOS": `workos`,
}
