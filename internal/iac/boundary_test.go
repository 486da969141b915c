package iac

import "testing"

func TestSaysBoundary(t *testing.T) {
	for text, want := range map[string]bool{
		"CdkBoostrapPermissionsBoundaryPolicy":                    true,
		"cdk-${Qualifier}-permissions-boundary-${AWS::AccountId}": true,
		"Bootstrap Permission Boundary":                           true,
		"developer_boundary":                                      true,
		"TeamBoundary2":                                           true,
		"${Boundary}":                                             false,
		"${Boundary":                                              false,
		"BoundaryAdmin":                                           false,
		"boundary-crossing":                                       false,
		"AllowBypassPermissionsBoundary":                          false,
		"for teams without a permissions boundary":                false,
		"ManagePermissionsBoundary":                               false,
		"NoBoundary":                                              false,
		"":                                                        false,
	} {
		if got := SaysBoundary("", text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
