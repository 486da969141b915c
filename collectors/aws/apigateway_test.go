package aws

import (
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

func TestAPIs(t *testing.T) {
	got := values(t, awstest.New(), map[string]string{"tls.setting": "policy", "log.access": "on"})
	for k, want := range map[string]string{
		"tls.setting api.example.com": "known TLS_1_2", "tls.setting old.example.com": "known TLS_1_0", "tls.setting new.example.com": "unknown <nil>",
		"tls.setting http.example.com": "known TLS_1_2",
		"tls.setting orders (r1)":      "known refused", "tls.setting public (r2)": "known TLS_1_0",
		"tls.setting web (h1)": "known TLS_1_2", "tls.setting chat (h2)": "unknown <nil>", "tls.setting named (h3)": "",
		"log.access orders (r1)/prod": "known true", "log.access orders (r1)/test": "known false",
		"log.access web (h1)/$default": "known true", "log.access chat (h2)/beta": "known false",
	} {
		if got[k] != want {
			t.Errorf("%s is %q, want %q", k, got[k], want)
		}
	}
}
