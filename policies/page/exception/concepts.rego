# Promises without exception, and what on the same page takes them back. Each is
# a concept: "always" is how pages promise it, "but" what denies it.
package candor.tables.page_concepts

concepts := [
	{
		"name": "secrets are never stored or seen",
		"always": `never (stores? )?secret values|never (sees?|stores?|holds?|keeps?) (your |any )?(secrets?|credentials?|keys?|passwords?)\b`,
		"but": `plaintext (secret|credential)|(credentials|secrets|keys|tokens) are (injected|copied|stored)|falls? back to plaintext`,
		"why": "here secrets pass through or rest with the provider",
	},
	{
		"name": "customer data never touches the provider's infrastructure",
		"always": `never (copy|copies|lives?|receives?|touch(es)?|leaves?|transits?|transit|stores?|reach(es)?)\b.*\b(our|[a-z]+'s) (infrastructure|servers?|backend|side|systems?|cloud|database)|never transit`,
		"but": `\b(apps?|workloads?|functions?|code|requests?)\b.* (run|runs|are served|is served|hosted|served)\b.*\b(our|under [a-z]+'s|[a-z]+'s (own )?(managed|team|account))|managed (runtime|infra)|in the generated app's runtime`,
		"why": "here the provider's own runtime handles it; say whether storing or processing is meant",
	},
	{
		"name": "failures close, loudly",
		"always": `fail(s)?[- ]closed|fail(s)? loudly`,
		"but": `falls? back|fall-?back|fail(s)?[- ]open|degrades? gracefully|best[- ]effort`,
		"why": "a fallback that goes on is open",
	},
	{
		"name": "nothing is written without a person",
		"always": `never (writes?|acts?|posts?|sends?)\b.*unattended|nothing auto-?\w+|nothing is (written|sent|posted) without`,
		"but": `\bauto-with|auto-?(approve|apply|write|post|send)|autopilot|without confirmation|unattended mode`,
		"why": "an administrator can switch that on",
	},
	{
		"name": "no third party receives the data",
		"always": `no third[- ]part(y|ies)\b.*\b(receives?|gets?|sees?|access)|never (share|shared|sold) with (any )?third`,
		"but": `all customer data|full database|customer data at rest`,
		"why": "a vendor in the list holds it; say which vendors are meant",
	},
	{
		"name": "the customer chooses the region",
		"always": `(whichever|whatever|any) region you (choose|pick|want)|region of your choice`,
		"but": `nearest edge|regional edge|global edge|nearest region`,
		"why": "here nobody chooses",
	},
	{
		"name": "one region",
		"always": `\bus[- ]only\b|\beu[- ]only\b|\b(on|in) the \w+ us region|edge functions on the .* region|no replication outside`,
		"but": `multi[- ]region|global(ly)? (edge|distributed)|edge network|worldwide`,
		"why": "several regions are named",
	},
	{
		"name": "data stays in its region",
		"always": `\b(never|does not|doesn't|do not|don't) (leaves?|crosses?|leave|cross)\b.*\b(regions?|regional|countr\w+|border\w*|eu|us|uk)\b|no cross-(border|region)\w* (data )?(transfers?|replication)`,
		"but": `\bglobal(ly)? ?\(?(edge|network|distributed|cdn)|\| global\b|multi-region|worldwide`,
		"why": "here it is handled elsewhere, too; say which data, and what counts as leaving",
	},
	{
		"name": "every plan has the same",
		"always": `identical \w+( \w+)? (surface|features?)|same (features?|product) (on|across) (all|every|both)|identical .* across (both|all)`,
		"but": `^enterprise:|available on enterprise|enterprise customers can|on enterprise\b.*(only|export|sso|saml|scim)|(sso|saml|scim|export|allow-list).*\benterprise\b`,
		"why": "this is there on one plan only",
	},
	{
		"name": "everything runs with the customer",
		"always": `(run|runs|stays?|lives?) entirely (in|within|on) (the customer's|your|customers')`,
		"but": `'s own (anthropic|openai|ai|llm|model) key|is stored in the (eu|us|uk)|stored (on|in) our`,
		"why": "this part does not",
	},
	{
		"name": "only that is stored",
		"always": `\b(stores?|keeps?) (nothing but|only)\b`,
		"but": `\b(does|do) store\b|\b(is|are) stored (in|on|with)\b|\bwe (also )?(store|keep)\b`,
		"why": "other things are stored, too",
	},
]
