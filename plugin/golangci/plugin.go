// Package golangci makes candor's Go checks a linter of golangci-lint, as a
// module plugin: see .custom-gcl.yml beside it.
//
// It is a module of its own, so that candor itself needs nothing of golangci's.
package golangci

import (
	"errors"
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor/analyzers"
)

// The plugin system of golangci-lint knows a linter by what its package
// registers when it is imported.
func init() { register.Plugin("candor", New) }

// New builds the linter. The settings take one key, "dir": the folder whose
// candor.yaml holds, "." if there is none.
func New(settings any) (register.LinterPlugin, error) {
	dir := "."
	if settings != nil {
		m, ok := settings.(map[string]any)
		if !ok {
			return nil, errors.New("candor: the settings are a map")
		}
		for k, v := range m {
			s, ok := v.(string)
			if k != "dir" || !ok {
				return nil, fmt.Errorf("candor: no setting %q of type %T; there is only dir, a folder", k, v)
			}
			dir = s
		}
	}
	s, _, err := analyzers.SettingsFor(dir)
	if err != nil {
		return nil, fmt.Errorf("candor: %w", err)
	}
	if err := s.ReadLocks(dir); err != nil {
		return nil, fmt.Errorf("candor: %w", err)
	}
	return plugin{s}, nil
}

type plugin struct{ settings analyzers.Settings }

func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return analyzers.Analyzers(p.settings)
}

func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
