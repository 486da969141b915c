package analyzers

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// standings finds how calls stand in the files that were read, for checks that
// need more than what a summary says.
type standings map[string]source

type source struct {
	file *ast.File
	fset *token.FileSet
	info *types.Info
}

func (s standings) add(fset *token.FileSet, info *types.Info, files []*ast.File, name func(string) string) {
	for _, f := range files {
		if tf := fset.File(f.FileStart); tf != nil {
			s[name(tf.Name())] = source{f, fset, info}
		}
	}
}

func (s standings) of(at effects.Pos) check.Standing {
	src, ok := s[at.File]
	if !ok {
		return check.Standing{}
	}
	return check.Stand(src.fset, src.info, src.file, at)
}
