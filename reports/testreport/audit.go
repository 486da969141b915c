package testreport

import (
	"fmt"
	"time"

	"github.com/candor-dev/candor"
)

// Audit returns the sample report as an auditor asks for it: with two frameworks
// answered, and links to the code host.
func Audit() *candor.Report {
	r := Rich()
	r.Links = "https://git.example.com/ledgerline/app/blob/{commit}/{path}#L{line}"
	r.Config = candor.ConfigFile{Path: "candor.yaml", Digest: "sha256:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"}
	r.Instruments = []candor.Instrument{
		{ID: "soc2-2017", Title: "SOC 2 trust services criteria, 2017", Questions: []candor.Question{
			question("CC6.1", "CC6", "Logical and physical access", "who reaches what, and how that is held"),
			question("CC6.3", "CC6", "Logical and physical access", "rights follow roles and are taken back"),
			question("CC6.7", "CC6", "Logical and physical access", "data on its way is protected"),
			question("CC7.2", "CC7", "System operations", "odd events are noticed"),
			question("CC1.4", "CC1", "Control environment", "people are able and trained"),
		}},
		{ID: "caiq-4.1.0", Title: "CAIQ 4.1.0", Questions: []candor.Question{
			question("IVS-06.1", "I&S", "Infrastructure & Virtualization", "tenants are kept apart"),
			question("IAM-05.1", "IAM", "Identity & Access Management", "least privilege"),
			question("HRS-09.1", "HRS", "Human Resources", "training of the staff"),
		}},
	}
	for i := range r.Claims {
		if a := r.Claims[i].Claim.Attest; a != nil {
			a.Statement, a.Basis = "The list of the course was read.", []string{"docs/training-2026.md"}
			a.Digests = map[string]string{"docs/training-2026.md": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}
		}
	}
	on := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	r.Answers = []candor.Answer{
		answer("soc2-2017", "CC6.1", candor.No, candor.Contradicted, "Row-level security is on for 16 of 18 tables; one has none [E1].", "tenant-isolation is contradicted"),
		answer("soc2-2017", "CC6.3", candor.ReplyBlank, candor.VerdictUnknown, "", "no claim rests on it"),
		answer("soc2-2017", "CC6.7", candor.Yes, candor.Verified, "80 of 80 modules are checked against their recorded checksum [E1].", "gosum is verified"),
		answer("soc2-2017", "CC7.2", candor.No, candor.PartlyTrue, "41 of 42 handlers write an audit record.", "audit-log"),
		answer("soc2-2017", "CC1.4", candor.Yes, candor.Attested, "All staff are trained every year [E1].", "training is attested"),
		answer("caiq-4.1.0", "IVS-06.1", candor.No, candor.Contradicted, "=cmd|' /C calc'!A0 is what a hostile table is called", "tenant-isolation"),
		answer("caiq-4.1.0", "IAM-05.1", candor.NA, candor.VerdictNotApplicable, "No such <b>thing</b> is offered.", "out of scope"),
	}
	r.Answers[0].Citations = []candor.Citation{{Mark: "E1", Text: "rls/table-without-rls: 16 of 18 pass", Claim: "rls", Rule: "rls/table-without-rls@1", At: candor.Location{Path: "db/migrations/001_init.sql", Line: 3}, On: on}}
	r.Answers[0].Claims, r.Answers[0].Controls = []string{"rls"}, []string{"tenant-isolation"}
	r.Answers[4].By, r.Answers[4].Source, r.Answers[4].Expires = "Ana Marín, Head of People", "attestation", time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC)
	r.Answers[4].Claims, r.Answers[4].Controls = []string{"training"}, []string{"human-resources"}
	return r
}

func question(id, group, title, topic string) candor.Question {
	return candor.Question{ID: id, Group: group, GroupTitle: title, Topic: topic}
}

func answer(instrument, id string, reply candor.Reply, v candor.Verdict, text, why string) candor.Answer {
	a := candor.Answer{Instrument: instrument, ID: id, Reply: reply, Verdict: v, Text: text, Why: why}
	if reply != candor.ReplyBlank {
		a.Source = "evidence"
	}
	return a
}

// Large returns a report with n results of forty rules: one in ten fails, one in
// twenty is unknown, and ten claims rest on them.
func Large(n int) *candor.Report {
	r := &candor.Report{
		Tool: candor.Tool{Version: "0.1.0"}, Company: "Ledgerline", Root: "ledgerline", Commit: Commit, At: Now(), FailOn: candor.Bad,
		Links: "https://git.example.com/ledgerline/app/blob/{commit}/{path}#L{line}",
		Runs:  []candor.Run{{ID: "npm", Version: "1", State: candor.Ran, Files: 900, Facts: n}},
	}
	const rules = 40
	for i := range rules {
		id := fmt.Sprintf("topic-%d/rule-%d", i/8, i)
		r.Rules = append(r.Rules, candor.Rule{ID: id, Title: fmt.Sprintf("Rule number %d of the sample", i), Help: "What it looks for.", Fix: "mend it", Severity: candor.Warning, Control: "dependency-pinning", Version: "1", Engine: "rego"})
	}
	for i := range n {
		o := candor.Pass
		switch {
		case i%10 == 3:
			o = candor.Fail
		case i%20 == 7:
			o = candor.Unknown
		}
		id := r.Rules[(i/20)%rules].ID
		subject := fmt.Sprintf("package-%06d", i)
		r.Results = append(r.Results, candor.Result{
			Rule: id, Outcome: o, Severity: candor.Warning, Control: "dependency-pinning", Subject: subject,
			Message: fmt.Sprintf("%s is asked for as version 1.%d.0 by a manifest of the web application", subject, i),
			At:      candor.Location{Path: fmt.Sprintf("services/service-%03d/web/package-lock.json", i%900), Line: i/9 + 1, Col: 5},
		})
	}
	candor.SortResults(r.Results)
	candor.Fingerprints(r.Results)
	for i := range 10 {
		id := r.Rules[i*3].ID
		cv := candor.ClaimVerdict{Claim: candor.Claim{ID: fmt.Sprintf("claim-%d", i), Text: fmt.Sprintf("Sentence %d about packages", i), At: candor.Location{Path: "site/security.md", Line: 10 + i}, Rules: []candor.RuleUse{{Rule: id}}}, Verdict: candor.Contradicted, Controls: []string{"dependency-pinning"}}
		n := candor.RuleCount{Rule: id}
		for j := range r.Results {
			switch x := &r.Results[j]; {
			case x.Rule != id:
			case x.Outcome == candor.Pass:
				n.Pass++
			case x.Outcome == candor.Fail:
				n.Fail++
			default:
				n.Unknown++
			}
		}
		cv.Rules = []candor.RuleCount{n}
		r.Claims = append(r.Claims, cv)
	}
	return r
}
