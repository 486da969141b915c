package iac

import "testing"

// TestReadByAll: only an Allow of reading for everybody, without a condition.
func TestReadByAll(t *testing.T) {
	for text, want := range map[string]bool{
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}]}`:                              true,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:getObject"]}}`:                    true,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*"}]}`:                                      true,
		`{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject"}]}`:                               false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"a.example.com"},"Action":"s3:GetObject"}]}`:      false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject"}]}`:                              false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Condition":{"Bool":{"a":1}}}]}`: false,
		`{}`:          false,
		`no document`: false,
	} {
		if got := ReadByAll(Text(text, Place{})); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if ReadByAll(nil) || ReadByAll(Hidden("elsewhere", Place{})) {
		t.Error("what is not there lets everybody read")
	}
}
