package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/workbook"
	"github.com/candor-dev/candor/reports/questionnaire"
)

func (a *app) questionnaireCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "questionnaire",
		Short: "read, fill and check a customer's questionnaire in a spreadsheet",
		RunE:  cli.WhichOne,
	}
	c.AddCommand(a.questionnaireDetectCommand(), a.questionnaireFillCommand(), a.questionnaireLintCommand(), a.questionnaireDiffCommand())
	return c
}

// sheetFlags say what a user knows of a file.
type sheetFlags struct{ layout, instrument string }

func (f *sheetFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.layout, "map", "", "the columns: id=A,question=B,answer=C,owner=D,comment=E,customer=F,rows=3-263,sheet=NAME")
	fl.StringVar(&f.instrument, "instrument", "", "the questionnaire and its version, where the file does not say it, such as caiq-4.1.0")
}

func (a *app) questionnaireDetectCommand() *cobra.Command {
	var f sheetFlags
	c := &cobra.Command{
		Use:   "detect FILE...",
		Short: "say which questionnaire a file is, and where its columns are",
		Long: `Reads workbooks (.xlsx, .xlsm) and CSV files and tells the questionnaire and its
version from what the file calls itself and from its ids. CAIQ gives the same id
to different questions in different versions, so where the signs disagree, or
none tells, it refuses. For other files it proposes the columns.`,
		Example: `  candor questionnaire detect CAIQ.xlsx
  candor questionnaire detect --map id=A,question=C,answer=D,rows=5-90 customer.xlsx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("name the file, for example: candor questionnaire detect CAIQ.xlsx")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, file := range args {
				q, err := a.openQuestionnaire(file, f)
				if err != nil {
					return err
				}
				if err := q.Print(a.Stdout, file); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.add(c)
	return c
}

// opened is a questionnaire that was read and recognised.
type opened struct {
	*questionnaire.Detection
	file        string
	book        *workbook.Book
	sheet       *workbook.Sheet
	instruments []candor.Instrument
}

// openQuestionnaire reads a file and finds its way in it. What is wrong with
// the file is a mistake in what the user asked for. Where only its version can't
// be told, it is returned beside the error.
func (a *app) openQuestionnaire(file string, f sheetFlags) (*opened, error) {
	q := &opened{file: file}
	var ask questionnaire.Ask
	var err error
	if f.layout != "" {
		if ask.Map, err = questionnaire.ParseMap(f.layout); err != nil {
			return nil, cli.Usagef("--map: %w", err)
		}
	}
	cat, err := frameworks.Load()
	if err != nil {
		return nil, err
	}
	if f.instrument != "" {
		if ask.Instrument, err = cat.Resolve(f.instrument); err != nil {
			return nil, cli.Usagef("--instrument: %w", err)
		}
	}
	q.instruments = instruments(cat)
	src, err := os.ReadFile(file)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, cli.Usagef("read %s: %w", file, err)
	}
	if q.book, err = workbook.Open(filepath.ToSlash(file), src); err != nil {
		return nil, cli.Usagef("read %s: %w", file, err)
	}
	if q.Detection, err = questionnaire.Detect(q.book, q.instruments, ask); q.Detection == nil {
		return nil, cli.Usagef("%s: %w", file, err)
	}
	q.sheet = q.book.Sheet(q.Sheet)
	if err != nil {
		return q, cli.Usagef("%s: %w", file, err)
	}
	for _, w := range q.book.Warnings() {
		fmt.Fprintf(a.Stderr, "candor: %s: %s\n", file, term.Sanitize(w))
	}
	return q, nil
}

// instrument returns the one that the file is.
func (q *opened) instrument() *candor.Instrument {
	for i := range q.instruments {
		if q.instruments[i].ID == q.Instrument {
			return &q.instruments[i]
		}
	}
	return nil
}

// instruments are the frameworks as reports know them.
func instruments(c *frameworks.Catalogue) []candor.Instrument {
	var out []candor.Instrument
	for i := range c.Frameworks {
		f := &c.Frameworks[i]
		x := candor.Instrument{ID: f.ID, Title: f.Title}
		for _, it := range f.Items {
			x.Questions = append(x.Questions, candor.Question(it))
		}
		out = append(out, x)
	}
	return out
}

// confirmed refuses to work on columns that are only a guess.
func (q *opened) confirmed() error {
	if !q.Proposed {
		return nil
	}
	return cli.Usagef("%s: the columns are a guess; look at them with \"candor questionnaire detect\" and confirm them with\n  --map '%s'", q.file, term.Sanitize(q.Layout.String()))
}
