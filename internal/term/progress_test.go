package term

import (
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var b strings.Builder
	now := time.Unix(0, 0)
	p := &Progress{w: &b, width: 12, begun: now, now: func() time.Time { return now }}
	p.Say("too soon")
	if b.Len() > 0 {
		t.Errorf("said %q within the first half second", b.String())
	}
	now = now.Add(quiet)
	p.Say("aws iam \x1b[2J (37 roles)")
	p.Done()
	p.Say("too late")
	if want := "\r\x1b[Kaws iam \\x…\r\x1b[K"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	b.Reset()
	p = &Progress{w: &b, width: 40, begun: now, now: func() time.Time { return now }}
	p.Say("sql (3 files)")
	p.Say("go packages of api")
	p.late()
	p.Done()
	p.late()
	if want := "\r\x1b[Kgo packages of api\r\x1b[K"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	b.Reset()
	p = NewProgress(&b)
	p.begun = p.begun.Add(-time.Hour)
	p.Say("no terminal")
	p.Done()
	if b.Len() > 0 {
		t.Errorf("said %q to what is no terminal", b.String())
	}
}
