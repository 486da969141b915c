package iac

// FineGrained says what of a search domain asks for a password or a role before
// anybody gets at data: "" when it is off, nobody is its master, or anonymous
// requests are let in. advanced is the setting of that name; the others are
// its keys.
func FineGrained(advanced *Node, enabled, internal, master, arn, anonymous string) string {
	on, ok := advanced.Get(enabled).Bool()
	if !ok || !on {
		return ""
	}
	own, _ := advanced.Get(internal).Bool()
	if !own && !advanced.Path(master, arn).Has() {
		return ""
	}
	switch a := advanced.Get(anonymous); {
	case !a.Has():
	default:
		if v, ok := a.Bool(); ok && v {
			return ""
		} else if !ok {
			return "whether anonymous requests are let in (" + anonymous + ") can't be told, and fine-grained access control asks all others for a password or a role"
		}
	}
	return "fine-grained access control asks for a password or a role, and what those are granted is not in the sources"
}
