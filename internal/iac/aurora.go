package iac

import "strings"

// auroraDate is what AWS documents of clusters of Aurora (Aurora User Guide,
// "Encrypting Amazon Aurora resources"): from that day on every new one is
// encrypted, whatever StorageEncrypted says, which switches keys of KMS alone. Of
// those, the API tells StorageEncrypted false and StorageEncryptionType sse-rds.
const auroraDate = "Aurora encrypts every cluster made since 18 February 2026 by a key that AWS owns, and left older ones unencrypted (Aurora User Guide, Encrypting Amazon Aurora resources)"

// AuroraOf emits the encryption of a cluster of RDS. Where the template leaves
// encryption off, the age of a cluster of Aurora decides, which no template tells;
// other engines are left unencrypted. engine is what the cluster says of it, nil
// when it says nothing.
func (s *Sink) AuroraOf(typ, subject string, at Place, props *Node, spec StoreSpec, engine *Node) {
	enabled, key := spec.read(props, at)
	if on, ok := enabled.Bool(); ok && !on {
		if why := byAge(engine); why != "" {
			how := spec.Enabled + " is false, which leaves out keys of KMS alone"
			if enabled.From == "platform" {
				how = spec.Enabled + " is not set"
			}
			enabled = Unset(how+": "+why, enabled.At)
			if !key.Has() || key.Kind == Unknown && key.From == "platform" {
				key = Platform("", "the most there is without "+spec.Enabled+" is a key that AWS owns", enabled.At)
			}
		}
	}
	s.Store(typ, spec.Service, subject, At(at, subject), enabled, key)
}

// byAge is why the engine of a cluster leaves its encryption to its age: "" when it
// does not.
func byAge(engine *Node) string {
	if !engine.Has() {
		return ""
	}
	if engine.IsText() {
		text := engine.RawText()
		if strings.HasPrefix(strings.ToLower(text), "aurora") {
			return auroraDate
		}
		if !strings.HasPrefix(text, "${") {
			return ""
		}
	}
	return "its engine can't be told, and " + auroraDate
}
