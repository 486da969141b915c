package a

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/pbkdf2"
	"golang.org/x/crypto/scrypt"
)

type user struct{ Password, PasswordHash string }

func weak(u user, userPassword string) {
	_ = md5.Sum([]byte(u.Password))             // want `a.weak takes MD5 of a password`
	_ = sha1.Sum([]byte("salt" + userPassword)) // want `takes SHA-1`
	h := sha256.New()
	h.Write([]byte(userPassword)) // want `takes SHA-256`
	io.WriteString(h, u.Password) // want `takes SHA-256`
	fmt.Printf("%x", h.Sum(nil))
}

func low(pw, salt []byte) {
	bcrypt.GenerateFromPassword(pw, bcrypt.MinCost) // want `bcrypt at a cost of 4, below 10`
	scrypt.Key(pw, salt, 1024, 8, 1, 32)            // want `scrypt at a N of 1024`
	argon2.IDKey(pw, salt, 1, 1024, 1, 32)          // want `argon2 at a memory in KiB of 1024`
	pbkdf2.Key(pw, salt, 1000, 32, sha1.New)        // want `pbkdf2 at a rounds of 1000`
}

func good(pw, salt []byte, cost int) {
	bcrypt.GenerateFromPassword(pw, bcrypt.DefaultCost)
	scrypt.Key(pw, salt, 1<<15, 8, 1, 32)
	argon2.IDKey(pw, salt, 1, 64*1024, 4, 32)
	bcrypt.GenerateFromPassword(pw, cost)
}

// What is no password, or is not kept.
func fine(body, resetPasswordToken, passwordHash []byte, key string) {
	_ = md5.Sum(body)
	_ = sha256.Sum256(resetPasswordToken)
	_ = sha1.Sum(passwordHash)
	_ = sha256.Sum256([]byte(key))
}

func pwned(password string) string { return fmt.Sprintf("%x", sha1.Sum([]byte(password)))[:5] }

func first(password string) {
	sum := sha256.Sum256([]byte(password))
	bcrypt.GenerateFromPassword(sum[:], 12)
}
