package questionnaire

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// Ask is what a user says of a file.
type Ask struct {
	Map        *Layout // nil: find the columns
	Instrument string  // an id, "" where the file says it
}

// Detection is what a file turned out to be.
type Detection struct {
	Layout
	Kind       string   // "caiq", "sig" or "other"
	Instrument string   // "caiq-4.0.3"; "" where nothing tells it
	Signs      []string // what the instrument and the columns were told by
	// Proposed: the columns are a guess that a person has to confirm.
	Proposed  bool
	Questions int
	Known     int      // questions whose id is one of the instrument's
	Others    []string // other sheets that look like questions
}

// VersionError says why the version of a questionnaire can't be told.
type VersionError struct{ msg string }

func (e *VersionError) Error() string { return e.msg }

func versionf(format string, args ...any) error { return &VersionError{fmt.Sprintf(format, args...)} }

// Detect finds the sheet, the columns and the instrument with its version. Where
// two signs of the version disagree, or none tells, it refuses: the same id is
// another question in the next version. With a *VersionError it gives what it
// found all the same, without an instrument.
func Detect(b *workbook.Book, instruments []candor.Instrument, ask Ask) (*Detection, error) {
	s, d, err := find(b, ask)
	if err != nil {
		return nil, err
	}
	qs := d.questions(s)
	if d.Questions = len(qs); d.Questions == 0 {
		return nil, fmt.Errorf("sheet %q holds no questions in rows %d to %d", s.Name, d.First, d.Last)
	}
	ids := make(map[string]int) // id -> its row
	caiq, sig, twice := 0, 0, ""
	for _, q := range qs {
		if row, ok := ids[q.id]; ok && q.id != "" && twice == "" {
			twice = fmt.Sprintf("question %s is there twice, in rows %d and %d of sheet %q", q.id, row, q.row, s.Name)
		}
		ids[q.id] = q.row
		if caiqID.MatchString(q.id) {
			caiq++
		}
		if sigID.MatchString(q.id) {
			sig++
		}
	}
	switch {
	case caiq*10 >= len(qs)*6:
		d.Kind = "caiq"
	case sig*10 >= len(qs)*6:
		d.Kind, d.Proposed = "sig", ask.Map == nil
	default:
		d.Kind, d.Proposed = "other", ask.Map == nil
	}
	if twice != "" && (d.Kind != "other" || ask.Instrument != "") {
		return nil, errors.New(twice)
	}
	if err := d.version(s, ids, instruments, ask); err != nil {
		d.Instrument = ""
		return d, err
	}
	if i := slices.IndexFunc(instruments, func(x candor.Instrument) bool { return x.ID == d.Instrument }); i >= 0 {
		for _, q := range instruments[i].Questions {
			if _, ok := ids[q.ID]; ok {
				d.Known++
			}
		}
	}
	return d, nil
}

// find settles the sheet and its columns.
func find(b *workbook.Book, ask Ask) (*workbook.Sheet, *Detection, error) {
	if ask.Map != nil {
		return mapped(b, ask.Map)
	}
	var best *Detection
	var sheet *workbook.Sheet
	most := [3]int{}
	var failed []error
	var others []string
	for _, s := range b.Sheets() {
		if s.Hidden {
			continue
		}
		if err := s.Load(); err != nil {
			failed = append(failed, err)
			continue
		}
		d, found := columns(s)
		if d == nil {
			continue
		}
		// A sheet that nobody can fill in is a summary, whatever its headers say.
		score := [3]int{0, found, d.open(s)}
		if score[2] > 0 {
			score[0] = 1
			others = append(others, s.Name)
		}
		if best == nil || slices.Compare(score[:], most[:]) > 0 {
			best, most, sheet = d, score, s
		}
	}
	if err := errors.Join(failed...); err != nil {
		return nil, nil, err
	}
	if best == nil {
		return nil, nil, errors.New("no sheet has a row of headers with a question and an answer; name the columns with --map id=A,question=B,answer=C,rows=2-99,sheet=NAME")
	}
	best.Others = slices.DeleteFunc(others, func(n string) bool { return n == best.Sheet })
	return sheet, best, nil
}

// mapped takes the user's word for the columns.
func mapped(b *workbook.Book, l *Layout) (*workbook.Sheet, *Detection, error) {
	var names []string
	for _, x := range b.Sheets() {
		names = append(names, fmt.Sprintf("%q", x.Name))
	}
	s := b.Sheets()[0]
	switch {
	case l.Sheet == "" && len(names) > 1:
		return nil, nil, fmt.Errorf("say which sheet, with sheet=NAME at the end of --map; the sheets are %s", strings.Join(names, ", "))
	case l.Sheet == "":
	case b.Sheet(l.Sheet) == nil:
		return nil, nil, fmt.Errorf("there is no sheet %q; the sheets are %s", l.Sheet, strings.Join(names, ", "))
	default:
		s = b.Sheet(l.Sheet)
	}
	if err := s.Load(); err != nil {
		return nil, nil, err
	}
	d := &Detection{Layout: *l, Signs: []string{"the columns are as --map says"}}
	d.Sheet = s.Name
	if d.First == 0 {
		d.First, d.Last = 2, s.Last().Row
	}
	return s, d, nil
}

