package cloudformation

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestLeaning: what a condition comes to by the defaults, and by what the tree
// gives; "" where nobody can tell, "+" where a default makes it and "-" where it, or
// a given value, leaves it out.
func TestLeaning(t *testing.T) {
	for text, want := range map[string]string{
		"!Equals [!Ref On, 'yes']":                                     "+",
		"!Equals [!Ref Off, 'yes']":                                    "-",
		"!Equals ['yes', {Ref: Off}]":                                  "-",
		"!Not [!Equals [!Ref Off, 'yes']]":                             "+",
		"!Not [!Equals [!Ref Empty, '']]":                              "-",
		"!Equals [!Ref Empty, '']":                                     "+",
		"!And [!Equals [!Ref On, 'yes'], !Equals [!Ref Off, 'yes']]":   "-",
		"!And [!Equals [!Ref Open, 'yes'], !Equals [!Ref Off, 'yes']]": "-",
		"!And [!Equals [!Ref Open, 'yes'], !Equals [!Ref On, 'yes']]":  "",
		"!Or [!Equals [!Ref Open, 'yes'], !Equals [!Ref On, 'yes']]":   "+",
		"!Or [!Equals [!Ref Off, 'yes'], !Condition Other]":            "-",
		"!Not [!Equals ['', !Join ['', !Ref Names]]]":                  "-",
		"!Equals [!Join [',', !Ref Two], 'a,b']":                       "+",
		"!Equals [!Join ['-', [!Ref On, x]], 'yes-x']":                 "+",
		"!Equals [!Select [1, !Ref Two], b]":                           "+",
		"!Equals [!Select [2, !Ref Two], b]":                           "",
		"!Equals [!Select [x, !Ref Two], b]":                           "",
		"!Equals [!Join ['', !Split [',', !Ref Open]], b]":             "",
		"!Equals [!Join ['-', [!Ref Open, x]], b]":                     "",
		"!Equals [!FindInMap [M, !Ref On, k], 'yes']":                  "+",
		"!Equals [!FindInMap [M, !Ref Off, k], 'yes']":                 "-",
		"!Equals [!Sub '${Off}', 'yes']":                               "-",
		"!Equals [!Ref Secret, '']":                                    "",
		"!Equals [!Ref DbPassword, '']":                                "",
		"!Equals [!Ref Kept, 'yes']":                                   "",
		"!Equals [!Ref Nobody, 'yes']":                                 "",
		"!Equals [!Ref Open, 'yes']":                                   "",
		"!Equals [!Ref 'AWS::Region', 'eu-west-1']":                    "",
		"!Equals [!Ref Given, 'yes']":                                  "-",
		"!Equals [!Ref Given, 'no']":                                   "",
		"!Equals [a, a]":                                               "",
		"!Condition C":                                                 "",
		"!And []":                                                      "",
		"yes":                                                          "",
	} {
		fs := facts(t, map[string]string{
			"t.yaml": "AWSTemplateFormatVersion: \"2010-09-09\"\n" + `Parameters:
  On: {Type: String, Default: 'yes'}
  Off: {Type: String, Default: 'no'}
  Empty: {Type: String, Default: ''}
  Open: {Type: String}
  Names: {Type: CommaDelimitedList, Default: ''}
  Two: {Type: CommaDelimitedList, Default: 'a, b'}
  Secret: {Type: String, NoEcho: true, Default: ''}
  DbPassword: {Type: String, Default: ''}
  Kept: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
  Given: {Type: String, Default: 'yes'}
Mappings: {M: {'yes': {k: 'yes'}, 'no': {k: 'no'}}}
Conditions:
  Other: !Equals [!Ref Off, 'maybe']
  C: ` + text + `
Resources:
  V: {Type: AWS::EC2::Volume, Condition: C, Properties: {Encrypted: false}}
`,
			"t.json": `[{"ParameterKey": "Given", "ParameterValue": "no"}]`,
		})
		got := "?"
		for _, f := range fs {
			if v, ok := candor.Plain(f.Value).(map[string]any); ok && f.Kind == "store.encryption" && f.Subject == "V" {
				switch {
				case v["only"] != nil:
					got = "-"
					if why := v["only"].(string); !strings.HasPrefix(why, "if it is made: the condition C does not hold by the ") {
						t.Errorf("%s: %s", text, why)
					}
				case v["made_by"] != nil:
					got = "+"
				default:
					got = ""
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
