package config

import (
	"testing"

	"github.com/candor-dev/candor"
)

func TestFind(t *testing.T) {
	tests := []struct {
		name, page, want string
		near             int
		at               string // "line:col-endline:endcol", empty: not found
	}{
		{name: "plain", page: "a\nRLS on every table.", want: "RLS on every table.", at: "2:1-2:19"},
		{name: "emphasis on the page", page: "**RLS** on _every_ `table`", want: "RLS on every table", at: "1:3-1:26"},
		{name: "emphasis in the claim", page: "RLS on every table", want: "*RLS* on every table", at: "1:1-1:19"},
		{name: "spans lines", page: "x RLS on\n   every\n\ntable", want: "RLS on every table", at: "1:3-4:6"},
		{name: "quote and heading signs", page: "> RLS on\n> every table", want: "RLS on every table", at: "1:3-2:14"},
		{name: "link", page: "RLS on [every](https://example.com) table", want: "RLS on every table", at: "1:1-1:42"},
		{name: "tags", page: "<li>RLS <b>on</b> every<br/>table</li>", want: "RLS on every table", at: "1:5-1:34"},
		{name: "entities", page: "Terms &amp; keys", want: "Terms & keys", at: "1:1-1:17"},
		{name: "quotation marks and dashes", page: "It’s “on” – always", want: `It's "on" - always`, at: "1:1-1:19"},
		{name: "upper case", page: "we have RLS on tables", want: "We have RLS on tables", at: "1:1-1:22"},
		{name: "full stop missing", page: "- RLS on every table\n- more", want: "RLS on every table.", at: "1:3-1:21"},
		{name: "code points", page: "ä ö RLS ü", want: "RLS ü", at: "1:5-1:10"},
		{name: "first of two", page: "RLS\nRLS", want: "RLS", at: "1:1-1:4"},
		{name: "nearest of two", page: "RLS\nx\nRLS", want: "RLS", near: 3, at: "3:1-3:4"},
		{name: "snake case", page: "the `audit_events` table", want: "the audit_events table", at: "1:1-1:25"},
		{name: "part of a word", page: "RLS on every tablespace", want: "RLS on every table"},
		{name: "part of a word before", page: "URLS on", want: "RLS on"},
		{name: "in a comment", page: "<!-- RLS on every table -->", want: "RLS on every table"},
		{name: "in a comment without end", page: "a <!-- RLS on every table", want: "RLS on every table"},
		{name: "not there", page: "RLS on some tables", want: "RLS on every table"},
		{name: "nothing but signs", page: "** x", want: "**"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &page{path: "p.md"}
			p.text, p.marks = searchable(tt.page)
			at, ok := p.find(tt.want, tt.near)
			got := ""
			if ok {
				got = place("%d:%d-%d:%d", at.Line, at.Col, at.EndLine, at.EndCol)
			}
			if got != tt.at {
				t.Errorf("got %q, want %q", got, tt.at)
			}
			if !ok && at != (candor.Location{}) {
				t.Errorf("a place for a text that was not found: %v", at)
			}
		})
	}
}
