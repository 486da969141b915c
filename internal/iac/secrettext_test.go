package iac

import "testing"

// TestSecretText: the name of a secret is no secret, a stand-in is told from one,
// and whatever could be the secret itself counts as it.
func TestSecretText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"API_KEY", "AIzaSyA1b2C3d4E5f6G7", HoldsLiteral},
		{"API_KEY", "correct-horse-9", HoldsLiteral},
		{"API_KEY", "", ""},
		{"API_KEY", "true", ""},
		{"API_KEY", "{{resolve:ssm:/acme/key}}", HoldsReference},

		// Paths of Parameter Store, and texts that only begin like one.
		{"ssm_db_password", "/acme/staging/DB_PASSWORD", HoldsReference},
		{"DB_PASSWORD", "/acme/prod2/dbPassword", HoldsReference},
		{"DB_PASSWORD", "/slash", HoldsLiteral},
		{"DB_PASSWORD", "/acme/prod/", HoldsLiteral},
		{"SECRET_ACCESS_KEY", "/bPxRfiCYEXAMPLE/wJalrXUtnFEMIK7MDENGzz9", HoldsLiteral},
		{"SECRET_ACCESS_KEY", "/deadbeef12/0f9e8d7c6b5a", HoldsLiteral},
		{"API_KEY", "/a/b c", HoldsLiteral},

		// A name, where the name of the place says so.
		{"SSM_PARAM_JWT_PRIVATE_KEY", "jwt_private_key", HoldsReference},
		{"ssm_db_password", "hunter-two", HoldsLiteral},
		{"SSM_PARAM_JWT_PRIVATE_KEY", "q8Zr2Lk9Xw7Bn4Vt", HoldsLiteral},
		{"PRIVATE_KEY", "jwt_private_key", HoldsLiteral},
		{"SSM_KEY_password", "1234", HoldsLiteral},

		// Addresses.
		{"secret_string", "redis://", ""},
		{"secret_string", "redis://cache.example.com:6379/0", ""},
		{"secret_string", "https://example.com", ""},
		{"secret_string", "https://hooks.example.com/services/T0/B1/x", HoldsLiteral},
		{"secret_string", "redis://u:p@cache.example.com", HoldsLiteral},
		{"secret_string", "https://example.com?token=abc", HoldsLiteral},

		{"gmail_api_key", "abc1234", StandsIn},
		{"gmail_api_key", "abc1235", HoldsLiteral},
		{"api_key", "12x4", HoldsLiteral},
		{"api_key", "123", StandsIn},
		{"db_password", "abc1234", HoldsLiteral},

		// Stand-ins, and passwords that read like one.
		{"api_key", "xxxxxxxxxxxx", StandsIn},
		{"api_key", "ffffffffffffffffffff", StandsIn},
		{"api_key", "ffffffffffffffffffff0", HoldsLiteral},
		{"api_key", "fffffff", HoldsLiteral},
		{"db_password", "11111111", HoldsLiteral},
		{"client_secret", "PLACEHOLDER_UPDATE_VIA_CONSOLE", StandsIn},
		{"client_secret", "PLACEHOLDER_7qZ2", HoldsLiteral},
		{"db_password", "PLACEHOLDER_UPDATE_VIA_CONSOLE", HoldsLiteral},
		{"api_key", "<your key>", StandsIn},
		{"api_key", "REPLACE_ME", StandsIn},
		{"api_key", "sk-or-v1-...", StandsIn},
		{"api_key", "correct horse battery staple...", HoldsLiteral},
		{"DB_PASSWORD", "hunter...", HoldsLiteral},
		{"api_key", "your-api-key-here", StandsIn},
		{"api_key", "ChangeMe", StandsIn},
		{"api_key", "MY_SERVER_SECRET", StandsIn},
		{"api_key", "MYSERVERSECRET", HoldsLiteral},
		{"ACCESS_TOKEN", "any_value", StandsIn},
		{"ICA_ACCESS_TOKEN", "any_value_work", StandsIn},
		{"api_key", "dummy-api-key", StandsIn},
		{"api_key", "change_me_in_production", StandsIn},
		{"api_key", "xxx", StandsIn},
		{"api_key", "xxxx-xxxx-xxxx", StandsIn},
		{"api_key", "test-key", StandsIn},
		{"api_key", "fake_access_token", StandsIn},
		{"JWT_SECRET", "your-secret-key-change-in-production", StandsIn},
		{"api_key", "dummy7Qm2", HoldsLiteral},
		{"api_key", "test-key-8f3a", HoldsLiteral},
		{"api_key", "testkeyring", HoldsLiteral},
		{"api_key", "any7value", HoldsLiteral},
		{"DB_PASSWORD", "Password123!", HoldsLiteral},
		{"DB_PASSWORD", "admin", HoldsLiteral},
		{"DB_PASSWORD", "any_value", HoldsLiteral},
		{"DB_PASSWORD", "dummy", HoldsLiteral},
		{"api_key", "xxxxy", HoldsLiteral},
		{"splunk-token", "replacesplunktoken", StandsIn},
		{"DB_PASSWORD", "ffffffffffffffffffff", HoldsLiteral},
		{"CLIENT_SECRET", "PLACEHOLDER_UPDATE_VIA_AWS_CONSOLE", StandsIn},
		{"CLIENT_SECRET", "to-be-replaced", StandsIn},
		{"CLIENT_SECRET", "todo-7Qx9Lk2Bn", HoldsLiteral},
		{"DB_PASSWORD", "PLACEHOLDER_UPDATE_VIA_AWS_CONSOLE", HoldsLiteral},
		{"DB_PASSWORD", "REDACTED", StandsIn},
		{"api_key", "yours-truly", HoldsLiteral},
		{"db_password", "changeme", HoldsLiteral},
		{"MasterUserPassword", "xxxxxxxx", HoldsLiteral},
		{"REDIS_PASSWORD", "PASSWORD", StandsIn},
		{"redisPassword", "<password>", StandsIn},
		{"password", "PASSWORD", StandsIn},
		{"db_password", "db_password", StandsIn},
		{"REDIS_PASSWORD", "HOST", HoldsLiteral},
		{"db_password", "WORD", HoldsLiteral},
		{"password", "password", HoldsLiteral},
		{"DB_PASSWORD", "password", HoldsLiteral},
		{"REDIS_PASSWORD", "PASSWORD1", HoldsLiteral},
		{"passphrase", "<your passphrase here>", HoldsLiteral},
	}
	for _, tt := range tests {
		if got := SecretText(tt.name, tt.text); got != tt.want {
			t.Errorf("%s = %q: got %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

// TestSaysName: only what reads like a name, and is called one, is one.
func TestSaysName(t *testing.T) {
	for _, tt := range []struct {
		description, text string
		want              bool
	}{
		{"secret key name for the slack url", "cloud-front-slack-url", true},
		{"The name of the secrets manager secret key", "client_secret", true},
		{"Name of the AWS Secret Manager secret that contains the configuration", "bt-edgeauth-config", true},
		{"The secret of the client", "client_secret", false},
		{"Secret for the name server", "client_secret", false},
		{"name of the secret", "q8Zr2Lk9Xw7Bn4Vt", false},
		{"", "client_secret", false},
	} {
		if got := SaysName(tt.description, tt.text); got != tt.want {
			t.Errorf("%q, %q: %v", tt.description, tt.text, got)
		}
	}
}
