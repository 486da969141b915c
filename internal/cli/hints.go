package cli

import (
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/nearest"
)

// NoArgs refuses arguments of a command, which is called name in the error.
func NoArgs(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return Usagef("%s takes no arguments, got %s", name, strings.Join(args, " "))
		}
		return nil
	}
}

// WhichOne is the error of a command that only holds others.
func WhichOne(c *cobra.Command, args []string) error {
	have := Names(c)
	if len(args) == 0 {
		return Usagef("%s what? One of %s", c.CommandPath(), strings.Join(have, ", "))
	}
	return Usagef("%s %s: there is no such command; %s", c.CommandPath(), args[0], nearest.Hint(args[0], have, 8))
}

// Names lists the commands below one that a user is shown.
func Names(c *cobra.Command) []string {
	var out []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			out = append(out, sub.Name())
		}
	}
	return out
}

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
	return Usagef("%w; %s", err, hint)
}
