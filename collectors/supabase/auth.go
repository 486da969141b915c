package supabase

import "encoding/json"

// authAnswer decodes the settings of sign-in. The answer holds passwords of mail
// servers and secrets of providers: they end here, before anything is kept or
// hashed.
type authAnswer struct{ settings settings }

// UnmarshalJSON keeps what authSettings names.
func (a *authAnswer) UnmarshalJSON(b []byte) error {
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	a.settings.keep(all)
	return nil
}

// MarshalJSON writes what was kept, for the digest.
func (a authAnswer) MarshalJSON() ([]byte, error) { return json.Marshal(a.settings) }
