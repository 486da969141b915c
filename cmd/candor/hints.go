package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/nearest"
)

// unknownFlag adds to cobra's words the flag that was probably meant, or where
// the flags are listed.
func unknownFlag(c *cobra.Command, err error) error {
	hint := c.CommandPath() + " --help lists them"
	if want, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var have []string
		for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([\w-]+)`).FindAllStringSubmatch(c.Flags().FlagUsages(), -1) {
			have = append(have, m[1])
		}
		if n, ok := nearest.Name(want, have); ok {
			hint = "did you mean --" + n + "?"
		}
	}
	return &flagError{fmt.Errorf("%w; %s", err, hint)}
}

// noCommand speaks where a folder was asked for that is not there and that is
// called almost like a command.
func noCommand(c *cobra.Command, dir string) error {
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || c.HasParent() || strings.ContainsAny(dir, `/\.`) {
		return nil
	}
	if n, ok := nearest.Name(dir, names(c)); ok {
		return usagef("there is no command or folder %q; did you mean %s?", dir, n)
	}
	return nil
}

// whichOne is the error of a command that only holds others.
func whichOne(c *cobra.Command, args []string) error {
	have := names(c)
	if len(args) == 0 {
		return usagef("%s what? One of %s", c.CommandPath(), strings.Join(have, ", "))
	}
	return usagef("%s %s: there is no such command; %s", c.CommandPath(), args[0], nearest.Hint(args[0], have, 8))
}

func names(c *cobra.Command) []string {
	var out []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			out = append(out, sub.Name())
		}
	}
	return out
}