var (
	versionSign = regexp.MustCompile(`(?i)(?:\bv|version|caiq|questionnaire)[ _-]*v?\.?[ ]*(\d+\.\d+(?:\.\d+)?)`)
	// otherCAIQ is the questionnaire on AI, whose ids look the same.
	otherCAIQ = regexp.MustCompile(`(?i)\bAI[ -]?CAIQ|\bAICM\b`)
	sigLite   = regexp.MustCompile(`(?i)\bSIG[ -]?Lite\b.{0,12}?(20\d\d)`)
)

// version settles the instrument from what the file calls itself and from its ids.
func (d *Detection) version(s *workbook.Sheet, ids map[string]int, instruments []candor.Instrument, ask Ask) error {
	says := make(map[string][]string) // instrument -> signs
	for _, place := range d.titles(s) {
		if d.Kind == "caiq" && otherCAIQ.MatchString(place.text) {
			return versionf("%s says %q: that is another questionnaire, whose ids look like those of CAIQ", place.what, place.text)
		}
		if m := versionSign.FindStringSubmatch(place.text); m != nil && d.Kind == "caiq" {
			id := known(instruments, "caiq-"+m[1])
			says[id] = append(says[id], fmt.Sprintf("%s says %q", place.what, place.text))
		}
		if m := sigLite.FindStringSubmatch(place.text); m != nil && d.Kind == "sig" {
			id := "siglite-" + m[1]
			says[id] = append(says[id], fmt.Sprintf("%s says %q", place.what, place.text))
		}
	}
	if ask.Instrument != "" {
		says = map[string][]string{ask.Instrument: {"you said so"}}
	}
	family := d.Kind
	if ask.Instrument != "" {
		family, _, _ = strings.Cut(ask.Instrument, "-")
	}
	for id, sign := range idSigns(ids, instruments, family) {
		says[id] = append(says[id], sign)
	}
	switch len(says) {
	case 0:
		if d.Kind == "caiq" {
			return versionf("nothing tells which version of CAIQ this is, and the same id is another question in the next one; say it with --instrument, such as --instrument caiq-4.1.0")
		}
		return nil
	case 1:
	default:
		var all []string
		for _, id := range sortedKeys(says) {
			all = append(all, id+": "+strings.Join(says[id], "; "))
		}
		return versionf("the signs of the version disagree, and the same id is another question in the other version\n  %s", strings.Join(all, "\n  "))
	}
	for id, signs := range says {
		if !slices.ContainsFunc(instruments, func(x candor.Instrument) bool { return x.ID == id }) {
			return versionf("this is %s, which candor does not know (%s)", id, strings.Join(signs, "; "))
		}
		d.Instrument = id
		d.Signs = append(d.Signs, signs...)
	}
	return d.strangers(ids, instruments)
}

type title struct{ what, text string }

// titles are the places where a file names itself.
func (d *Detection) titles(s *workbook.Sheet) []title {
	out := []title{{"the sheet's name", s.Name}}
	for y := 1; y < max(d.First, 2) && y <= 5 && y != d.Header; y++ {
		for x := 1; x <= 2; x++ {
			if t := s.Text(x, y); t != "" {
				out = append(out, title{workbook.Ref{Col: x, Row: y}.String(), t})
			}
		}
	}
	return out
}

// known completes a version: 4.1 is 4.1.0 where that is the only one.
func known(instruments []candor.Instrument, id string) string {
	var fit []string
	for _, x := range instruments {
		if x.ID == id {
			return id
		}
		if strings.HasPrefix(x.ID, id+".") {
			fit = append(fit, x.ID)
		}
	}
	if len(fit) == 1 {
		return fit[0]
	}
	return id
}

// idSigns names, for each instrument of a family, the ids in the file that it
// alone has.
func idSigns(ids map[string]int, instruments []candor.Instrument, family string) map[string]string {
	in := make(map[string][]string) // id -> instruments
	for _, x := range instruments {
		if !strings.HasPrefix(x.ID, family+"-") {
			continue
		}
		for _, q := range x.Questions {
			if _, ok := ids[q.ID]; ok {
				in[q.ID] = append(in[q.ID], x.ID)
			}
		}
	}
	only := make(map[string][]string)
	for _, id := range sortedKeys(in) {
		if len(in[id]) == 1 && (caiqID.MatchString(id)) {
			only[in[id][0]] = append(only[in[id][0]], id)
		}
	}
	out := make(map[string]string)
	for ins, own := range only {
		out[ins] = fmt.Sprintf("%s only that version has: %s", count(len(own), "id that", "ids that"), some(own, 3))
	}
	return out
}

// strangers refuses a CAIQ with ids that its version does not have.
func (d *Detection) strangers(ids map[string]int, instruments []candor.Instrument) error {
	if d.Kind != "caiq" {
		return nil
	}
	have := make(map[string]bool)
	for _, x := range instruments {
		if x.ID == d.Instrument {
			for _, q := range x.Questions {
				have[q.ID] = true
			}
		}
	}
	var strange []string
	for _, id := range sortedKeys(ids) {
		if caiqID.MatchString(id) && !have[id] {
			strange = append(strange, id)
		}
	}
	if len(strange) > 0 {
		return versionf("%s does not have %s: %s", d.Instrument, count(len(strange), "id of this file", "ids of this file"), some(strange, 5))
	}
	return nil
}
