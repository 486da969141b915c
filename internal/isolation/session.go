package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A value of the session has one of these keys:
//
//	jwt:sub, jwt:app_metadata.org_id   a claim of the signed token
//	guc:app.tenant_id                  a setting that the application sets
//	http:...                           a part of the request
//	role:current_user                  the database role
//	fn:public.current_org              a function that the user declared

// session gives the term for a value of the session.
func (e *eval) session(v *env, key, text string) term {
	t := e.sessionTerm(v, key, text)
	switch t.kind {
	case tIdent:
		e.p.note(t.ident)
	case tWrite:
		e.p.seen[t.key] = Identity{Expr: text, Why: "the caller writes it himself"}
	}
	return t
}

func (e *eval) sessionTerm(v *env, key, text string) term {
	if id := e.p.declared[key]; id != nil && !e.nobody(key) {
		return identTerm(id, text)
	}
	src, path, _ := strings.Cut(key, ":")
	switch src {
	case "http":
		return written(key, text)
	case "role":
		return e.currentRole(v, key, text)
	case "guc":
		return e.guc(key, text, path)
	case "jwt":
		return e.claim(key, text, path)
	}
	return term{kind: tClaim, key: key, text: text, deps: deps{session: true, hard: !softClaim(key)}}
}

func written(key, text string) term {
	return term{kind: tWrite, key: "w:" + key, text: text, deps: deps{written: true}}
}

func identTerm(id *ident, text string) term {
	return term{kind: tIdent, key: "i:" + id.key, text: text, ident: id, deps: deps{session: true, hard: true}}
}

// nobody reports whether the value is NULL because nobody is signed in: the
// token of the platform's anonymous role holds its role and nothing else.
func (e *eval) nobody(key string) bool {
	return e.p.cat.Supabase && e.role.name == anonRole && strings.HasPrefix(key, "jwt:") && key != "jwt:role"
}

func (e *eval) claim(key, text, path string) term {
	if path == "role" && e.p.cat.Supabase && (e.role.name == anonRole || e.role.name == authRole) {
		return constTerm(e.role.name)
	}
	if e.nobody(key) {
		if path == "" {
			return term{kind: tClaim, key: key, text: text, deps: deps{session: true, hard: !softClaim(key)}}
		}
		return nullTerm()
	}
	parts := strings.Split(path, ".")
	if parts[0] == "user_metadata" || parts[0] == "raw_user_meta_data" {
		return written(key, text)
	}
	last := parts[len(parts)-1]
	id := &ident{key: key, text: text}
	switch {
	case path == "sub" || path == "user_id":
		id.user = true
	case path == "email" || path == "phone":
		id.user, id.why = true, "addresses in the token's "+path+" claim are confirmed before sign-in"
	case parts[0] == "app_metadata" && e.p.namesOne(last, e.p.named(last).tenant):
	case e.p.namesOne(last, e.p.named(last).tenant):
		id.why = "the issuer of the token sets the claim " + path + " and the user can't"
	case e.p.namesOne(last, e.p.named(last).user):
		id.user, id.why = true, "the issuer of the token sets the claim "+path+" and the user can't"
	default:
		return term{kind: tClaim, key: key, text: text, deps: deps{session: true, hard: !softClaim(key)}}
	}
	return identTerm(id, text)
}

func (e *eval) guc(key, text, path string) term {
	last := path[strings.LastIndexAny(path, ".")+1:]
	id := &ident{key: key, text: text, why: "role " + e.role.name + " can't run SET " + path + " itself: it never sends SQL of its own"}
	if by := e.p.setBy(strings.SplitN(path, "/", 2)[0]); by != "" {
		return term{kind: tOpaque, key: key, text: text, deps: deps{session: true,
			bad: "the caller may set " + path + " by calling " + by}}
	}
	switch {
	case e.p.namesOne(last, e.p.named(last).tenant):
	case e.p.namesOne(last, e.p.named(last).user):
		id.user = true
	default:
		return term{kind: tClaim, key: key, text: text, deps: deps{session: true, hard: !softClaim(key)}}
	}
	return identTerm(id, text)
}

func (e *eval) currentRole(v *env, key, text string) term {
	if v.definer == "" && (e.role.name == anonRole || e.role.name == authRole) {
		return constTerm(e.role.name)
	}
	if v.definer != "" && key != "role:session_user" {
		return constTerm(v.definer)
	}
	return term{kind: tClaim, key: key, text: text, deps: deps{session: true, hard: !softClaim(key)}}
}

// namesOne reports whether a name says which one it is, as org_id, tenant or
// current_user do: company_size and client_ip speak of something else about it.
func (p *prover) namesOne(name string, speaks bool) bool {
	if !speaks {
		return false
	}
	w := words(name)
	switch last := w[len(w)-1]; last {
	case "id", "ids", "uuid", "uuids", "uid", "sub", "slug", "key":
		return true
	default:
		n := p.named(last)
		return n.tenant || n.user
	}
}

// signedIn reports whether the identity is certainly there for the role.
func (e *eval) signedIn(id *ident) bool {
	return e.p.cat.Supabase && e.role.name == authRole && id.key == "jwt:sub"
}

// softClaim names claims that every user can bring about for himself.
func softClaim(key string) bool {
	switch strings.TrimPrefix(key, "jwt:") {
	case "", "aal", "amr", "aud", "iss", "exp", "iat", "is_anonymous", "session_id", "email_verified", "phone_verified":
		return true
	}
	return false
}

// sessionCall gives the key of a session value that a function of the platform
// or of Postgres returns.
func (e *eval) sessionCall(schema, name string) (key string, ok bool) {
	if schema == "auth" && (e.p.cat.Supabase || e.p.function(pgcat.Name{Schema: schema, Rel: name}) == nil) {
		if e.p.remade(name) {
			return "", false
		}
		switch name {
		case "uid", "user_id":
			return "jwt:sub", true
		case "jwt", "session":
			return "jwt:", true
		case "role":
			return "jwt:role", true
		case "email":
			return "jwt:email", true
		}
	}
	return "", false
}

// remade reports whether the migrations put a function of their own in the place
// of one of the platform's, which reads something else than the token.
func (p *prover) remade(name string) bool {
	return p.cat.Supabase && slices.ContainsFunc(p.functions[pgcat.Name{Schema: "auth", Rel: name}], func(f *pgcat.Function) bool {
		low := strings.ToLower(f.Body)
		return !f.Platform && len(inputs(f)) == 0 && (!strings.Contains(low, "request.jwt") && !strings.Contains(low, "auth.jwt") || strings.Contains(low, "headers") || strings.Contains(low, "cookies"))
	})
}

// settingKey gives the key of current_setting(name).
func settingKey(name string) string {
	low := strings.ToLower(name)
	switch {
	case low == "request.jwt.claims":
		return "jwt:"
	case strings.HasPrefix(low, "request.jwt.claim."):
		return "jwt:" + strings.TrimPrefix(low, "request.jwt.claim.")
	case strings.HasPrefix(low, "request."):
		return "http:" + low
	case low == "role":
		return "role:current_user"
	}
	return "guc:" + low
}

// child gives the key of a field below a session value.
func child(key, field string) string {
	switch {
	case strings.HasSuffix(key, ":"):
		return key + field
	case strings.HasPrefix(key, "guc:"):
		return key + "/." + field
	}
	return key + "." + field
}

const (
	anonRole = "anon"
	authRole = "authenticated"
)
