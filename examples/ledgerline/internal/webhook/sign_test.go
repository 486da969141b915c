package webhook

import (
	"testing"
	"time"
)

func TestVerify(t *testing.T) {
	sent := time.Unix(1_790_000_000, 0)
	body := []byte(`{"type":"invoice.matched"}`)
	header := Sign("whsec_example", body, sent)

	tests := []struct {
		name   string
		secret string
		body   string
		now    time.Time
		ok     bool
	}{
		{"good", "whsec_example", string(body), sent.Add(time.Minute), true},
		{"other secret", "whsec_other", string(body), sent, false},
		{"changed body", "whsec_example", `{"type":"invoice.created"}`, sent, false},
		{"replayed later", "whsec_example", string(body), sent.Add(time.Hour), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Verify(tt.secret, header, []byte(tt.body), tt.now)
			if (err == nil) != tt.ok {
				t.Fatalf("Verify = %v, want ok %v", err, tt.ok)
			}
		})
	}
}
