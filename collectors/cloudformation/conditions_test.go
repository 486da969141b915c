package cloudformation

import "testing"

func TestDecided(t *testing.T) {
	for text, want := range map[string]string{
		"!Equals [a, b]":                             "false",
		"!Equals [a, a]":                             "true",
		"Fn::Equals: [a, b]":                         "false",
		"!Not [!Equals [a, b]]":                      "true",
		"!And [!Equals [a, a], !Equals [a, b]]":      "false",
		"!Or [!Equals [a, a], !Equals [!Ref P, b]]":  "true",
		"!And [!Equals [a, a], !Equals [!Ref P, b]]": "?",
		"!Or [Condition: C, Condition: C]":           "?",
		"!Equals [!Ref P, b]":                        "?",
		"!Equals [!Ref 'AWS::Region', b]":            "?",
		"!Equals [a]":                                "?",
		"!Not []":                                    "?",
		"!Or []":                                     "?",
		"true":                                       "?",
		"!Condition None":                            "?",
	} {
		fs := facts(t, map[string]string{"t.yaml": "AWSTemplateFormatVersion: \"2010-09-09\"\nParameters: {P: {Type: String}}\nConditions:\n  C:\n    " + text + "\n" +
			"Resources:\n  V: {Type: AWS::EC2::Volume, Condition: C, Properties: {Encrypted: true}}\n"})
		made := false
		for _, f := range fs {
			if f.Kind != "store.encryption" {
				continue
			}
			made = made || f.Subject == "V"
		}
		if made != (want != "false") {
			t.Errorf("%s: made %v; want %s", text, made, want)
		}
	}
}
