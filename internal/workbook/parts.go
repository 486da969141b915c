package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// walk reads a part element by element. Names come without their namespace:
// the strict and the usual dialect differ in nothing else that is read here.
func walk(src []byte, start func(e *element), text func(s string), end func(name string, at int64)) error {
	dec := xml.NewDecoder(bytes.NewReader(src))
	for {
		from := dec.InputOffset()
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			to := dec.InputOffset()
			start(&element{name: t.Name.Local, attrs: t.Attr, from: from, to: to, closed: to >= 2 && src[to-2] == '/'})
		case xml.CharData:
			if text != nil {
				text(string(t))
			}
		case xml.EndElement:
			if end != nil {
				end(t.Name.Local, from)
			}
		case xml.Directive:
			return errors.New("it holds a document type, which no workbook has")
		}
	}
}

// element is a start tag: bytes from to to of its part.
type element struct {
	name     string
	attrs    []xml.Attr
	from, to int64
	closed   bool // <c/>
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// relation is the attribute of the namespace of relations, r:id.
func (e *element) relation() string {
	for _, a := range e.attrs {
		if a.Name.Local == "id" && strings.HasSuffix(a.Name.Space, "/relationships") {
			return a.Value
		}
	}
	return ""
}

// flag reads a boolean attribute; absent is the default.
func (e *element) flag(name string, def bool) bool {
	switch strings.ToLower(e.attr(name)) {
	case "":
		return def
	case "1", "true", "on":
		return true
	}
	return false
}

type rel struct{ kind, target string }

// rels reads the relations of a part, or of the whole package for "". A part
// without any has none.
func (b *Book) rels(of string) (map[string]rel, error) {
	name := "_rels/.rels"
	if of != "" {
		name = path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	}
	out := make(map[string]rel)
	if !b.has(name) {
		return out, nil
	}
	src, err := b.part(name)
	if err != nil {
		return nil, err
	}
	err = walk(src, func(e *element) {
		if e.name != "Relationship" || e.attr("TargetMode") == "External" {
			return
		}
		target := e.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", path.Dir(of), target)
		}
		out[e.attr("Id")] = rel{path.Base(e.attr("Type")), strings.TrimPrefix(target, "/")}
	}, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("the file is damaged: %s: %w", name, err)
	}
	return out, nil
}

// readWorkbook reads the list of sheets, the defined names, the shared strings
// and which styles are unlocked.
func (b *Book) readWorkbook() error {
	top, err := b.rels("")
	if err != nil {
		return err
	}
	main := "xl/workbook.xml"
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if strings.HasSuffix(main, ".bin") || !b.has(main) && b.has("xl/workbook.bin") {
		return errors.New("it is a binary workbook (.xlsb): save it as .xlsx")
	}
	if !b.has(main) {
		return errors.New("it is a zip file, but no workbook")
	}
	src, err := b.part(main)
	if err != nil {
		return err
	}
	rels, err := b.rels(main)
	if err != nil {
		return err
	}
	var name strings.Builder
	defined, scoped := "", false
	err = walk(src, func(e *element) {
		switch e.name {
		case "sheet":
			// Chart sheets and macro sheets hold no cells of ours.
			if r := rels[e.relation()]; r.kind == "worksheet" {
				b.sheets = append(b.sheets, &Sheet{Name: e.attr("name"), Hidden: e.attr("state") == "hidden" || e.attr("state") == "veryHidden", book: b, part: r.target})
			}
		case "definedName":
			defined, scoped = strings.ToLower(e.attr("name")), e.attr("localSheetId") != ""
			name.Reset()
		}
	}, func(s string) { name.WriteString(s) }, func(n string, _ int64) {
		if _, twice := b.names[defined]; n == "definedName" && (!scoped || !twice) {
			b.names[defined] = name.String()
		}
	})
	if err != nil {
		return fmt.Errorf("the file is damaged: %s: %w", main, err)
	}
	if len(b.sheets) == 0 {
		return errors.New("the workbook has no sheet with cells")
	}
	parts := make(map[string]bool)
	for _, s := range b.sheets {
		if parts[strings.ToLower(s.part)] {
			return errors.New("the file is damaged: two sheets are one part")
		}
		parts[strings.ToLower(s.part)] = true
	}
	for _, r := range rels {
		switch r.kind {
		case "sharedStrings":
			err = errors.Join(err, b.readShared(r.target))
		case "styles":
			err = errors.Join(err, b.readStyles(r.target))
		}
	}
	return err
}

// readShared reads the table of texts that cells point into. Rich text is
// joined; the reading aids of East Asian text are left out.
func (b *Book) readShared(name string) error {
	src, err := b.part(name)
	if err != nil {
		return err
	}
	var si strings.Builder
	var in textState
	err = walk(src, func(e *element) {
		if e.name == "si" {
			si.Reset()
		}
		in.start(e.name)
	}, func(s string) {
		if in.text() {
			si.WriteString(s)
		}
	}, func(n string, _ int64) {
		in.end(n)
		if n == "si" {
			b.shared = append(b.shared, unescape(si.String()))
		}
	})
	if err != nil {
		return fmt.Errorf("the file is damaged: %s: %w", name, err)
	}
	return nil
}

// textState knows whether characters belong to a text: within t, not within rPh.
type textState struct{ t, phonetic int }

func (s *textState) start(n string) {
	switch n {
	case "t":
		s.t++
	case "rPh":
		s.phonetic++
	}
}

func (s *textState) end(n string) {
	switch n {
	case "t":
		s.t--
	case "rPh":
		s.phonetic--
	}
}

func (s *textState) text() bool { return s.t > 0 && s.phonetic == 0 }

// readStyles reads which cell styles are unlocked. A style without a word on
// it takes that of the named style below it; without any it is locked.
func (b *Book) readStyles(name string) error {
	src, err := b.part(name)
	if err != nil {
		return err
	}
	type xf struct {
		parent      int
		own, locked bool
	}
	var lists = map[string][]xf{}
	list := ""
	err = walk(src, func(e *element) {
		switch e.name {
		case "cellXfs", "cellStyleXfs":
			list = e.name
		case "xf":
			if list != "" {
				lists[list] = append(lists[list], xf{parent: atoi(e.attr("xfId"), -1), locked: true})
			}
		case "protection":
			if n := len(lists[list]); list != "" && n > 0 {
				lists[list][n-1].own, lists[list][n-1].locked = true, e.flag("locked", true)
			}
		}
	}, nil, func(n string, _ int64) {
		if n == list {
			list = ""
		}
	})
	if err != nil {
		return fmt.Errorf("the file is damaged: %s: %w", name, err)
	}
	for _, x := range lists["cellXfs"] {
		if parents := lists["cellStyleXfs"]; !x.own && x.parent >= 0 && x.parent < len(parents) {
			x.locked = parents[x.parent].locked
		}
		b.unlocked = append(b.unlocked, !x.locked)
	}
	return nil
}
