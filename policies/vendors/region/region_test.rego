package candor.rules.vendors.region_test

import data.candor.rules.vendors.region

judged(found, listed) := r if {
	rs := region.results with input.facts as {
		"vendor.region": [{
			"kind": "vendor.region", "subject": "PostHog: us.i.posthog.com", "n": 0, "at": {"path": ".env", "line": 2},
			"value": object.union({"vendor": "posthog", "region": "", "area": "US", "example": false}, found),
		}],
		"vendor.listed": [{
			"kind": "vendor.listed", "subject": "PostHog", "n": 1, "at": {"path": "page.md", "line": 7},
			"value": object.union({"covers": ["posthog"], "location": "EU", "areas": ["EU"], "regions": []}, listed),
		}],
	}
	count(rs) == 1
	some r in rs
}

test_elsewhere if {
	r := judged({}, {})
	r.outcome == "fail"
	r.message == "PostHog: us.i.posthog.com is in US, and the list says \"EU\" (page.md:7)"
}

test_as_promised if judged({"area": "EU"}, {}).outcome == "pass"

test_worldwide if judged({}, {"areas": ["global"]}).outcome == "pass"

test_no_place if judged({}, {"areas": []}).outcome == "unknown"

test_example if judged({"example": true}, {}).outcome == "unknown"

test_not_listed if judged({}, {"covers": []}).outcome == "not_applicable"

test_the_region_itself if judged({"area": "EU", "region": "eu-central-1"}, {"regions": ["eu-central-1"]}).outcome == "pass"

test_another_region if {
	r := judged({"area": "EU", "region": "eu-west-1"}, {"regions": ["eu-central-1"]})
	r.outcome == "fail"
	contains(r.message, "eu-west-1 (EU)")
}
