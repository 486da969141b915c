package sinks

import (
	"go/ast"

	"github.com/candor-dev/candor/internal/effects"
)

// signatureCalls make or compare signatures.
var signatureCalls = map[string]bool{
	"crypto/hmac.New": true, "crypto/hmac.Equal": true, "crypto/subtle.ConstantTimeCompare": true,
	"crypto/ed25519.Sign": true, "crypto/ed25519.Verify": true, "crypto/ed25519.VerifyWithOptions": true,
	"crypto/rsa.SignPKCS1v15": true, "crypto/rsa.SignPSS": true, "crypto/rsa.VerifyPKCS1v15": true, "crypto/rsa.VerifyPSS": true,
	"crypto/ecdsa.Sign": true, "crypto/ecdsa.SignASN1": true, "crypto/ecdsa.Verify": true, "crypto/ecdsa.VerifyASN1": true,
	"crypto.Sign": true, // of crypto.Signer
}

// signatures classifies calls of the crypto packages. Model is the hash of an
// HMAC: "sha256".
func signatures(_ *Classifier, k *callee) []effects.Effect {
	if !signatureCalls[k.path+"."+k.name] {
		return nil
	}
	e := k.effect(effects.Signature, k.fn.Pkg().Name()+"."+k.name)
	if k.path == "crypto/hmac" && k.name == "New" {
		if sel, ok := ast.Unparen(k.arg(0)).(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				e.Model = id.Name // the package of the hash
				switch sel.Sel.Name {
				case "New224", "New384", "New512_224", "New512_256":
					e.Model += "." + sel.Sel.Name
				}
				e.What = "hmac.New(" + e.Model + ")"
			}
		}
	}
	return []effects.Effect{e}
}
