package analyzers

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/effects"
)

// SettingsOf puts what candor.yaml says about Go code into the terms of the
// checks.
func SettingsOf(c *config.Go) Settings {
	var s Settings
	s.Sinks.Mutations = c.Mutations
	s.Sinks.Audits = c.Audit
	s.Sinks.AuditTables = c.AuditTables
	s.Sinks.Guards = slices.Concat(c.Guards, c.Admin.Guards)
	s.Sinks.Redactors = c.Redactors
	s.Sinks.WebhookSenders = c.Webhooks
	for _, v := range c.Vendors {
		s.Sinks.Vendors = append(s.Sinks.Vendors, v.SDK)
		s.Seams.Vendors = append(s.Seams.Vendors, check.VendorSeam{SDK: v.SDK, OnlyIn: v.OnlyIn})
	}
	for _, w := range c.Wrappers {
		s.Sinks.Wrappers = append(s.Sinks.Wrappers, w.Func)
		s.Judge.Wrappers = append(s.Judge.Wrappers, effects.WrapperRule{Func: w.Func, Requires: w.Requires})
	}
	for _, g := range c.Guards {
		s.Judge.Guards = append(s.Judge.Guards, effects.WrapperRule{Func: g})
	}
	for _, g := range c.Admin.Guards {
		s.Judge.AdminGuards = append(s.Judge.AdminGuards, effects.WrapperRule{Func: g})
	}
	s.Seams.Models, s.Seams.Redactors, s.Seams.Webhooks, s.Seams.Secrets = c.Models, c.Redactors, c.Webhooks, c.Secrets
	s.Judge.Audits = c.Audit
	s.Judge.AuditTables = c.AuditTables
	s.Judge.AdminPaths = c.Admin.Paths
	s.Judge.Public = c.Public
	s.Judge.Barriers = c.Barriers
	for _, e := range c.Exempt {
		s.Judge.Exempt = append(s.Judge.Exempt, effects.Exemption{Door: e.Door, Reason: e.Reason, Owner: e.Owner, Until: e.Until})
	}
	return s
}

// SettingsFor reads the settings that hold for a folder: the candor.yaml of the
// nearest folder at or above it that has one. A folder without has none. It
// returns the folder of candor.yaml, too.
func SettingsFor(dir string) (Settings, string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Settings{}, "", err
	}
	for d := dir; ; {
		if exists(filepath.Join(d, config.FileName)) {
			c, err := config.Load(os.DirFS(d), config.FileName)
			if err != nil {
				return Settings{}, "", err
			}
			s := SettingsOf(&c.Go)
			s.Claimed = make(map[string]bool)
			for i := range c.Claims {
				for _, u := range c.Claims[i].Rules {
					s.Claimed[u.Rule] = true
				}
			}
			return s, d, nil
		}
		up := filepath.Dir(d)
		if up == d || exists(filepath.Join(d, ".git")) {
			return Settings{}, "", nil
		}
		d = up
	}
}

// ReadLocks takes up what candor.lock says of the module that a folder belongs
// to, and of the modules of its workspace: checks that see one package at a time
// need it.
func (s *Settings) ReadLocks(dir string) (err error) {
	s.Failing, err = locked(dir)
	return err
}
