package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
)

// awsProgram is the second program, which holds what needs the SDK of AWS.
const awsProgram = "candor-aws"

// handedOver is a command that the second program does: it gets the arguments as
// they stand, flags and --help among them. Without it, c has its own few words.
func (a *app) handedOver(c *cobra.Command) *cobra.Command {
	c.DisableFlagParsing = true
	// What collect does before its commands is the other program's, too.
	c.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
	c.RunE = func(cmd *cobra.Command, args []string) error {
		program, err := findAWS(wordsOf(cmd))
		if err != nil {
			if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
				return cmd.Help()
			}
			return err
		}
		return a.handOver(cmd.Context(), program, append(wordsOf(cmd), args...))
	}
	own := c.HelpFunc()
	c.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if program, err := findAWS(wordsOf(cmd)); err == nil && a.handOver(cmd.Context(), program, append(wordsOf(cmd), "--help")) == nil {
			return
		}
		own(cmd, args)
	})
	c.ValidArgsFunction = func(cmd *cobra.Command, args []string, last string) ([]string, cobra.ShellCompDirective) {
		return completions(cmd.Context(), slices.Concat([]string{cobra.ShellCompRequestCmd}, wordsOf(cmd), args, []string{last}), wordsOf(cmd))
	}
	return c
}

// wordsOf are the words of a command behind the name of the program.
func wordsOf(c *cobra.Command) []string { return strings.Fields(c.CommandPath())[1:] }

// handOver lets the second program take the place of this one: what it reads,
// writes and ends with is this run's.
func (a *app) handOver(ctx context.Context, program string, args []string) error {
	code, err := become(ctx, program, args, cli.Calling(os.Environ()))
	if err != nil {
		return fmt.Errorf("hand over to %s: %w", program, err)
	}
	a.Code = code
	return nil
}

// completions asks the second program how the arguments may go on. It is silent
// where it can't tell: nobody reads errors while they press a key.
func completions(ctx context.Context, request, words []string) ([]string, cobra.ShellCompDirective) {
	program, err := findAWS(words)
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	out, err := exec.CommandContext(ctx, program, request...).Output()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	// A line for each, and behind them a colon and what the shell is to do.
	lines := strings.Split(strings.TrimRight(string(out), "\r\n"), "\n")
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), ":"))
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return lines[:len(lines)-1], cobra.ShellCompDirective(n)
}

// findAWS is the second program: the one beside this program, which came with it,
// and then the one in the PATH. words are the command that it is wanted for.
func findAWS(words []string) (string, error) {
	self, err := thisProgram()
	if err != nil {
		self = ""
	}
	return findProgram(self, words)
}

// thisProgram is the file of this program, behind all links.
func thisProgram() (string, error) {
	self, err := os.Executable()
	if err != nil {
		// A root without /proc: the name that it was called by.
		if self, err = exec.LookPath(os.Args[0]); err != nil {
			return "", err
		}
		if self, err = filepath.Abs(self); err != nil {
			return "", err
		}
	}
	return filepath.EvalSymlinks(self)
}

// findProgram looks for the second program beside the file self, and in the PATH.
// A relative folder of the PATH does not count: what lies in the folder that is
// looked at is no part of candor.
func findProgram(self string, words []string) (string, error) {
	looked := "in the PATH"
	if self != "" {
		dir := filepath.Dir(self)
		if p, err := exec.LookPath(filepath.Join(dir, awsProgram)); err == nil {
			return p, nil
		}
		looked = "beside this one in " + dir + ", and in the PATH"
	}
	p, err := exec.LookPath(awsProgram)
	if err == nil && filepath.IsAbs(p) {
		return p, nil
	}
	if err == nil || errors.Is(err, exec.ErrDot) {
		looked += fmt.Sprintf(" (%s is in a relative folder of it, and is not run)", p)
	}
	return "", cli.Usagef("%s is the work of a second program, %s, which is not here\n  looked for  %s\n%s", strings.Join(words, " "), awsProgram, looked, howToGet(self, cli.Module(), words))
}

// howToGet says how to get the second program of this build, of which version is
// the module; "" is a build of a checkout.
func howToGet(self, version string, words []string) string {
	const from = "./cmd/" + awsProgram
	dir := filepath.Dir(self)
	build := "  build it    go build -o " + dir + string(filepath.Separator) + " " + from + "   (in candor's sources)\n"
	switch {
	case version != "":
		return "  install it  go install github.com/candor-dev/candor/cmd/" + awsProgram + "@" + version + "\n  or take it from the archive of the release"
	case self == "" || strings.Contains(dir, "go-build"): // go run: what is built stays nowhere
		build = ""
	}
	return build + "  run it      go run " + from + " " + strings.Join(words, " ") + " ...   (in candor's sources)"
}
