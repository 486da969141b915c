// Package claimtable holds two companies that nobody runs to what they publish:
// 192 claims, of the kinds that real pages make, each bound to rules, to a
// person's word or to both. Its tests load them, write the table of docs/claims.md,
// hold the controls against the ids that each claim should speak to, and turn
// verdicts by breaking small trees.
package claimtable
