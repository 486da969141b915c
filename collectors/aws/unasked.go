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
	const stores = "file systems of FSx, directory and table buckets, archives (Glacier), streams, brokers, clusters of DAX, small servers (Lightsail), collections of OpenSearch Serverless, elastic clusters of DocumentDB, ledgers, time series and wide tables (QLDB, Timestream, Keyspaces)"
	const snapshots = ", and snapshots of caches, of MemoryDB and of warehouses"
	const search, serverless = ", search domains", ", serverless warehouses"
	return map[string]string{
		"iam.statement":    "the grants of keys, the policies of versions, aliases and layers of functions, and the resource policies of APIs, streams, event buses, collections of OpenSearch Serverless, namespaces of Redshift and access points",
		"iam.user":         "people of IAM Identity Center",
		"log.access":       "the access logs of AppSync and VPC Lattice",
		"log.retention":    "the event stores of CloudTrail Lake",
		"net.exposure":     "methods of APIs, clusters of containers, brokers, notebooks, small servers (Lightsail), public repositories of images, collections of OpenSearch Serverless, access points, and snapshots of caches, of MemoryDB and of warehouses",
		"net.route":        "firewalls of small servers (Lightsail)",
		"registry.scan":    "public repositories of images (ECR Public)",
		"registry.tags":    "public repositories of images (ECR Public)",
		"s3.access":        "directory and table buckets",
		"secret.rotation":  "the values of the parameter store",
		"secret.value":     "the environment of containers and builds, and what machines are started with",
		"store.backup":     "disks, " + stores + search + serverless,
		"store.copy":       "disks, " + stores + search + serverless + ", and single copies of backups that no plan made" + snapshots,
		"store.expiry":     "directory and table buckets",
		"store.encryption": stores + snapshots,
		"store.lock":       "directory and table buckets",
		"store.protection": "disks, " + stores + serverless,
		"store.region":     stores + snapshots,
		"tls.bucket":       "directory and table buckets",
		"tls.setting":      "file systems, brokers, streams, clusters of DAX, collections of OpenSearch Serverless, between the nodes of search domains, and proxies of databases",
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
