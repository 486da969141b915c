package draft

import "regexp"

func re(s string) *regexp.Regexp { return regexp.MustCompile("(?i)" + s) }

// topics are what pages speak of, in our own reading of many of them. A claim
// takes what every topic proposes that its words meet.
func topics() []topic {
	var all []topic
	for _, list := range [][]topic{tenants(), identity(), transport(), storage(), cloud(), records(), supply(), people()} {
		all = append(all, list...)
	}
	return all
}

func tenants() []topic {
	return []topic{
		{say: re(`(row[- ]level security|\brls\b).*\b(every|all|each) tables?|\b(every|all|each) tables?.*(row[- ]level security|\brls\b)|(row[- ]level security|\brls\b) is (switched on|enabled|on)`),
			rules: []proposal{rule("rls/table-without-rls")}},
		{say: re(`row[- ]level security|\brls\b`), also: re(`enforc|protect|pass(es)? through|isolat|multi-tenant|scoped?\b|\bblocks\b|respect`), not: re(`admin[- ]only|(every|all|each) tables?|\bforced?\b`), rules: []proposal{rule("rls/tenant-isolation")}},
		{say: re(`(row[- ]level security|\brls\b).*\bforced?\b|\bforced?\b.*(row[- ]level security|\brls\b)|binds the owner`), rules: []proposal{rule("rls/forced")}},
		{say: re(`(another|other|different|any other) (tenant|organi[sz]ation|workspace|customer|account|company)s?('s|’s|')?\b|belonging to (workspace|tenant|organi)|\b(tenant|customer|data) isolation|isolated (by|per|between|from) |across (orgs|tenants|organi[sz]ations|workspaces|customers)|scoped to (their|its|the|your) (own )?(organi[sz]ation|workspace|tenant)|rows of its own|enforce(s)? isolation|cross-tenant`),
			not: re(`application[- ]layer|physical|affected|without rls`), rules: []proposal{told("rls/tenant-isolation", "rls/tenant-isolation asks the database to enforce it; leave it out where the application alone does.")}},
		{say: re(`security_invoker`), rules: []proposal{rule("sql/definer-view")}},
		{say: re(`(every|each|all) (table|row)s?\b.*\b(has|have|carr(y|ies)|with|says|holds)\b.*(_id\b|organi[sz]ation|tenant|workspace)`), rules: []proposal{read("rls/tenant-column", column)}},
		{say: re(`select, insert, update,? (or|and) delete`), rules: []proposal{rule("rls/command-coverage"), rule("rls/tenant-isolation")}},
		{say: re(`polic(y|ies)\b.*(always true|wide open)`), rules: []proposal{rule("rls/policy-always-true")}},
		{say: re(`(every|each|all) tables? (has|have) (a|row|rls)[a-z -]*polic(y|ies)|polic(y|ies) (on|for) (every|each|all) tables?`), rules: []proposal{rule("rls/table-without-policy")}},
		{say: re(`admin[- ]only (rls|row|rows|polic\w+)|(members?|users?)( roles?)? cannot read (them|these)|admin-readable|only admins? (can|may) read`), rules: []proposal{told("rls/admin-only", "Name the tables under database.admin_only; none are judged before.")}},
		{say: re(`security definer`), rules: []proposal{rule("sql/definer-exposed"), rule("sql/definer-search-path")}},
		{say: re(`app-layer cannot escalate|compromised api route|sql injection|can't access another|bypass\w* row-level`), rules: []proposal{rule("rls/tenant-isolation"), rule("sql/bypass-role"), rule("rls/user-metadata")}},
		{say: re(`(roles?|admin ?/ ?).*(enforced|via) .*(\brls\b|row-level)`), rules: []proposal{rule("rls/tenant-isolation"), rule("rls/user-metadata")}},
	}
}

