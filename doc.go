// Package candor is the vocabulary of candor: what a source says (Fact), what
// is judged (Rule), how it was judged (Result), what was published (Claim) and
// what is to be believed of it (Verdict).
//
// Everything else in the module speaks in these words and data flows one way:
//
//	sources -> collectors -> Fact -> policies -> Result -> frameworks -> Verdict -> reports
//
// The package depends on the standard library only and does no I/O.
package candor
