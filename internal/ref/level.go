package ref

// The levels of a reference: how firmly the tree fixes what it takes from
// elsewhere. Every fact about a reference says one of them under "level".
const (
	Hash  = "hash"  // a hash or a whole commit, in a lock or beside the name: always the same bytes
	Lock  = "lock"  // a lock records one version, without a hash that is strong and whole
	Exact = "exact" // the reference itself names one version, and no lock does
	Tag   = "tag"   // a name that can be moved: a tag, a branch, an address
	Range = "range" // several versions fit
	None  = "none"  // nothing is said, or what is named lies outside the tree
	// Unresolved is no level: candor can't tell. It never meets any.
	Unresolved = "unresolved"
)

// Levels are the levels, the firmest first.
func Levels() []string { return []string{Hash, Lock, Exact, Tag, Range, None} }
