package iac

import "testing"

func TestAmong(t *testing.T) {
	const words = `
		aa_b bb
		bbb bb_b	c`
	for name, want := range map[string]bool{
		"aa_b": true, "bb": true, "bbb": true, "bb_b": true, "c": true,
		"": false, "a": false, "aa": false, "b": false, "_b": false, "bbbb": false, "C": false,
	} {
		if among(words, name) != want {
			t.Errorf("%q is a word: %t", name, !want)
		}
	}
}
