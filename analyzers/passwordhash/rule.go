package passwordhash

import "github.com/candor-dev/candor"

const help = `Whoever gets hold of a table of password hashes guesses at leisure. MD5 and the SHA
family are guessed by the billion a second on one graphics card; bcrypt, scrypt and
argon2 are made so that a guess costs time and memory, as much as the program asks.

Judged are calls of bcrypt, scrypt, argon2 and PBKDF2, and calls of a fast hash on
something that is named like a password, or that the package puts one into: through
variables, through writers (` + "`fmt.Fprint`, `io.WriteString`" + `), into its own functions.

**Passes:** bcrypt at a cost of 10 or more, scrypt with N of 16384 or more, argon2
with 7 MiB of memory or more, PBKDF2 with 10,000 rounds or more.

**Fails:** less than that; a password hashed with MD5, SHA-1, SHA-2, SHA-3 or BLAKE2.

**Stays unknown:** a cost that is only known when the program runs; a fast hash in
the same function as a slow one, which may be a first step; a hash or an HMAC that a
helper is handed, or that a password is the key of.

Two sums that one function makes only to compare them in constant time keep nothing.

A password that is not named so is not seen. A lookup among leaked passwords keeps
nothing, and is left alone where the function is named after it.
`

func rule() candor.Rule {
	return candor.Rule{
		ID:       "passwords/weak-hash",
		Title:    "A password is hashed so that it is cheap to guess",
		Help:     help,
		Fix:      "hash passwords with bcrypt at a cost of 10 or more, or with argon2id",
		Severity: candor.Bad,
		Control:  "authentication",
		Needs:    []string{"go.package"},
		Version:  "1",
		Engine:   "go",
		Origin:   "built-in",
		Examples: examples(),
	}
}

func examples() []candor.Example {
	one := func(name string, o candor.Outcome, subject string, line int, src string) candor.Example {
		return candor.Example{
			Name: name, Outcome: o,
			Files:  map[string]string{"go.mod": "module example.com/login\n\ngo 1.24\n", "login.go": src},
			Expect: []candor.Expected{{Subject: subject, Outcome: o, Path: "login.go", Line: line}},
		}
	}
	return []candor.Example{
		one("a password as SHA-256", candor.Fail, "login.hash: sha256.Sum256", 6, `package login

import "crypto/sha256"

func hash(password string) [32]byte {
	return sha256.Sum256([]byte(password))
}
`),
		one("PBKDF2 with many rounds", candor.Pass, "login.hash: pbkdf2.Key", 9, `package login

import (
	"crypto/pbkdf2"
	"crypto/sha256"
)

func hash(password string, salt []byte) ([]byte, error) {
	return pbkdf2.Key(sha256.New, password, salt, 600_000, 32)
}
`),
		one("rounds that a setting gives", candor.Unknown, "login.hash: pbkdf2.Key", 9, `package login

import (
	"crypto/pbkdf2"
	"crypto/sha256"
)

func hash(password string, salt []byte, rounds int) ([]byte, error) {
	return pbkdf2.Key(sha256.New, password, salt, rounds, 32)
}
`),
	}
}
