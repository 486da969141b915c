package aws

import (
	"maps"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// unasked are the kinds of fact of which AWS holds more than this collector asks
// for, with what is left out. A claim over such a kind has no whole population:
// that every bucket is encrypted says nothing of the disks. A service that is
// added takes its name off these lists; so does one of which a list tells whether
// an account has anything there (presences).
func unasked() map[string]string {
	return map[string]string{
		"iam.statement":    "the grants of keys, the policies of versions, aliases and layers of functions, and the resource policies of APIs, streams of tables, event buses, namespaces of Redshift and access points",
		"net.exposure":     "methods of APIs, clusters of containers, notebooks and access points",
		"secret.rotation":  "the values of the parameter store",
		"secret.value":     "the environment of containers and builds, and what machines are started with",
		"store.backup":     "disks, search domains and serverless warehouses",
		"store.copy":       "disks, search domains, serverless warehouses, and single copies of backups that no plan made",
		"store.protection": "disks and serverless warehouses",
		"tls.setting":      "file systems of EFS, and between the nodes of search domains",
		"tls.target":       "what APIs hand requests on to",
	}
}

// unaskedReason begins the reason of such a gap.
const unaskedReason = "candor does not ask AWS for all of them: not for "

// sayUnasked makes a gap of each of those kinds that the run gives.
func (s *scope) sayUnasked() {
	left := unasked()
	for _, k := range slices.Sorted(maps.Keys(left)) {
		if slices.Contains(s.run.kinds, k) {
			s.missingIn(unaskedWithin(s.acct.id, left[k]), candor.NotAsked, s.path(), "other "+k, unaskedReason+left[k], k)
		}
	}
}

// lost tells whether a fact is a gap that this run made: what nobody asks for is
// missing in every run, and no reason to try again.
func lost(f *candor.Fact) bool {
	return !f.State.Answers() && !strings.HasPrefix(f.Reason, unaskedReason)
}