func identity() []topic {
	return []topic{
		{say: re(`(every|each|all) (authenticated )?(routes?|endpoints?|requests?|api calls?)\b|membership gates|the server checks the role|roles? (is|are) checked|enforced on (every|each) (route|request|endpoint)`),
			not: re(`logg?ed|mutation|encrypt|\btls\b|audit`), rules: []proposal{told("authz/door", "Routes of Go programs; name the guards under go.guards where it can't tell them.")}},
		{say: re(`admin-only (api )?(routes?|endpoints?)|admin (routes?|endpoints?) (verify|check|require)`), rules: []proposal{told("authz/admin-door", "Name the admin paths and guards under go.admin.")}},
		{say: re(`bcrypt|argon2|scrypt|pbkdf2|hashed passwords|passwords? (is|are) hashed|hash(es|ed)? (and salt|of) passwords?`), rules: []proposal{rule("passwords/weak-hash")}},
		{say: re(`webhook\w*\b.*(hmac|signed|signing|signature)|(hmac|signed|signing|signature)\b.*webhook`), rules: []proposal{told("webhooks/unsigned", "Name the functions that send a customer's webhook under go.webhooks.")}},
		{say: re(`(verif\w+|compar\w+|check\w*)\b.*\bsignatures?\b|signatures?\b.*\b(verif|compar)\w+`), not: re(`\breceivers? verify|customer endpoints|customers? can verify`), rules: []proposal{rule("signatures/timing")}},
		{say: re(`\bsso\b|\bsaml\b|\boidc\b|scim|two-factor|multi-factor|\bmfa\b|\b2fa\b|\btotp\b|google oauth|sign[- ]?in runs|sessions? (are|is)|refresh tokens?|session (expiry|refresh|timeout)|email \+ password|authentication provider|private beta`), controls: []string{"authentication"}},
		{say: re(`\broles?\b|permission|role-based|\brbac\b|ip[- ]allow|allow-?list|device-trust|access (is|to) (limited|granted|production|reviewed)|least privilege`), controls: []string{"access-control"}},
	}
}

func transport() []topic {
	return []topic{
		{say: re(`\b(tls|https|ssl)\b.*\b(1\.[0-3]|every|all|each|any|connections?|clients?|browsers?|anywhere|newer|higher)|in[- ]transit\b.*\b(tls|encrypt)|(tls|encrypt\w*)\b.*\bin[- ]transit|encrypted connections?`),
			not: re(`anthropic|openai|bring your own`), rules: []proposal{
				read("tls/minimum-version", leastTLS), read("tls/hops", hops)}},
		{say: re(`(tls|https)\b.*\b(every|all|each) (connection|hop|call|client|server|request)|(all|every|each) (connections?|traffic|requests?|calls?)\b.*\b(tls|https)`), not: re(`anthropic|openai|bring your own`), rules: []proposal{rule("tls/plain-http")}},
		{say: re(`database connections?.*(tls|encrypt|verif)|(tls|encrypt).*(to|with) (the|our) database|server ↔ database`), rules: []proposal{rule("tls/database-connection")}},
		{say: re(`\bhsts\b|strict[- ]transport[- ]security`), rules: []proposal{rule("tls/hsts")}},
		{say: re(`(http|plain text).*redirect(ed|s)? to https|https[- ]only|https everywhere`), rules: []proposal{rule("tls/http-redirect"), rule("tls/plain-http")}},
		{say: re(`certificates? (is|are|was|gets?) (verified|checked|validated)|sslmode=verify|certificate (pinning|validation)`), rules: []proposal{rule("tls/server-verification")}},
		{say: re(`(anthropic|openai|model|vendor) (api )?calls?\b.*\b(over|via|use) (tls|https)`), rules: []proposal{{id: "tls/hops", with: func(string) (string, string) { return "{hops: [app-api]}", "" },
			remark: "tls/hops judges every outgoing call that the configuration names, not this vendor's alone."}}},
		{say: re(`weak ciphers?|forward secrecy|\ba\+? (rating|grade)\b.*ssl`), rules: []proposal{told("tls/weak-cipher", "Needs a live look: candor collect tls HOST.")}},
	}
}

