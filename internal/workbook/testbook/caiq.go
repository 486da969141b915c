// Package testbook builds the workbooks on which questionnaires are tested. It
// is made with another library than the one under test, so that a mistake of
// ours can't hide behind itself. Only tests import it.
package testbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/candor-dev/candor"
)

// Options of a workbook.
type Options struct {
	Version   string // "4.0.3"; stands in A1, B1 and the sheet's name
	Questions []candor.Question
	Provider  bool // the headers speak of a service provider
}

// First is the row of the first question.
const First = 3

// CAIQ builds a workbook in the layout of the official questionnaire: two
// protected sheets whose answer cells are unlocked, headers in the second row,
// lists of values, merged columns of the control, frozen panes, a comment, a
// conditional format, a defined name, a sheet with a formula. Where the
// official one has its questions, it has our topics.
func CAIQ(o Options) ([]byte, error) {
	b := &builder{File: excelize.NewFile(), Options: o, sheet: "CAIQv" + o.Version}
	defer b.Close()
	for _, step := range []func() error{b.styles, b.introduction, b.head, b.rows, b.dress, b.tally} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	out, err := b.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type builder struct {
	*excelize.File
	Options
	sheet                     string
	title, header, fixed, own int // styles
}

func (b *builder) styles() (err error) {
	style := func(s excelize.Style) (n int) {
		if err == nil {
			n, err = b.NewStyle(&s)
		}
		return n
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	edge := []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1}, {Type: "right", Color: "BFBFBF", Style: 1}}
	b.title = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3864"}}})
	b.header = style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top, Border: edge, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2F3"}}})
	b.fixed = style(excelize.Style{Alignment: top, Border: edge})
	b.own = style(excelize.Style{Alignment: top, Border: edge, Protection: &excelize.Protection{Locked: false}})
	return err
}

func (b *builder) introduction() error {
	if err := b.SetSheetName("Sheet1", "Introduction"); err != nil {
		return err
	}
	if _, err := b.NewSheet(b.sheet); err != nil {
		return err
	}
	for at, v := range map[string]string{"A1": "v" + b.Version, "B1": "QUESTIONNAIRE v" + b.Version, "A2": "Introduction", "A4": "How to fill this in: see the column headers."} {
		if err := b.SetCellStr("Introduction", at, v); err != nil {
			return err
		}
	}
	return b.ProtectSheet("Introduction", &excelize.SheetProtectionOptions{Password: "made-up", SelectLockedCells: true, SelectUnlockedCells: true})
}

// head writes the first two rows, with the white space of the official ones.
func (b *builder) head() error {
	who := "CSP"
	if b.Provider {
		who = "Service Provider"
	}
	titles := []string{"Question ID", "Question", who + " CAIQ Answer", "SSRM Control Ownership",
		who + " Implementation Description (Optional/Recommended)", "CSC Responsibilities  (Optional/Recommended)",
		"", "", "CCM Control ID", "CCM Control Specification", "CCM Control Title", "CCM Domain Title"}
	if err := b.SetSheetRow(b.sheet, "A1", &[]any{"v" + b.Version, "CONSENSUS QUESTIONNAIRE v" + b.Version}); err != nil {
		return err
	}
	if err := b.SetCellStyle(b.sheet, "A1", "L1", b.title); err != nil {
		return err
	}
	if err := b.SetSheetRow(b.sheet, "A2", &titles); err != nil {
		return err
	}
	return b.SetCellStyle(b.sheet, "A2", "L2", b.header)
}

func (b *builder) rows() error {
	var err error
	set := func(col string, row int, v string) {
		if err == nil && v != "" {
			err = b.SetCellStr(b.sheet, fmt.Sprint(col, row), v)
		}
	}
	from, last := First, First+len(b.Questions)-1
	for i, q := range b.Questions {
		row := First + i
		set("A", row, q.ID)
		set("B", row, q.Topic)
		control := q.More["control"]
		if i == 0 || b.Questions[i-1].More["control"] != control {
			from = row
			set("I", row, control)
			set("J", row, "what "+control+" asks for")
			// The title of one control is the word that heads another column.
			title := q.Topic
			if control == "STA-04" {
				title = "SSRM Control Ownership"
			}
			set("K", row, title)
			set("L", row, q.GroupTitle)
		}
		if i == len(b.Questions)-1 || b.Questions[i+1].More["control"] != control {
			for _, col := range []string{"I", "J", "K", "L"} {
				if err == nil && row > from {
					err = b.MergeCell(b.sheet, fmt.Sprint(col, from), fmt.Sprint(col, row))
				}
			}
		}
	}
	set("A", last+1, "End of Standard")
	set("A", last+2, "© the owner of the questionnaire")
	if err == nil {
		err = b.SetCellStyle(b.sheet, "A3", fmt.Sprint("L", last+2), b.fixed)
	}
	if err == nil {
		err = b.SetCellStyle(b.sheet, "C3", fmt.Sprint("F", last), b.own)
	}
	return err
}

