"""Validates JSON lines on stdin with the schemas of several versions of OCSF."""
import json
import sys

import jsonschema
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

events = [json.loads(line) for line in sys.stdin if line.strip()]
bad = 0
for version in ["1.3.0", "1.4.0", "1.5.0", "1.6.0", "1.7.0", "1.8.0"]:
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version)).get_class_schema("compliance_finding")
    check = jsonschema.Draft202012Validator(schema)
    for n, event in enumerate(events, 1):
        event["metadata"]["version"] = version
        for e in check.iter_errors(event):
            bad += 1
            if bad < 20:
                print(f"{version} line {n}: {list(e.path)}: {e.message[:300]}")
print(f"{len(events)} events, {bad} errors")
sys.exit(bad > 0 or not events)
