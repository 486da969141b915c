# The oldest protocol that each named security policy of AWS lets a client
# speak: 0 is none at all, 3 is SSLv3, 10 is TLS 1.0 and so on. From the guides
# of Elastic Load Balancing (describe-ssl-policies), CloudFront
# (secure-connections-supported-viewer-protocols-ciphers), API Gateway
# (apigateway-custom-domain-tls-version) and OpenSearch, read in 2026. The
# parameter `policies` of tls/minimum-version adds to it and outranks it.
package candor.tables.tls_policies

named := {
	"HTTP": 0,
	"allow-all": 0,
	"http-only": 0,
	"optional": 0,
	"off": 0,
	"SSLv3": 3,
	"TLSv1": 10,
	"TLSv1_2016": 10,
	"TLSv1.1": 11,
	"TLSv1.1_2016": 11,
	"TLSv1.2": 12,
	"TLSv1.2_2018": 12,
	"TLSv1.2_2019": 12,
	"TLSv1.2_2021": 12,
	"TLSv1.2_2025": 12,
	"TLSv1.3": 13,
	"TLSv1.3_2025": 13,
	"SecurityPolicy_TLS12_2018_EDGE": 12,
	"SecurityPolicy_TLS12_PFS_2025_EDGE": 12,
	"SecurityPolicy_TLS13_2025_EDGE": 13,
	"TLSv1.0": 10,
	"TLS_1_0": 10,
	"TLS_1_2": 12,
	"Policy-Min-TLS-1-0-2019-07": 10,
	"Policy-Min-TLS-1-2-2019-07": 12,
	"Policy-Min-TLS-1-2-PFS-2023-10": 12,
	"ELBSecurityPolicy-2011-08": 3,
	"ELBSecurityPolicy-2014-01": 3,
	"ELBSecurityPolicy-2014-10": 10,
	"ELBSecurityPolicy-2015-02": 10,
	"ELBSecurityPolicy-2015-03": 10,
	"ELBSecurityPolicy-2015-05": 10,
	"ELBSecurityPolicy-2016-08": 10,
	"ELBSecurityPolicy-FS-2018-06": 10,
}

# Names of a family say their minimum themselves: ELBSecurityPolicy-TLS13-1-2-2021-06.
families := [
	`^ELBSecurityPolicy-(?:TLS|FS|TLS13)-1-([0-3])-`,
	`^SecurityPolicy_TLS13_1_([0-3])_`,
]

# minimum is undefined for a name that nothing is known of.
minimum(policy) := named[policy]

minimum(policy) := 10 + to_number(found[0][1]) if {
	some family in families
	found := regex.find_all_string_submatch_n(family, policy, 1)
	count(found) == 1
}