func storage() []topic {
	return []topic{
		{say: re(`(aes[- ]?256|encrypt\w*)\b.*\bat[- ]rest|at[- ]rest\b.*(aes|encrypt)|(database|backups?|disks?|volumes?|storage)\b.*\b(is|are)\b.*\bencrypted|encrypted (backups|storage|databases?)|\bat rest\b.*\b(every|all) storage`),
			not: re(`tokens? (is|are)? ?(encrypted|sealed)|not encrypted|unencrypted`), rules: []proposal{rule("crypto/at-rest")}},
		{say: re(`(tokens?|credentials?|secrets?|api keys?)\b.*\b(encrypted|sealed|hashed|pointers|digest)|encrypted \w* ?(tokens?|credentials?)|never (stores? )?secret values|application-layer encryption`),
			not: re(`injected|env vars|\bat rest\b`), rules: []proposal{rule("sql/plain-secret")}},
		{say: re(`(secrets?|credentials?|keys?)\b.*\b(secrets manager|key vault|parameter store|vault)\b|no (hard-?coded )?secrets? (in|are)|secrets? (is|are|live|stored)? ?(never|not) .*(code|repositor|templates?|source)`),
			not: re(`fallback|falls back|rotat`), rules: []proposal{rule("secrets/in-template"), rule("secrets/plaintext-fallback")}},
		{say: re(`plaintext (secret|credential)|falls? back to plain|fallback alert`), rules: []proposal{rule("secrets/plaintext-fallback")}},
		{say: re(`(stored|lives?|hosted|resid\w+|kept|located|data centers?|database|servers?|infrastructure|metadata|region|default\w*)\b.*(\b[a-z]{2}-(north|south|east|west|central)[a-z]*-\d\b|(?-i:\bEU\b|\bUS\b|\bUK\b)|united states|frankfurt|ireland|virginia|\beurope\b|germany|canada)|\b(eu|us)[- ](only|region|data residency)`),
			not: re(`replicat|outside|anthropic|vercel|\blist\b|\bopt-in\b|cannot read|on request|on demand|available|option|\bplans?\b|accounts|\brouting\b|\bif you\b`), rules: []proposal{read("residency/region", regions)},
			controls: []string{"data-residency"}, remark: "A template seldom says where it is deployed: a person has to."},
		{say: re(`(no|without|never|not)\b.*\b(cross-region|replicat\w+ (outside|across|to another)|copied to (any ?|an)other region)`), rules: []proposal{rule("residency/no-replication")}},
		{say: re(`\bbackups?\b.*\b(daily|hourly|every|continuous|days?|point-in-time|retention|automat\w+|taken|kept)|point-in-time (recovery|restore)|(daily|hourly|automated|regular)( \w+)? backups?`),
			not: re(`purged|deleted|age out|ages out|within|restored? (a|into|test)|tested`), rules: []proposal{read("backup/retention", backupDays)}},
		{say: re(`deletion protection|protected (from|against) (accidental )?deletion`), rules: []proposal{rule("backup/deletion-protection")}},
		{say: re(`delet\w+|purge\w*|erasure|retention|retained|export\w*|undo\w*|soft-delete`), not: re(`audit|\blogs?\b`), controls: []string{"data-lifecycle"}},
		{say: re(`restore(s|d)? (a|the|test)|restore tests?|disaster recovery|\brpo\b|\brto\b|uptime|availability zones?|\bsla\b`), controls: []string{"availability"}},
	}
}

