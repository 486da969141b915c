package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// The secrets below are made up and put together at run time, so that no
// scanner of this repository takes them for real ones.
func TestMasked(t *testing.T) {
	hex40 := "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
	cases := []struct{ name, line, secret string }{
		{"aws key id", `aws_access_key_id = ` + "AKIA" + "QWERTYUIOP234567", "QWERTYUIOP234567"},
		{"aws key id in Go", `key := "` + "ASIA" + `QWERTYUIOP234567"`, "QWERTYUIOP234567"},
		{"aws secret", `aws_secret_access_key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz`, "wJalrXUtnFEMI"},
		{"github token", `TOKEN=` + "ghp_" + strings.Repeat("aB3", 12), "aB3aB3"},
		{"github token in a URL", `git clone https://` + "ghs_" + strings.Repeat("aB3", 12) + `@example.com/x`, "aB3aB3"},
		{"fine-grained token", `x: ` + "github_pat_" + strings.Repeat("11AB_", 10), "11AB_11"},
		{"payment key", `stripe.Key = "` + "sk_live_" + `51Hxxxyyyzzz000aaa"`, "51Hxxx"},
		{"chat token", `SLACK: ` + "xoxb-" + `123456789012-abcdefghij`, "123456789012"},
		{"password with quotes", `password: "hunter22"`, "hunter22"},
		{"password without", `DB_PASSWORD=hunter22!`, "hunter22"},
		{"single quotes", `secret => 'correct horse'`, "correct horse"},
		{"JSON", `{"apiKey": "d41d8cd98f00b204"}`, "d41d8cd9"},
		{"map index", `cfg["api_key"] = "zx81spectrum"`, "zx81"},
		{"Go", `dbPassword := "tr0ub4dor&3"`, "tr0ub4dor"},
		{"SQL", `create role app login password 'tr0ub4dor'`, "tr0ub4dor"},
		{"URL", `postgres://app:s3cr3tpw@db.example.com:5432/x`, "s3cr3tpw"},
		{"URL without user", `redis://:s3cr3tpw@cache:6379`, "s3cr3tpw"},
		{"URL with a slash in the password", `postgres://app:s3cr/3tpw@db.example.com:5432/x`, "3tpw"},
		{"MySQL of Go", `dsn: app:s3cr3tpw@tcp(db.example.com:3306)/x`, "s3cr3tpw"},
		{"hex next to a name", `signing_key: ` + hex40, hex40},
		{"bearer", `-H "Authorization: Bearer abcdefgh12345678ABCDEFGH"`, "abcdefgh12345678"},
		{"JWT", `anon: eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJlLXRleHQ`, "c2lnbmF0dXJl"},
		{"key on one line", `"private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvAIBADAN\n-----END PRIVATE KEY-----"`, "MIIEvAIBADAN"},
		{"body of a key", `MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC7VJTUt9Us8cKj`, "BgkqhkiG9w0"},
		{"two on a line", `password="aaa111bbb" token="ccc222ddd"`, "ccc222ddd"},
		{"compared", `if in.Password == "tr0ub4dor&3" {`, "tr0ub4dor"},
		{"compared otherwise", `if (token !== 'tr0ub4dor&3')`, "tr0ub4dor"},
		{"compared in SQL", `where password <> 'tr0ub4dor'`, "tr0ub4dor"},
		{"not ASCII", `password: "pässwörd1"`, "pässwörd1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Line(c.line)
			if strings.Contains(got, c.secret) {
				t.Errorf("not masked: %s", got)
			}
			if a, b := utf8.RuneCountInString(c.line), utf8.RuneCountInString(got); a != b {
				t.Errorf("%d code points became %d: %s", a, b, got)
			}
		})
	}
}

