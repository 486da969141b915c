package effects

import (
	"strings"
	"testing"
	"time"
)

// Each program has one door that is judged, the first one. want is "verdict
// durability by", trace the way to the write, reason a part of the reasons.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name, prog    string
		o             Options
		want          string
		trace, reason string
	}{
		{name: "written and not recorded", want: "unaudited",
			prog:  "door POST /v1/members m/api.Invite\nfn m/api.Invite: call m/service.Invite\nfn m/service.Invite: call m/store.InsertMember\nfn m/store.InsertMember: write members",
			trace: "api.Invite -> service.Invite -> store.InsertMember -> INSERT members"},
		{name: "recorded by the handler", want: "audited synchronous direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record"},
		{name: "recorded by a helper", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/svc.Log\nfn m/svc.Log: trail audit_events"},
		{name: "read only", want: "read_only", prog: "door POST /search m/api.Search\nfn m/api.Search: call m/store.Find\nfn m/store.Find:"},
		{name: "a handler without a summary does nothing", want: "read_only", prog: "door POST /x m/api.X\nfn m/api.Y:"},
		{name: "a handler that was not read", want: "unresolved", reason: "its handler lib.Serve is not part of the program",
			prog: "door POST /x o.com/lib.Serve\nfn m/api.Y:"},
		{name: "a handler of the standard library", want: "read_only", prog: "door ANY /static net/http.FileServer\nfn m/api.Y:"},
		{name: "metrics", want: "read_only", reason: "its handler metrics.WritePrometheus only serves metrics",
			prog: "door ANY /metrics github.com/VictoriaMetrics/metrics.WritePrometheus\nfn m/api.Y:"},
		{name: "profiles", want: "read_only", reason: "its handler pprof.Index only serves profiles of the process",
			prog: "door ANY /debug/pprof/ net/http/pprof.Index\nfn m/api.Y:"},
		{name: "profiles of a router with a version", want: "read_only", prog: "door ANY /debug github.com/go-chi/chi/v5/middleware.Profiler\nfn m/api.Y:"},
		{name: "another function of that package", want: "unresolved", prog: "door ANY /debug github.com/go-chi/chi/v5/middleware.Throttle\nfn m/api.Y:"},
		{name: "a proxy", want: "unresolved", prog: "door ANY /x net/http/httputil.(*ReverseProxy).ServeHTTP\nfn m/api.Y:"},
		{name: "a router that nobody could open", want: "unresolved", prog: "door ANY /x net/http.(*ServeMux).ServeHTTP\nfn m/api.Y:"},
		{name: "programs run by a handler", want: "unresolved", prog: "door ANY /x net/http/cgi.(*Handler).ServeHTTP\nfn m/api.Y:"},
		{name: "a handler of a broken package", want: "unresolved", reason: "package m/api could not be read: does not type-check",
			prog: "door POST /x m/api.X\nfn m/b.Y:\ngap m/api does not type-check"},
		{name: "no handler", want: "unresolved", reason: "its handler can't be told", prog: "door POST /x"},
		{name: "a call into a broken package", want: "unresolved", reason: "package m/svc could not be read",
			prog: "door POST /x m/api.X\nfn m/api.X: call m/svc.Do\ngap m/svc does not type-check"},
		{name: "a call into a library", want: "read_only", prog: "door POST /x m/api.X\nfn m/api.X: call lib/x.Do\nmodules m\npackages m/api"},
		{name: "a call into a package that was not asked for", want: "unresolved", reason: "package m/svc was not read",
			prog: "door POST /x m/api.X\nfn m/api.X: call m/svc.Do\nmodules m\npackages m/api"},

		// Durability, inherited from the way.
		{name: "goroutine", want: "audited background direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record go"},
		{name: "goroutine above", want: "audited background helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/api.A$1 go\nfn m/api.A$1: audit m/audit.Record"},
		{name: "deferred", want: "audited deferred direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record defer"},
		{name: "deferred closure", want: "audited deferred helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/api.A$1 defer\nfn m/api.A$1: audit m/audit.Record"},
		{name: "a commit function that is deferred", want: "audited deferred helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/audit.Init$1 defer later\nfn m/audit.Init$1: trail audit_log"},
		{name: "a closure that is run later", want: "audited background helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/api.A$1 later\nfn m/api.A$1: audit m/audit.Record"},
		{name: "logged", want: "audited best_effort direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record logged"},
		{name: "dropped above", want: "audited best_effort helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/svc.Log dropped\nfn m/svc.Log: audit m/audit.Record"},
		{name: "the sink logs its own failure", want: "audited best_effort direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record with=call\nfn m/audit.Record: call m/audit.write\nfn m/audit.write: trail audit_log logged"},
		{name: "the sink starts a goroutine", want: "audited background direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record with=call\nfn m/audit.Record: call m/audit.Record$1 go\nfn m/audit.Record$1: trail audit_log"},
		{name: "behind a switch", want: "audited off_by_default direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record if=cfg.AuditEnabled"},
		{name: "behind a switch that is on", want: "audited synchronous direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record if=!cfg.AuditDisabled"},
		{name: "on success", want: "audited synchronous direct", prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record if=err_==_nil success"},
		{name: "the better of two", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record go; call m/svc.Log\nfn m/svc.Log: trail audit_log"},
		{name: "the better of two ways", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/svc.Log go; call m/svc.B\nfn m/svc.B: call m/svc.Log\nfn m/svc.Log: trail audit_log"},

		// Transactions.
		{name: "same transaction, local", want: "audited same_transaction direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t tx=tx; audit m/audit.Record tx=tx"},
		{name: "same transaction, handed down", want: "audited same_transaction helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/svc.B tx=tx; call m/audit.Add tx=tx\nfn m/svc.B: write t tx=q#2\nfn m/audit.Add: trail audit_log tx=x#1"},
		{name: "another transaction", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/svc.B tx=tx; call m/audit.Add tx=tx2\nfn m/svc.B: write t tx=q#2\nfn m/audit.Add: trail audit_log tx=x#1"},
		{name: "one write outside the transaction", want: "audited synchronous direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t tx=tx; write u; audit m/audit.Record tx=tx"},
		{name: "closure that runs in a transaction", want: "audited same_transaction helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.Within; call m/api.A$1\nfn m/api.A$1: write t tx=tx#1; call m/audit.Add tx=tx#1\nfn m/audit.Add: trail audit_log tx=x#1\nfn m/db.Within: dyn param_1_of_m/db.Within"},
		{name: "two closures with their own transactions", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/api.A$1; call m/api.A$2\nfn m/api.A$1: write t tx=tx#1\nfn m/api.A$2: trail audit_log tx=tx#1"},
		{name: "methods of a store that is the transaction", want: "audited same_transaction helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/api.A$1\nfn m/api.A$1: call m/st.(*S).Save tx=tx#1 recv; call m/st.(*S).Log tx=tx#1 recv\nfn m/st.(*S).Save: call m/st.(*S).exec\nfn m/st.(*S).exec: write t\nfn m/st.(*S).Log: trail audit_log"},
		{name: "a method of another type", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/st.(*S).Save tx=tx recv; call m/st.(*S).Log tx=tx recv\nfn m/st.(*S).Save: call m/o.(*Other).exec\nfn m/o.(*Other).exec: write t\nfn m/st.(*S).Log: trail audit_log"},
		{name: "same transaction, failure dropped", want: "audited best_effort direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t tx=tx; audit m/audit.Record tx=tx dropped"},

		// The trail's own writes, builders, tables.
		{name: "only the trail is written", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/audit.Add\nfn m/audit.Add: write audit_events"},
		{name: "what a sink writes is no mutation", want: "audited synchronous direct", trace: "api.A -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: audit m/audit.Record with=call; write t\nfn m/audit.Record: write outbox"},
		{name: "a builder is no sink", want: "unaudited",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/audit.Build; write t\nfn m/audit.Build:"},
		{name: "a product about audits", want: "unaudited", prog: "door POST /a m/api.A\nfn m/api.A: write audits; write audit_plans"},
		{name: "configured table", o: Options{AuditTables: []string{"journal"}}, want: "audited synchronous direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; write public.journal"},
		{name: "changed trail", want: "read_only", prog: "door POST /a m/api.A\nfn m/api.A: write audit_log delete"},
		{name: "ignored table", o: Options{IgnoreModels: []string{"model:session*"}}, want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: write sessions"},
		{name: "barrier", o: Options{Barriers: []string{"svc.Refresh"}}, want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/svc.Refresh\nfn m/svc.Refresh: write sessions"},

		// What can't be followed.
		{name: "interface without implementation", want: "unresolved", reason: "nothing is known to implement api.(Store).Add",
			prog: "door POST /a m/api.A\nfn m/api.A: iface m/api.(Store).Add"},
		{name: "interface of a library", want: "read_only", prog: "door POST /a m/api.A\nfn m/api.A: iface io.(Writer).Write"},
		{name: "write found, the rest is hidden", want: "unresolved", reason: "it writes, and whether a record is written can't be told",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(Notifier).Tell"},
		{name: "record found, the rest is hidden", want: "audited synchronous direct",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record; iface m/api.(Notifier).Tell"},
		{name: "what leads out of a whole program hides no record", want: "unaudited",
			prog: "whole\ndoor POST /a m/api.A\nfn m/api.A: write t; iface m/api.(Files).Put"},
		{name: "unless its name says so", want: "unresolved",
			prog: "whole\ndoor POST /a m/api.A\nfn m/api.A: write t; iface m/api.(Auditor).Put"},
		{name: "or a part was not read", want: "unresolved",
			prog: "whole\ngap m/x does not load\ndoor POST /a m/api.A\nfn m/api.A: write t; iface m/api.(Files).Put"},
		{name: "it may still write", want: "unresolved",
			prog: "whole\ndoor POST /a m/api.A\nfn m/api.A: iface m/api.(Files).Put"},
		{name: "link", want: "unaudited", trace: "api.A -> sql.(*Store).Add -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: iface m/api.(Store).Add\nlink m/api.(Store).Add -> m/sql.(*Store).Add vta\nfn m/sql.(*Store).Add: write t"},
		{name: "every implementation records", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: iface m/api.(S).Add\nlink m/api.(S).Add -> m/a.(*S).Add vta\nlink m/api.(S).Add -> m/b.(*S).Add vta\nfn m/a.(*S).Add: write t; trail audit_log\nfn m/b.(*S).Add: write t; trail audit_log"},
		{name: "one implementation records", want: "unresolved", reason: "only where a call means a.(*Log).Put, and it may mean another function",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(L).Put\nlink m/api.(L).Put -> m/a.(*Log).Put vta\nlink m/api.(L).Put -> m/b.(Nop).Put vta\nfn m/a.(*Log).Put: trail audit_log\nfn m/b.(Nop).Put:"},
		{name: "one implementation records, the other has no summary", want: "unresolved", reason: "it may mean another function",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(L).Put\nlink m/api.(L).Put -> m/a.(*Log).Put vta\nlink m/api.(L).Put -> m/a.(Nop).Put vta\nfn m/a.(*Log).Put: trail audit_log"},
		{name: "layers of one interface", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: iface m/api.(S).Add\nlink m/api.(S).Add -> m/a.(*Layer).Add vta\nlink m/api.(S).Add -> m/b.(*S).Add vta\nfn m/a.(*Layer).Add: iface m/api.(S).Add\nfn m/b.(*S).Add: write t; trail audit_log"},
		{name: "deep record over a guessed link", want: "unaudited",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(I).X\nlink m/api.(I).X -> m/a.X cha\nfn m/a.X: call m/a.Y\nfn m/a.Y: call m/a.Z\nfn m/a.Z: call m/a.Q\nfn m/a.Q: trail audit_log"},
		{name: "near record over a guessed link", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(I).X\nlink m/api.(I).X -> m/a.X cha\nfn m/a.X: trail audit_log"},
		{name: "deep record over plain calls", want: "audited synchronous helper",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; call m/a.X\nfn m/a.X: call m/a.Y\nfn m/a.Y: call m/a.Z\nfn m/a.Z: call m/a.Q\nfn m/a.Q: call m/a.R\nfn m/a.R: trail audit_log"},
		{name: "function value in a field", want: "unresolved", reason: "holds is not known",
			prog: "door POST /a m/api.A\nfn m/api.A: dyn field_m/api.T.save"},
		{name: "a cancel function", want: "read_only", prog: "door POST /a m/api.A\nfn m/api.A: dyn var_cancel defer\n"},
		{name: "a parameter whose value the caller gives", want: "unaudited",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.Within; call m/api.A$1\nfn m/db.Within: dyn param_1_of_m/db.Within\nfn m/api.A$1: write t"},
		{name: "other doors' closures stay theirs", want: "unaudited",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.Within; call m/api.A$1\nfn m/db.Within: dyn param_1_of_m/db.Within\nfn m/api.A$1: write t\nfn m/api.B: call m/db.Within; call m/api.B$1\nfn m/api.B$1: trail audit_log\nlink param_1_of_m/db.Within -> m/api.A$1 vta\nlink param_1_of_m/db.Within -> m/api.B$1 vta"},
		{name: "a value given at start-up", want: "unresolved", reason: "the function that api.Make is given is not known",
			prog: "door POST /a m/api.Make$1\nfn m/api.Make$1: dyn param_0_of_m/api.Make"},
		{name: "the one value given at start-up", want: "unaudited",
			prog: "door POST /a m/api.Make$1\nfn m/api.Make$1: dyn param_0_of_m/api.Make\nlink param_0_of_m/api.Make -> m/api.save vta\nfn m/api.save: write t"},
		{name: "statement that can't be read", want: "unresolved", reason: "can't be read", prog: "door POST /a m/api.A\nfn m/api.A: write t unread"},
		{name: "statement that can't be read beside one that can", want: "unaudited", prog: "door POST /a m/api.A\nfn m/api.A: write t; write u unread"},
		{name: "statement handed to a helper", want: "unaudited", trace: "api.A -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: write t passed; call m/db.Run at=1\nfn m/db.Run: write x text"},
		{name: "statement handed to a helper from nowhere", want: "unresolved", reason: "the statement that db.Run is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.Run\nfn m/db.Run: write x text"},
		{name: "a statement that reads handed to a helper", want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.Run at=1\nfn m/db.Run: write x text"},
		{name: "an ordinary effect where the helper is called", want: "unaudited", trace: "api.A -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/db.(Tx).Exec at=1\nlink m/db.(Tx).Exec -> m/db.(*tx).Exec vta\nfn m/db.(*tx).Exec: write x text"},
		{name: "a guard where the helper is called tells nothing", want: "unresolved", reason: "the statement that db.Run is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: guard m/db.Run; call m/db.Run at=1\nfn m/db.Run: write x text"},
		{name: "statement handed on twice", want: "unaudited", trace: "api.A -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: write t passed; call m/db.insert at=1\nfn m/db.insert: write x text passed; call m/db.exec at=1\nfn m/db.exec: write y text"},
		{name: "statement that reads handed on twice", want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.insert at=1\nfn m/db.insert: write x text passed; call m/db.exec at=1\nfn m/db.exec: write y text"},
		{name: "statement handed on twice from nowhere", want: "unresolved", reason: "the statement that db.insert is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.insert\nfn m/db.insert: write x text passed; call m/db.exec at=1\nfn m/db.exec: write y text"},
		{name: "handed on to what runs no statement", want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: call m/db.name\nfn m/db.name: write x text passed; call m/db.trace at=1\nfn m/db.trace:"},
		{name: "the second call of a helper gives what can't be read", want: "unresolved", reason: "the statement that db.Run is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.Run at=1; call m/db.Run\nfn m/db.Run: write x text"},
		{name: "a handler's own parameter", want: "unresolved", reason: "the statement that api.A is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: write x text"},
		{name: "a helper that runs two statements", want: "unresolved", reason: "the statement that db.Run is given can't be read",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.Run at=1\nfn m/db.Run: write x text=1; write y text=2"},
		{name: "handed on to a package that was not read", want: "unresolved", reason: "package m/db was not read",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.Run at=1\nmodules m\npackages m/api"},
		{name: "a helper that helps itself", want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: read passed; call m/db.Run at=1\nfn m/db.Run: write x text; write x text passed; call m/db.Run at=2"},
		{name: "rows added to a table that can't be told", want: "unresolved", reason: "which may be the record",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; write ?"},
		{name: "a named function is seen through", want: "audited same_transaction helper", trace: "api.A -> st.Save -> st.Save$1 -> INSERT t",
			prog: "door POST /a m/api.A\nfn m/api.A: named m/st.Save with=call\nfn m/st.Save: named m/st.Within with=call; call m/st.Save$1\nfn m/st.Within: runs\nfn m/st.Save$1: write t tx=tx#1; trail audit_log tx=tx#1"},
		{name: "a named function that runs what it is handed", want: "read_only",
			prog: "door POST /a m/api.A\nfn m/api.A: named m/st.Within with=call\nfn m/st.Within: runs"},
		{name: "a named function that can't be seen through", want: "unaudited", trace: "api.A -> st.Save",
			prog: "door POST /a m/api.A\nfn m/api.A: named m/st.Save with=call\nfn m/st.Save:"},
		{name: "another system decides", want: "unresolved", reason: "up to another system", prog: "door POST /a m/api.A\nfn m/api.A: write t weak"},
		{name: "a known write behind an interface", want: "unresolved", reason: "nothing is known to implement",
			prog: "door POST /a m/api.A\nfn m/api.A: write t; iface m/api.(L).Save\nmodules m"},

		// Scope and exemptions.
		{name: "exempt", want: "exempt", reason: "telemetry (ana, until 2027-06-30)",
			o:    Options{Now: day("2027-06-30"), Exempt: []Exemption{{Door: "POST /a", Reason: "telemetry", Owner: "ana", Until: day("2027-06-30")}}},
			prog: "door POST /a m/api.A\nfn m/api.A: write t"},
		{name: "exemption over", want: "unaudited", reason: "its exemption (telemetry, ana) ended on 2027-06-30",
			o:    Options{Now: day("2027-07-01"), Exempt: []Exemption{{Door: "POST /a", Reason: "telemetry", Owner: "ana", Until: day("2027-06-30")}}},
			prog: "door POST /a m/api.A\nfn m/api.A: write t"},
		{name: "exempt and audited", want: "audited synchronous direct",
			o:    Options{Exempt: []Exemption{{Door: "POST /a", Reason: "r", Owner: "o"}}},
			prog: "door POST /a m/api.A\nfn m/api.A: write t; audit m/audit.Record"},
		{name: "an exemption does not cure a door that can't be told", want: "unresolved", reason: "the path is made at run time",
			o:    Options{Exempt: []Exemption{{Door: "m/api.A", Reason: "r", Owner: "o"}}},
			prog: "door POST /a m/api.A\nfn m/api.A: write t"},

		// Wrappers.
		{name: "wrapper, before", want: "audited before wrapper",
			prog: "door POST /a m/api.A < m/mw.Audit!$1\nfn m/api.A: write t\nfn m/mw.Audit$1: audit m/audit.Record; iface net/http.(Handler).ServeHTTP"},
		{name: "wrapper, after", want: "audited deferred wrapper",
			prog: "door POST /a m/api.A < m/mw.Audit!$1\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper that a front end could not open", want: "audited deferred wrapper",
			prog: "door POST /a m/api.A < m/mw.Audit\nfn m/api.A: write t\nfn m/mw.Audit:\nfn m/mw.Audit$1: dyn param_0_of_m/mw.Audit; audit m/audit.Record"},
		{name: "a wrapper's next is no hole, and other handlers are not behind it", want: "unaudited",
			prog: "door POST /a m/api.A < m/mw.Log!$1\nfn m/api.A: write t\nfn m/mw.Log$1: iface net/http.(Handler).ServeHTTP\nlink net/http.(Handler).ServeHTTP -> m/api.B vta\nfn m/api.B: trail audit_log"},
		{name: "configured wrapper", want: "audited  wrapper",
			o:    Options{Wrappers: []WrapperRule{{Func: "lib.WithAudit", Requires: []string{"action"}}}},
			prog: "door POST /a m/api.A < o/lib.WithAudit(action)\nfn m/api.A: write t"},
		{name: "configured wrapper without what it needs", want: "unaudited", reason: "lib.WithAudit is not given action",
			o:    Options{Wrappers: []WrapperRule{{Func: "lib.WithAudit", Requires: []string{"action"}}}},
			prog: "door POST /a m/api.A < o/lib.WithAudit(actions)\nfn m/api.A: write t"},
		{name: "own wrapper without what it needs", want: "unaudited", reason: "mw.Audit is not given action",
			o:    Options{Wrappers: []WrapperRule{{Func: "m/mw.Audit", Requires: []string{"action"}}}},
			prog: "door POST /a m/api.A < m/mw.Audit!$1\nfn m/api.A: write t\nfn m/mw.Audit$1: audit m/audit.Record"},
		{name: "table of routes", want: "audited best_effort wrapper",
			o:    Options{Wrappers: []WrapperRule{{Func: "mw.Audit", Routes: []string{`^/users/\d+$`}, Durability: BestEffort}}},
			prog: "door PUT /users/{id} m/api.A < m/mw.Audit\nfn m/api.A: write t"},
		{name: "hole in the table of routes", want: "unaudited", reason: "none of the routes of mw.Audit matches",
			o:    Options{Wrappers: []WrapperRule{{Func: "mw.Audit", Routes: []string{`^/users/\d+$`}}}},
			prog: "door PUT /tags/{id} m/api.A < m/mw.Audit\nfn m/api.A: write t"},
		{name: "wrapper under a condition", want: "unresolved", reason: "mw.Audit stands around it only if cfg.Env == x",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?cfg.Env_==_x\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper that may come too late", want: "unresolved", reason: "mw.Audit may not stand around it (set up before the route)",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?set_up_before_the_route\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper behind a switch", want: "audited off_by_default wrapper",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?cfg.Audit\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper behind a switch that is on", want: "unresolved", reason: "only if !cfg.NoAudit",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?!cfg.NoAudit\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper under a condition, and the handler records", want: "audited synchronous direct",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?one_of_several\nfn m/api.A: write t; audit m/audit.Record\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "wrapper under a condition, and once for certain", want: "audited deferred wrapper",
			prog: "door POST /a m/api.A < m/mw.Audit!$1?one_of_several < m/mw.Audit!$1\nfn m/api.A: write t\nfn m/mw.Audit$1: iface net/http.(Handler).ServeHTTP; audit m/audit.Record"},
		{name: "configured wrapper under a condition", want: "unresolved", reason: "lib.WithAudit may not stand around it (one of several)",
			o:    Options{Wrappers: []WrapperRule{{Func: "lib.WithAudit"}}},
			prog: "door POST /a m/api.A < o/lib.WithAudit?one_of_several\nfn m/api.A: write t"},
		{name: "configured wrapper behind a switch", want: "audited off_by_default wrapper",
			o:    Options{Wrappers: []WrapperRule{{Func: "lib.WithAudit", Durability: Sync}}},
			prog: "door POST /a m/api.A < o/lib.WithAudit?cfg.Audit\nfn m/api.A: write t"},
		{name: "configured wrapper under a condition, and once for certain", want: "audited  wrapper",
			o:    Options{Wrappers: []WrapperRule{{Func: "lib.WithAudit"}}},
			prog: "door POST /a m/api.A < o/lib.WithAudit?one_of_several < o/lib.WithAudit\nfn m/api.A: write t"},
		{name: "the unknown part of a path decides on a table of routes", want: "unresolved", reason: "whether a table of routes covers it can't be told",
			o:    Options{Wrappers: []WrapperRule{{Func: "mw.Audit", Routes: []string{`^/users/\d+$`}}}},
			prog: "door PUT <cfg.Base>/{id} m/api.A < m/mw.Audit\nfn m/api.A: write t"},
		{name: "a table of routes that covers any path", want: "audited  wrapper",
			o:    Options{Wrappers: []WrapperRule{{Func: "mw.Audit", Routes: []string{`/users/\d+$`}}}},
			prog: "door PUT <cfg.Base>/users/{id} m/api.A < m/mw.Audit\nfn m/api.A: write t"},
		{name: "the unknown part of a path decides on an exemption", want: "unresolved", reason: "whether the exemption of POST /v1/events (telemetry, ana) holds for it can't be told: a part of its path is known only at run time (cfg.Base)",
			o:    Options{Exempt: []Exemption{{Door: "POST /v1/events", Reason: "telemetry", Owner: "ana"}}},
			prog: "door POST <cfg.Base>/events m/api.A\nfn m/api.A: write t"},
		{name: "an exemption of the path as it is shown", want: "exempt",
			o:    Options{Exempt: []Exemption{{Door: "POST <cfg.Base>/events", Reason: "telemetry", Owner: "ana"}}},
			prog: "door POST <cfg.Base>/events m/api.A\nfn m/api.A: write t"},
		{name: "an exemption of another path", want: "unaudited",
			o:    Options{Exempt: []Exemption{{Door: "POST /v1/notes", Reason: "telemetry", Owner: "ana"}}},
			prog: "door POST <cfg.Base>/events m/api.A\nfn m/api.A: write t"},
		{name: "a write in a wrapper", want: "read_only", trace: "mw.Touch$1 -> INSERT seen", reason: "only a wrapper writes",
			prog: "door POST /a m/api.A < m/mw.Touch!$1\nfn m/api.A:\nfn m/mw.Touch$1: write seen"},
		{name: "a cycle", want: "unaudited", prog: "door POST /a m/api.A\nfn m/api.A: call m/api.B\nfn m/api.B: call m/api.A; call m/api.B; write t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parse(t, c.prog)
			if strings.HasPrefix(c.name, "an exemption does not cure") {
				p.Doors[0].Unresolved = "the path is made at run time"
			}
			v := Reach(p, c.o)[0]
			got := strings.TrimSpace(string(v.Verdict) + " " + string(v.Durability) + " " + v.By)
			if got != c.want {
				t.Errorf("got %q, want %q; reasons %q, holes %+v", got, c.want, v.Reasons, v.Holes)
			}
			if c.trace != "" && Trace(v.Path) != c.trace {
				t.Errorf("path %q, want %q", Trace(v.Path), c.trace)
			}
			if !strings.Contains(strings.Join(v.Reasons, "; "), c.reason) {
				t.Errorf("reasons %q, want %q", v.Reasons, c.reason)
			}
		})
	}
}

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestScope(t *testing.T) {
	for text, want := range map[string]bool{
		"door GET /a m.F": false, "door GET,HEAD /a m.F": false, "door POST,OPTIONS /a m.F": true, "door ANY /a m.F": true,
		"rpc pkg.S/M m.F": true, "callback GET /cb m.F": true, "job nightly m.F": false,
	} {
		if got := Reach(parse(t, text), Options{})[0].Scope; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if !Reach(parse(t, "job nightly m.F"), Options{Jobs: true})[0].Scope {
		t.Error("jobs are not in scope when asked for")
	}
}