func cloud() []topic {
	return []topic{
		{say: re(`(iam|permissions?|polic(y|ies)|roles?|secrets manager)\b.*[a-z0-9-]+/\*|resource patterns?`), rules: []proposal{read("iam/scope", scope)}},
		{say: re(`minimum permissions|least[- ]privilege|only the permissions|scoped iam|no wildcard`),
			not: re(`employee|staff|production access|business need|soc 2`), rules: []proposal{rule("iam/admin-wildcard"), rule("iam/wildcard-resource"), rule("iam/privilege-escalation")}},
		{say: re(`no (policy|role) (of ours )?(allows|grants) every`), rules: []proposal{rule("iam/admin-wildcard")}},
		{say: re(`function urls?|authtype|aws_iam|signed with an aws identity`), rules: []proposal{rule("lambda/function-url-auth")}},
		{say: re(`(no|not|never)\b.*\b(public(ly)?|anonymous)\b.*\b(access\w*|expos\w+|reachable|endpoint)`), rules: []proposal{rule("network/open-ingress"), rule("s3/public-access")}},
		{say: re(`private (subnets?|network|vpc)|not reachable from the internet`), rules: []proposal{rule("network/open-ingress"), rule("network/public-endpoint")}},
		{say: re(`firewalls?\b.*(block|deny|restrict|strict|locked|only)|locked down with firewalls|network segment|security groups?|segregated network`), rules: []proposal{rule("network/open-ingress")}},
		{say: re(`(buckets?|object storage)\b.*\b(private|not public|never public|block)`), rules: []proposal{rule("s3/public-access"), rule("s3/public-acl")}},
		{say: re(`cloudtrail|account (activity|events)|trail of the account`), rules: []proposal{rule("logs/trail")}},
		{say: re(`access logs?\b`), rules: []proposal{rule("logs/access")}},
		{say: re(`\blogs?\b.*\b(kept|retained|retention|stored for|available for)\b|log retention`), not: re(`audit`), rules: []proposal{read("logs/retention", keptDays)}, controls: []string{"audit-logging"}},
	}
}

func records() []topic {
	return []topic{
		{say: re(`(every|each|all|no) (route )?(mutations?|changes?|writes?|modifications?|actions?|api route mutations?)\b.*\b(audit\w*|logged|recorded|trail|event)|audit-log every write|wraps every api route mutation|audit\w*\b.*\b(every|each|all) (mutations?|changes?|writes?)|access logging on every mutation`),
			rules: []proposal{told("audit/unaudited-mutation", "Doors of Go programs; name what records under go.audit (candor check --propose).")}},
		{say: re(`same transaction`), rules: []proposal{rule("audit/same-transaction")}},
		{say: re(`\baudit\w*\b.*(append-only|immutable|tamper|never changed|cannot be (changed|edited|deleted)|no delete|preserved)|(append-only|immutable|tamper)\b.*\b(audit|logs?)\b`),
			rules: []proposal{told("rls/append-only", "Name the trail's tables under database.append_only."), rule("audit/tamper")}},
		{say: re(`failed (attempts?|logins?|tries)\b.*\b(audit|logged|recorded)`), rules: []proposal{rule("audit/success-only")}},
		{say: re(`\baudit[- ]?(logs?|trails?|events?|rows?|records?|_events)\b|activity timeline`), controls: []string{"audit-logging"}},
		{say: re(`fail(s)? loudly|never swallowed|swallow\w* errors?|errors? (is|are) (never )?(dropped|passed on)|does not report success`), rules: []proposal{rule("errors/dropped")}},
		{say: re(`structured log\w*|json-safe`), rules: []proposal{rule("logging/unstructured")}},
		{say: re(`saniti[sz]\w+|parameteri[sz]ed quer|sql injection|cross-site scripting|\bxss\b`), also: re(`saniti|parameteri|prevent|protect|against|escap`), not: re(`policies|tenant|\bcss\b`), rules: []proposal{rule("injection/request-data")}},
		{say: re(`(redact\w*|pii\b.*(removed|stripped|masked))\b.*\b(before|default|every|never|refuses|fail)|fail-closed.*redact`), not: re(`bring your own|signed|override|stands aside|transit`), rules: []proposal{told("ai/unredacted", "Name the redactions under go.redactors.")}},
		{say: re(`(every|each|all) (anthropic|openai|model|llm|ai) calls?\b`), rules: []proposal{told("ai/outside-wrapper", "Name the wrapper under go.models.")}},
		{say: re(`\badapters?\b.*(src/|seam|isolated|providers?|behind)|wrapped behind|adapter-wrapped`), rules: []proposal{told("vendors/outside-adapter", "Name the adapters under go.vendors.")}},
		{say: re(`training (corpus|data|of)|model training|no-training|not train|trained on|without disclosure|model provider|per-request|deal context`), controls: []string{"privacy"}},
		{say: re(`monitor\w*|alert\w*|around the clock|24/7`), controls: []string{"monitoring"}},
	}
}

