package markdown

import (
	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/mdtext"
)

func text(s string) string { return mdtext.Text(s) }

func code(s string) string { return mdtext.Code(s) }

func place(at candor.Location) string { return code(at.String()) }
