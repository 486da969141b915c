package sinks

import (
	"fmt"
	"go/ast"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor/internal/effects"
)

var testConfig = Config{
	Mutations:      []string{"calls/named.(*Store).UpdateDeal"},
	Audits:         []string{"calls/named.(Recorder).Record"},
	Guards:         []string{"calls/named.gate"},
	Wrappers:       []string{"calls/named.Wrap"},
	WebhookSenders: []string{"calls/nam*.Not*"},
	AuditTables:    []string{"project_*s"},
}

// TestCalls runs the classifier over a package a library. What a line says it
// wants is all that there is on it.
func TestCalls(t *testing.T) {
	c, err := New(testConfig)
	if err != nil {
		t.Fatal(err)
	}
	a := &analysis.Analyzer{Name: "sinks", Doc: "effects of calls", Run: func(pass *analysis.Pass) (any, error) {
		scope := NewScope(pass.Pkg, pass.TypesInfo, pass.Files)
		each(pass.Files, func(call *ast.CallExpr) {
			for _, e := range c.Call(pass.TypesInfo, call, scope) {
				pass.Reportf(call.Rparen, "%s", describe(e))
			}
		})
		return nil, nil
	}}
	folders, err := os.ReadDir("testdata/src/calls")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range folders {
		paths = append(paths, "calls/"+f.Name())
	}
	analysistest.Run(t, analysistest.TestData(), a, paths...)
}

func each(files []*ast.File, f func(*ast.CallExpr)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				f(call)
			}
			return true
		})
	}
}

// describe is an effect as the expectations write it: kind, verb, what, model,
// flags.
func describe(e effects.Effect) string {
	parts := []string{string(e.Kind), e.Verb, `"` + e.What + `"`}
	if e.Model != "" {
		parts = append(parts, "model="+e.Model)
	}
	if e.Weak {
		parts = append(parts, "weak")
	}
	if e.Unread != "" {
		parts = append(parts, "unread")
	}
	if e.TextParam > 0 {
		parts = append(parts, fmt.Sprintf("param=%d", e.TextParam))
	}
	if e.Passed {
		parts = append(parts, "passed")
	}
	return strings.Join(parts, " ") + "."
}

func TestGuardNames(t *testing.T) {
	for _, tc := range []struct {
		names string
		want  bool
	}{
		{"RequireRole RequireAdmin Authorize Can CanEdit CanCreateDeal HasPermissionToDelete HasPermission HasPermissionToBoard CheckPermission SessionRequired isAdmin IsAuthorized " +
			"requireUser AdminOnly AuthMiddleware WithAuth CheckAccess validateSession EnsureMembership EnforceScope mustBeAdmin", true},
		{"Canonical Cancel HasPrefix Check CheckEmail EnsureTable RequireNoError IsZero isOpen AuthorizeURL ensureUser Admin GetRole SetRole " +
			"NewSession WithApiAuth SkipsAuthorization validateAccessSetting NewAuthInterceptor Validate VerifyUserEmail WithRole Only Required", false},
	} {
		for n := range strings.FieldsSeq(tc.names) {
			if got := guardName(n); got != tc.want {
				t.Errorf("guardName(%s) = %v", n, got)
			}
		}
	}
}

func TestAuditTables(t *testing.T) {
	c, err := New(Config{AuditTables: []string{"event", "crm.*_history"}})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[string]bool{
		"audit_log": true, "AuditLog": true, "billing.audit_events": true, "event": true, "x.event": true, "crm.deal_history": true, "activity_log": true,
		"event_logs": true, "audit": true, "project_audit_trail": true, "AUDIT_LOGS": true,
		"audits_planned": false, "audit_settings": false, "events": false, "deal_history": false, "login": false, "": false, "blog": false,
	} {
		if got := c.AuditTable(n); got != want {
			t.Errorf("AuditTable(%q) = %v", n, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := New(Config{Audits: []string{"Record", "a.b.c(", "*.*"}, AuditTables: []string{"["}, Vendors: []string{""}})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{`audit: "a.b.c("`, `audit: "Record"`, `audit: "*.*" matches every function`, `audit_tables: "["`, `vendors: ""`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{"HasPermissionTo": {"has", "permission", "to"}, "audit_log": {"audit", "log"},
		"HTTPServer": {"http", "server"}, "isAdmin": {"is", "admin"}, "": nil, "X": {"x"}, "getID": {"get", "id"}} {
		if got := words(in); !slices.Equal(got, want) {
			t.Errorf("words(%q) = %v", in, got)
		}
	}
}
