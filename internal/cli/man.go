package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/atomicfile"
)

// ManCommand writes the manual from what the commands say of themselves. Packagers
// call it, so the list of commands leaves it out.
func ManCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "write the manual pages into a folder",
		Hidden: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return Usagef("man takes the folder to write into, for example: candor man share/man/man1")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return Usagef("write the manual: %w", err)
			}
			return EachPage(c.Root(), func(name string, page []byte) error {
				if err := atomicfile.Write(filepath.Join(args[0], name+".1"), page); err != nil {
					return Usagef("write the manual: %w", err)
				}
				return nil
			})
		},
	}
}

// EachPage calls f with the name and the page of a command and of all below it
// that a user is shown.
func EachPage(c *cobra.Command, f func(name string, page []byte) error) error {
	if err := f(manName(c), manPage(c)); err != nil {
		return err
	}
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() || sub.Name() == "completion" || sub.Name() == "help" {
			continue
		}
		if err := EachPage(sub, f); err != nil {
			return err
		}
	}
	return nil
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is the page of one command in the macros of man. It bears no date, so
// that the same source gives the same bytes.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", title) }
	block := func(text string) { fmt.Fprintf(&b, ".nf\n%s\n.fi\n", roff(strings.TrimRight(text, "\n"))) }

	fmt.Fprintf(&b, ".TH %s 1 \"\" \"candor %s\"\n", strings.ToUpper(roff(manName(c))), roff(candor.Version))
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(manName(c)), roff(c.Short))
	section("SYNOPSIS")
	block(c.UseLine())
	if c.Long != "" {
		section("DESCRIPTION")
		block(c.Long)
	}
	if c.Example != "" {
		section("EXAMPLES")
		block(c.Example)
	}
	if f := c.LocalFlags().FlagUsages(); f != "" {
		section("OPTIONS")
		block(f)
	}
	var also []string
	if c.HasParent() {
		also = append(also, manName(c.Parent()))
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "completion" && sub.Name() != "help" {
			also = append(also, manName(sub))
		}
	}
	if len(also) > 0 {
		section("SEE ALSO")
		for i, name := range also {
			end := ","
			if i == len(also)-1 {
				end = ""
			}
			fmt.Fprintf(&b, ".BR %s (1)%s\n", roff(name), end)
		}
	}
	return b.Bytes()
}

// roff is a text that troff prints as it stands: its escape doubled, hyphens that
// stay hyphens, and no line that begins with a control character.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
