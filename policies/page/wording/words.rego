# Sentences that say more than can be shown, or that facts outside of the page
# deny. "verdict" is fail for what can't hold as written, unknown for what only
# code, a database or an account can settle.
package candor.tables.page_wording

patterns := [
	{"say": `(against|to|meets?|follow(s|ing)?|align(ed|s)? (with|to)) (the )?soc ?2,? type ?(ii|2) (controls|criteria|standards?)|soc ?2,? type ?(ii|2)[- ]compliant`, "verdict": "fail", "why": "Type II is an auditor's opinion on a period; before it, controls can only be designed toward the criteria"},
	{"say": `pinned to exact versions in .*lock`, "verdict": "unknown", "why": "a lock always holds exact versions; what matters is package.json and whether builds keep to the lock (deps/exact-manifest, deps/lock-enforced)"},
	{"say": `\blambda\b.*[a-z0-9-]+/\*`, "verdict": "fail", "why": "a Lambda function's name holds no slash, so the pattern matches no function, and ecr:GetAuthorizationToken takes no resource but *"},
	{"say": `refresh tokens? rotates? (per|on every|with each) request`, "verdict": "fail", "why": "a refresh token rotates when it is used to refresh, not with each request"},
	{"say": `anthropic.*(us|eu)[- ]region api endpoints? only`, "verdict": "unknown", "why": "the region of inference is a setting of each request or of the workspace; only the code or the account tells"},
	{"say": `postmark.*wildbit|wildbit`, "verdict": "fail", "why": "Postmark has belonged to ActiveCampaign since 2022"},
	{"say": `\bauth\.[a-z_]+\(\)`, "unless": `\bauth\.(uid|jwt|role|email)\(\)`, "verdict": "unknown", "why": "the auth schema of a hosted Supabase project takes no functions of one's own since 2025; the database tells"},
	{"say": `signed by your (workspace|organi[sz]ation|account|tenant)'s key`, "verdict": "unknown", "why": "Supabase signs with one key for a project, not one for each customer"},
	{"say": `helper function (reads|looks).*protected by rls|protected by rls.*helper`, "verdict": "unknown", "why": "a SECURITY DEFINER function of the table's owner is not bound by the table's policies (rls rules tell)"},
	{"say": `(even|also) (through|with|if|when|a malicious|under).*(compromised|sql injection|malicious|breach)`, "verdict": "unknown", "why": "only the database and the roles that the code connects with can show it: a role that bypasses row-level security, or a claim that the caller sets, would break it"},
	{"say": `every table( in (the|our) database)? (has|carries) an? [a-z_]+`, "verdict": "unknown", "why": "tables of users, plans and enumerations seldom do; the migrations tell (rls/tenant-column)"},
	{"say": `permanently (deleted|erased|removed)`, "unless_page": `\bbackups?\b`, "verdict": "fail", "why": "backups keep the data for longer; say for how long"},
	{"say": `(annual|yearly|regular|third[- ]party) pen(etration)?[- ]?test`, "unless": `20\d\d|planned|road ?map`, "badge": "live", "verdict": "unknown", "why": "a live claim of a test needs its date and its tester: bind it to an attestation"},
	{"say": `\b(bank|military|enterprise|hospital)[- ](grade|level)\b|state[- ]of[- ]the[- ]art [a-z]|used by banks|most secure|best[- ]in[- ]class|world[- ]class|unbreakable|unhackable|hack[- ]?proof|bullet[- ]?proof|100 ?% secure|industry[- ]leading`, "unless": `customers? who need|the state[- ]of[- ]the[- ]art (in|of)\b`, "verdict": "fail", "why": "no evidence can carry these words; say what is done"},
	{"say": `\b(soc ?[123]|ssae[- ]?1[68])\b( type ?(i|ii|1|2))?[- ]+(certified|certification)`, "unless": `\bnot\b|\bno\b`, "verdict": "fail", "why": "it is an auditor's report and no certificate; say which report, of what period"},
	{"say": `\bhipaa[- ](certified|certification)`, "unless": `\bnot\b|\bno\b`, "verdict": "fail", "why": "no authority certifies that; say what is done, and that you sign a business associate agreement"},
	{"say": `\bfips[- ]140-2\b`, "verdict": "unknown", "why": "certificates for FIPS 140-2 are historical since September 2026; name the certificate of the module, for 140-3"},
	{"say": `\b(cross-(tenant|org|customer)\w*).*\b(impossible|zero|never|cannot|can't)\b|\b(no|zero) cross-(tenant|org|customer)`, "verdict": "unknown", "why": "only the database and the roles that the code connects with can show it (rls/tenant-isolation)"},
	{"say": `\b(gdpr|hipaa|soc ?2|iso ?27001|pci)[- ](compliant|certified)\b`, "unless": `\bnot\b`, "verdict": "unknown", "why": "bind it to the report or certificate, with its date and scope"},
]
