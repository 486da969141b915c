package aws

import (
	"strings"
	"testing"
)

// TestReadResult: only the result of the very call is read.
func TestReadResult(t *testing.T) {
	type out struct {
		Names []string `xml:"Names>member"`
	}
	for name, c := range map[string]struct {
		text string
		want int // names; -1 is an error
	}{
		"a result":         {`<?xml version="1.0"?><ListResponse xmlns="http://x"><ListResult><Names><member>a</member><member>b</member></Names></ListResult></ListResponse>`, 2},
		"an empty one":     {`<ListResponse><ListResult/></ListResponse>`, 0},
		"without a result": {`<ListResponse><ResponseMetadata/></ListResponse>`, -1},
		"an empty answer":  {`<ListResponse/>`, -1},
		"another call":     {`<OtherResponse><OtherResult/></OtherResponse>`, -1},
		"another result":   {`<ListResponse><OtherResult/></ListResponse>`, -1},
		"cut":              {`<ListResponse><ListResult><Names><member>a</mem`, -1},
		"nothing":          {"", -1},
	} {
		t.Run(name, func(t *testing.T) {
			var o out
			err := readResult([]byte(c.text), "List", &o)
			if err == nil && len(o.Names) != c.want || (err != nil) != (c.want < 0) {
				t.Errorf("%v, %v", o.Names, err)
			}
		})
	}
}

func FuzzReadResult(f *testing.F) {
	f.Add([]byte(`<ListResponse><ListResult><Marker>m</Marker></ListResult></ListResponse>`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var o struct{ Marker string }
		if err := readResult(text, "List", &o); err == nil && !strings.Contains(string(text), "ListResult") {
			t.Error("an answer without a result was read")
		}
	})
}
