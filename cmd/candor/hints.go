package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/nearest"
)

// noCommand speaks where a folder was asked for that is not there and that is
// called almost like a command.
func noCommand(c *cobra.Command, dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || c.HasParent() || strings.ContainsAny(dir, `/\.`) {
		return nil
	}
	if n, ok := nearest.Name(dir, cli.Names(c)); ok {
		return cli.Usagef("there is no command or folder %q; did you mean %s?", dir, n)
	}
	return nil
}
