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
// added takes its name off these lists.
func unasked() map[string]string {
	const stores = "file systems (EFS), caches, search domains, warehouses, queues and registries"
	return map[string]string{
		"iam.statement":    "the grants of keys, and the resource policies of queues, topics, registries and search domains",
		"log.access":       "the access logs of load balancers and distributions",
		"net.exposure":     "snapshots of databases, API gateways, clusters and search domains",
		"secret.value":     "the environment of containers and builds, and the parameter store",
		"store.backup":     "disks, " + stores + ", and backup plans",
		"store.copy":       "disks, " + stores + ", and backup plans",
		"store.encryption": stores,
		"store.protection": "disks, " + stores,
		"store.region":     stores,
		"tls.setting":      "distributions, API gateways, search domains and the parameters of databases",
	}
}

// unaskedReason begins the reason of such a gap.
const unaskedReason = "candor does not ask AWS for all of them: not for "

// sayUnasked makes a gap of each of those kinds that the run gives.
func (s *scope) sayUnasked() {
	left := unasked()
	for _, k := range slices.Sorted(maps.Keys(left)) {
		if slices.Contains(s.run.kinds, k) {
			s.missing(candor.NotAsked, s.path(), "other "+k, unaskedReason+left[k], k)
		}
	}
}

// lost tells whether a fact is a gap that this run made: what nobody asks for is
// missing in every run, and no reason to try again.
func lost(f *candor.Fact) bool {
	return !f.State.Answers() && !strings.HasPrefix(f.Reason, unaskedReason)
}