// dress adds what a fill must leave as it is.
func (b *builder) dress() error {
	last := First + len(b.Questions) - 1
	answers := excelize.NewDataValidation(true)
	answers.SetSqref(fmt.Sprintf("C3:C%d", last))
	owners := excelize.NewDataValidation(true)
	owners.SetSqref(fmt.Sprintf("D3:D%d", last))
	for _, f := range []func() error{
		func() error { return answers.SetDropList([]string{"Yes", "No", "NA"}) },
		func() error {
			return owners.SetDropList([]string{"CSP-owned", "CSC-owned", "3rd-party outsourced", "Shared CSP and CSC", "Shared CSP and 3rd-party"})
		},
		func() error {
			answers.SetError(excelize.DataValidationErrorStyleStop, "Not in the list", "Choose from the list")
			return b.AddDataValidation(b.sheet, answers)
		},
		func() error { return b.AddDataValidation(b.sheet, owners) },
		func() error {
			return b.SetPanes(b.sheet, &excelize.Panes{Freeze: true, XSplit: 4, YSplit: 2, TopLeftCell: "E3", ActivePane: "bottomRight"})
		},
		func() error {
			landscape, one, many, fit := "landscape", 1, 0, true
			if err := b.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
				return err
			}
			return b.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &one, FitToHeight: &many})
		},
		func() error { return b.SetRowHeight(b.sheet, 2, 45) },
		func() error {
			for y := First; y <= last; y++ {
				if err := b.SetRowHeight(b.sheet, y, 60); err != nil {
					return err
				}
			}
			return nil
		},
		func() error { return b.SetColWidth(b.sheet, "A", "A", 12) },
		func() error { return b.SetColWidth(b.sheet, "B", "B", 50) },
		func() error { return b.SetColWidth(b.sheet, "C", "D", 16) },
		func() error { return b.SetColWidth(b.sheet, "E", "F", 44) },
		func() error { return b.SetColWidth(b.sheet, "J", "L", 30) },
		func() error {
			return b.AddComment(b.sheet, excelize.Comment{Cell: "C2", Author: "The customer", Paragraph: []excelize.RichTextRun{{Text: "Choose one, "}, {Text: "please", Font: &excelize.Font{Bold: true}}}})
		},
		func() error {
			red, err := b.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Color: []string{"F8CBAD"}, Pattern: 1}})
			if err != nil {
				return err
			}
			return b.SetConditionalFormat(b.sheet, fmt.Sprintf("C3:C%d", last), []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Format: &red, Value: `"No"`}})
		},
		func() error {
			return b.SetDefinedName(&excelize.DefinedName{Name: "Answers", RefersTo: fmt.Sprintf("'%s'!$C$3:$C$%d", b.sheet, last)})
		},
		func() error {
			return b.SetCellRichText(b.sheet, "B3", []excelize.RichTextRun{{Text: b.Questions[0].Topic[:4]}, {Text: b.Questions[0].Topic[4:], Font: &excelize.Font{Italic: true}}})
		},
		func() error {
			return b.ProtectSheet(b.sheet, &excelize.SheetProtectionOptions{Password: "made-up", SelectLockedCells: true, SelectUnlockedCells: true, FormatRows: true})
		},
	} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// tally is a sheet that counts the answers.
func (b *builder) tally() error {
	if _, err := b.NewSheet("Tally"); err != nil {
		return err
	}
	b.SetActiveSheet(1)
	if err := b.SetCellStr("Tally", "A1", "Yes"); err != nil {
		return err
	}
	return b.SetCellFormula("Tally", "B1", `COUNTIF(Answers,"Yes")`)
}