func supply() []topic {
	return []topic{
		{say: re(`npm\b.*(pinned|locked|exact)|package-lock\.json|(pinned|locked|exact)\b.*\bnpm`), rules: []proposal{rule("deps/npm-lock"), rule("deps/lock-enforced")}},
		{say: re(`(manifest|package\.json)\b.*exact versions|exact versions\b.*(manifest|package\.json)|pinned to exact versions`), not: re(`in .*lock`), rules: []proposal{rule("deps/exact-manifest")}},
		{say: re(`(dependenc(y|ies)|third-party (code|packages)|packages|libraries)\b.*\b(pinned|locked|lock ?file|locked by version)|(pinned|locked) dependencies`), not: re(`\bnpm\b|\bgo module|soc 2`),
			rules: []proposal{given("deps/level", `{least: {npm: lock, go: lock, pypi: lock, cargo: lock, gem: lock, nuget: lock}, otherwise: ""}`), rule("deps/lock-enforced")}},
		{say: re(`builds? (installs?|uses?) .*lock|stop when it does not fit`), rules: []proposal{rule("deps/lock-enforced")}},
		{say: re(`go modules?\b.*(checksum|hash|sum)`), rules: []proposal{rule("deps/go-sum")}},
		{say: re(`(actions?|build steps?|workflows?)\b.*pinned to (a |the )?(full |whole )?(commit|sha)`), rules: []proposal{rule("deps/action-sha")}},
		{say: re(`(images?)\b.*(pinned|by) (by )?digest`), rules: []proposal{rule("deps/image-digest")}},
		{say: re(`software composition|\bsca\b|dependabot|snyk|npm audit|vulnerabilit\w+ scan\w*|scan\w* .*(dependenc|vulnerab)|known vulnerabilities`), not: re(`image|external|network|infrastructure has`), rules: []proposal{rule("deps/vulnerability-scan"), rule("deps/known-vulnerability")}},
		{say: re(`(list|table)\b.*\b(complete|updated|current|up to date)|(every|each|all) (outside |external )?(service|vendor|subprocessor)s?\b.*\b(list|in it)|public list`), also: re(`list|table`), not: re(`security|training`), rules: []proposal{told("vendors/unlisted", "Name the list under subprocessors.")}, controls: []string{"subprocessors"}},
		{say: re(`subprocessors?|sub-processors?|third-party vendor|notice on additions|hosted (on|by)|runs? on vercel|application: |database: supabase|email: |ai inference: `), controls: []string{"subprocessors"}},
	}
}

func people() []topic {
	return []topic{
		{say: re(`penetration|pen[- ]?test|vulnerabilit\w+|bug bounty|bounty program|researchers?|responsible disclosure|report security|email security@|security@`), controls: []string{"vulnerability-management"}},
		{say: re(`acknowledge|respond within|reports? (gets|is|are) answer`), controls: []string{"incident-response"}},
		{say: re(`incident|breach|within \d+ hours`), controls: []string{"incident-response"}},
		{say: re(`\bdpa\b|processing agreement|\bmsa\b|\bbaa\b|\bgdpr\b|\bccpa\b|hipaa|\bphi\b|personal data|privacy`), controls: []string{"privacy"}},
		{say: re(`soc ?2|iso ?27001|questionnaire|certif\w+|formal audit|observation window`), controls: []string{"governance"}},
		{say: re(`(security|awareness) training|background checks?|onboarding|employees? (must|are|complete)`), controls: []string{"human-resources"}},
		{say: re(`code review|pull requests?|branch protection|change (control|management)|reviewed when upgraded`), controls: []string{"change-management"}},
		{say: re(`regional edge|edge region|customer-aws|cloudformation`), controls: []string{"data-residency"}},
	}
}
