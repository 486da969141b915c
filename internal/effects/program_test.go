package effects

import (
	"strconv"
	"strings"
	"testing"
)

// parse reads a program for tests, one thing a line:
//
//	door POST /members m/api.Invite < m/mw.Auth(role) < m/mw.Log?cfg.Log
//	door POST <cfg.Base>/users m/api.Users
//	job nightly m/api.Purge
//	fn m/api.Invite: call m/svc.Invite go; write members tx=tx#1; audit m/audit.Record dropped
//	link m/api.(Store).Add -> m/sql.(*Store).Add vta
//	gap m/broken does not type-check
//	packages m/api m/mw      modules m
//
// A call is "call", "iface", "dyn" (an argument with blanks is written with _);
// an effect "write TABLE" (a verb may follow: insert, update, delete), "audit
// SYMBOL", "trail TABLE", "guard SYMBOL", "tamper TABLE". Words behind it are
// its flow. Every line and part has a position of its own.
func parse(t testing.TB, text string) *Program {
	t.Helper()
	p := new(Program)
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "door", "job", "rpc", "callback":
			p.Doors = append(p.Doors, parseDoor(word, rest, n))
		case "fn":
			p.Functions = append(p.Functions, parseFunc(t, rest, n))
		case "link":
			f := strings.Fields(rest)
			p.Links = append(p.Links, Link{From: sym(f[0]), To: sym(f[2]), By: f[3]})
		case "gap":
			pkg, why, _ := strings.Cut(rest, " ")
			p.Gaps = append(p.Gaps, Gap{Package: pkg, Reason: why})
		case "whole":
			p.Whole = true
		case "packages":
			p.Packages = strings.Fields(rest)
		case "modules":
			p.Modules = strings.Fields(rest)
		default:
			t.Fatalf("line %d: %s", n, line)
		}
	}
	return p
}

func sym(s string) Symbol { return Symbol(strings.ReplaceAll(s, "_", " ")) }

func parseDoor(kind, rest string, n int) Door {
	parts := strings.Split(rest, " < ")
	f := strings.Fields(parts[0])
	d := Door{Kind: HTTP, Router: "test", Pos: Pos{File: "routes.go", Line: n}}
	switch kind {
	case "job":
		d.Kind = Job
	case "rpc":
		d.Kind = RPC
	case "callback":
		d.Kind = Callback
	}
	if kind != "job" && kind != "rpc" {
		if f[0] != "ANY" {
			d.Methods = strings.Split(f[0], ",")
		}
		f = f[1:]
	}
	d.Path = f[0]
	if _, gap, ok := strings.Cut(d.Path, "<"); ok {
		d.PathGap, _, _ = strings.Cut(gap, ">")
	}
	if len(f) > 1 {
		d.Handler = sym(f[1])
	}
	for i, w := range parts[1:] {
		w, cond, _ := strings.Cut(w, "?")
		name, args, _ := strings.Cut(strings.TrimSuffix(w, ")"), "(")
		x := Wrapper{Symbol: Symbol(name), Pos: Pos{File: "routes.go", Line: n, Col: 10 + i}, Cond: strings.ReplaceAll(cond, "_", " ")}
		if strings.HasPrefix(args, "*") { // (*T).M
			name, x.Symbol, args = w, Symbol(w), ""
		}
		if outer, inner, ok := strings.Cut(name, "!"); ok {
			x.Symbol, x.Inner = Symbol(outer), Symbol(outer+inner)
		}
		if args != "" {
			x.Args = strings.Split(args, ";")
		}
		d.Wrappers = append(d.Wrappers, x)
	}
	return d
}

func parseFunc(t testing.TB, rest string, n int) Function {
	name, body, _ := strings.Cut(rest, ": ")
	name = strings.TrimSuffix(name, ":")
	f := Function{Symbol: sym(name), Pos: Pos{File: "a.go", Line: n}}
	for i, part := range strings.Split(body, ";") {
		w := strings.Fields(part)
		if len(w) == 0 {
			continue
		}
		pos := Pos{File: "a.go", Line: n, Col: i + 1}
		e := Effect{Pos: pos}
		switch w[0] {
		case "call", "iface", "dyn":
			c := Call{Callee: sym(w[1]), Pos: pos, Interface: w[0] == "iface", Dynamic: w[0] == "dyn"}
			parseFlow(t, &c.Flow, nil, &f, &c.Pos, w[2:])
			f.Calls = append(f.Calls, c)
			continue
		case "write":
			e.Kind, e.Symbol, e.Model, e.Verb = Mutation, "database/sql.(*DB).Exec", w[1], "insert"
			e.What = "INSERT " + w[1]
			if w[1] == "?" {
				e.Model, e.What = "", "INSERT"
			}
		case "read":
			e.Kind, e.Symbol, e.What = Read, "m/db.Run", "SELECT"
			w = append(w[:1:1], append([]string{""}, w[1:]...)...)
		case "tamper":
			e.Kind, e.Symbol, e.Model, e.What = Tamper, "database/sql.(*DB).Exec", w[1], "DELETE "+w[1]
		case "trail":
			e.Kind, e.Symbol, e.Model, e.What = Audit, "database/sql.(*DB).Exec", w[1], "INSERT "+w[1]
		case "runs": // it runs a function that it is handed
			f.Runs = append(f.Runs, Run{Param: 1})
			continue
		case "named": // a function that the user named as a mutation
			e.Kind, e.Symbol, e.What, e.Verb = Mutation, sym(w[1]), Short(sym(w[1])), "write"
		case "audit", "guard":
			e.Kind, e.Symbol, e.What = Kind(w[0]), sym(w[1]), Short(sym(w[1]))
		default:
			t.Fatalf("line %d: %s", n, part)
		}
		parseFlow(t, &e.Flow, &e, &f, &e.Pos, w[2:])
		f.Effects = append(f.Effects, e)
	}
	return f
}

func parseFlow(t testing.TB, fl *Flow, e *Effect, f *Function, pos *Pos, ws []string) {
	for _, w := range ws {
		key, val, _ := strings.Cut(w, "=")
		switch key {
		case "go":
			fl.Go = true
		case "defer":
			fl.Defer = true
		case "later":
			fl.Later = true
		case "recv":
			fl.TxRecv = true
		case "dropped":
			fl.Dropped = true
		case "logged":
			fl.Logged = true
		case "success":
			fl.OnSuccess = true
		case "if":
			fl.Cond = strings.ReplaceAll(val, "_", " ")
		case "tx":
			name, param, ok := strings.Cut(val, "#")
			fl.Tx = name
			if ok {
				fl.TxParam, _ = strconv.Atoi(param)
			}
		case "with": // the call of an effect that the front end knows, too
			f.Calls = append(f.Calls, Call{Callee: e.Symbol, Pos: *pos, Interface: val == "iface", Flow: *fl})
		case "weak":
			e.Weak = true
		case "unread":
			e.Unread = "it is put together at run time"
		case "text":
			e.TextParam, e.Unread = 1, "it is a parameter"
			if n, err := strconv.Atoi(val); err == nil {
				e.TextParam = n
			}
		case "passed":
			e.Passed = true
		case "at": // the same place as another part
			pos.Col, _ = strconv.Atoi(val)
		case "update", "delete":
			e.Verb, e.What = key, strings.ToUpper(key)+" "+e.Model
		default:
			t.Fatalf("flow %q", w)
		}
	}
}