func TestLeftAlone(t *testing.T) {
	for _, line := range []string{
		``,
		`create table public.deals (id bigint primary key);`,
		`FROM node:22@sha256:9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0`,
		`- uses: actions/checkout@9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c # v4.2.2`,
		`"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",`,
		`golang.org/x/mod v0.42.0 h1:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ=`,
		`secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"`,
		`SecretArn: !Ref DbSecret`,
		`password: ${{ secrets.DB_PASSWORD }}`,
		`password = var.db_password`,
		`password := os.Getenv("DB_PASSWORD")`,
		`MasterUserPassword: !Sub "{{resolve:secretsmanager:db}}"`,
		`token: string`,
		`token_ttl = 3600`,
		`PasswordPolicy: strong`,
		`secrets: inherit`,
		`id-token: write`,
		`key: aws:kms`,
		`https://example.com/path:8080/x@y`,
		`const user = "ana@example.com"`,
		`"MD5": md5:9f8e7d6c5b4a3928`,
		`tokenDigest: sha256:9f8e7d6c5b4a39281706f5e4d3c2b1a0`,
	} {
		if got := Line(line); got != line {
			t.Errorf("changed:\n  %s\n  %s", line, got)
		}
	}
}

func TestNoPanic(t *testing.T) {
	for _, line := range []string{"password=\xff\xfe", strings.Repeat("password='", 2000), "-----BEGIN PRIVATE KEY-----", "token:"} {
		Line(line)
	}
}

// Everything that a pattern begins with is a mark.
func TestMarks(t *testing.T) {
	for _, mark := range []string{
		"://", "AKIA", "ASIA", "ABIA", "ACCA", "-----BEGIN", "gh", "glpat-", "_live_", "_test_", "whsec_", "xox", "sk-", "AIza",
		"npm_", "SG.", "sbp_", "sbs_", "eyJ", "earer", "EARER", "asic", "ASIC", "assword", "ASSWORD", "uthToken", "uth_token", "@tcp(", "@unix(",
	} {
		for _, s := range []string{mark + "0123456789", "0123456789" + mark, "01234" + mark + "56789"} {
			if marksOf(s) == 0 {
				t.Errorf("%q has no mark", s)
			}
		}
	}
	for _, s := range []string{"", "a", "0123456789 plain words"} {
		if m := marksOf(s); m != 0 {
			t.Errorf("%q has the marks %b", s, m)
		}
	}
}

// The cheap looks let nothing through that a pattern knows.
func FuzzMarks(f *testing.F) {
	for _, s := range []string{
		"AKIA" + "QWERTYUIOP234567", "ghp_" + strings.Repeat("aB3", 12), "github_pat_" + strings.Repeat("11AB_", 10), "glpat-" + strings.Repeat("a", 20),
		"xoxb-" + "123456789012", "sk-" + strings.Repeat("a1", 12), "AIza" + strings.Repeat("b", 35), "npm_" + strings.Repeat("c", 36),
		"SG." + strings.Repeat("d", 16) + "." + strings.Repeat("e", 16), "sbp_" + strings.Repeat("0", 20), "whsec_" + strings.Repeat("1", 16),
		"rk_" + "test_" + strings.Repeat("x", 12), "Basic " + strings.Repeat("Q", 20), "BEARER " + strings.Repeat("Q", 20), "password '1'", "PASSWORD  'tr0ub4dor'",
		"_auth=abc", "x _authToken=\"abc", "https://tok@h", "HTTP://tok@h", "a://:b@c", "app:s3cr3tpw@tcp(db)", "u:p@unix(/s)",
		"-----BEGIN PRIVATE KEY-----MII", "eyJhbGciOiJI.eyJyb2xlIjoi.c2lnbmF0dXJl", "pa\u017fsword 'x'", "ba\u017fic " + strings.Repeat("Q", 20),
		"\u017Fecret=abc1234", "api_\u212Aey: \"x12\"", "PWD=a1b2c3!", "credentials: 'zx81'", "\t\"" + strings.Repeat("aB3+", 11) + "\",",
		"to\u212Aen=x1", "K=1", "passphrase is", "  '" + strings.Repeat("x", 39), "pas\u017Fw\u212A",
	} {
		f.Add(s)
	}
	r := New()
	f.Fuzz(func(t *testing.T, s string) {
		found := marksOf(s)
		for i := range r.known {
			if p := &r.known[i]; p.mark&found == 0 && p.re().MatchString(s) {
				t.Errorf("%q is let through, and %s knows it", s, p.re())
			}
		}
		if !mayBeKeyed(s) && r.keyed().MatchString(s) {
			t.Errorf("%q is let through, and a name in it speaks of a secret", s)
		}
		if utf8.ValidString(s) && !mayBeHidden(s) && r.hidden().MatchString(s) {
			t.Errorf("%q is let through, and is key material", s)
		}
	})
}
