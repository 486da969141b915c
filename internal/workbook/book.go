// Package workbook reads questionnaires in spreadsheets and writes answers into
// them: only the named cells change, and every other part of the file stays
// byte for byte as it was. XLSX, XLSM and CSV are read; what could not be
// written back safely is refused with the reason.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// The limits of what is opened, so that no file can eat the machine.
const (
	maxFile  = 64 << 20  // bytes of the file
	maxParts = 10000     // parts of the archive
	maxPart  = 96 << 20  // bytes of one part, unpacked
	maxRead  = 256 << 20 // bytes of all parts that are read, unpacked
	maxCells = 2 << 20   // cells of one sheet that are there
)

// Book is an opened workbook. It belongs to one goroutine.
type Book struct {
	raw      []byte
	zip      *zip.Reader // nil for CSV
	parts    map[string]*zip.File
	read     int64 // bytes unpacked so far
	sheets   []*Sheet
	names    map[string]string // defined names, lower case -> what they stand for
	shared   []string
	unlocked []bool // by cell style
	warnings []string
}

// Open reads a workbook. The name decides only between CSV and the rest, whose
// kind is told by its bytes.
func Open(name string, b []byte) (*Book, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("it has %d MiB; candor reads workbooks up to %d MiB", len(b)>>20, maxFile>>20)
	}
	ext := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")):
		return openZip(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, errors.New(whichOLE(b))
	case ext == ".csv" || ext == ".tsv":
		return openCSV(name, b)
	case len(b) == 0:
		return nil, errors.New("the file is empty")
	}
	return nil, errors.New("it is neither an .xlsx or .xlsm workbook nor a .csv file")
}

// whichOLE tells apart what Office wraps in its old container.
func whichOLE(b []byte) string {
	wide := func(s string) []byte {
		var w []byte
		for i := range len(s) {
			w = append(w, s[i], 0)
		}
		return w
	}
	if bytes.Contains(b, wide("EncryptedPackage")) {
		return "it is protected with a password: open it in Excel, take the password off (File, Info, Protect Workbook) and save it"
	}
	return "it is a workbook of the format before 2007 (.xls): open it and save it as .xlsx"
}

func openZip(raw []byte) (*Book, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("the file is damaged: %w", err)
	}
	if len(z.File) > maxParts {
		return nil, fmt.Errorf("it holds %d parts; candor reads up to %d", len(z.File), maxParts)
	}
	b := &Book{raw: raw, zip: z, parts: make(map[string]*zip.File), names: make(map[string]string)}
	var packed uint64
	for _, f := range z.File {
		key := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if b.parts[key] != nil {
			return nil, fmt.Errorf("the file is damaged: its part %s is there twice", f.Name)
		}
		if packed += f.CompressedSize64; packed > uint64(len(raw)) {
			return nil, errors.New("the file is damaged: its parts lie over each other")
		}
		b.parts[key] = f
		if strings.HasPrefix(key, "_xmlsignatures/") && b.warnings == nil {
			b.warnings = append(b.warnings, "the workbook carries a digital signature, which no longer holds once a cell is changed")
		}
	}
	if b.parts["mimetype"] != nil {
		return nil, errors.New("it is an OpenDocument file: save it as .xlsx")
	}
	if err := b.readWorkbook(); err != nil {
		return nil, err
	}
	return b, nil
}

// Warnings are what the user should know before the workbook is changed.
func (b *Book) Warnings() []string { return slices.Clone(b.warnings) }

// Stale says that the workbook computes something from its cells that is not
// new any more once they change, or "". The formulas are those of the sheets
// that were read.
func (b *Book) Stale() string {
	changed, formulas := false, false
	for _, s := range b.sheets {
		changed = changed || len(s.edits) > 0
		formulas = formulas || s.formulas
	}
	if !changed || !formulas {
		return ""
	}
	return "the workbook computes from its cells, and still shows what it came to before: let it compute anew once (Excel: Ctrl+Alt+F9, LibreOffice: Ctrl+Shift+F9)"
}

// Sheets returns the sheets in their order.
func (b *Book) Sheets() []*Sheet { return b.sheets }

// Sheet returns the sheet of that name, in any case, or nil.
func (b *Book) Sheet(name string) *Sheet {
	for _, s := range b.sheets {
		if strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// part unpacks one part, within the limits.
func (b *Book) part(name string) ([]byte, error) {
	f := b.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, fmt.Errorf("the file is damaged: its part %s is missing", name)
	}
	room := min(maxPart, maxRead-b.read)
	if f.UncompressedSize64 > uint64(room) {
		return nil, fmt.Errorf("its part %s is too large: %d MiB unpacked", name, f.UncompressedSize64>>20)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("the file is damaged: part %s: %w", name, err)
	}
	defer r.Close() // only read from
	src, err := io.ReadAll(io.LimitReader(r, room+1))
	if err != nil {
		return nil, fmt.Errorf("the file is damaged: part %s: %w", name, err)
	}
	if int64(len(src)) > room {
		return nil, fmt.Errorf("its part %s is larger than it says", name)
	}
	b.read += int64(len(src))
	return src, nil
}

// has reports whether the part is there.
func (b *Book) has(name string) bool {
	return b.parts[strings.ToLower(strings.TrimPrefix(name, "/"))] != nil
}
