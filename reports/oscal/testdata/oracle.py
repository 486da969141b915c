"""Validates the document on stdin with the models of compliance-trestle, and
with NIST's schema where the argument names a file of it."""
import json
import sys

from trestle.oscal.assessment_results import Model

text = sys.stdin.read()
doc = Model.model_validate_json(text).assessment_results
print("trestle:", len(doc.results), "results,", sum(len(r.findings or []) for r in doc.results), "findings")
if len(sys.argv) > 1 and sys.argv[1]:
    import jsonschema

    schema = json.load(open(sys.argv[1]))
    # Python's re has no classes by property; these are close enough.
    schema = json.loads(json.dumps(schema).replace("\\\\p{L}", "[A-Za-z]").replace("\\\\p{N}", "[0-9]"))
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(text)))
    for e in errors[:5]:
        best = jsonschema.exceptions.best_match([e])
        print(list(best.absolute_path), best.message[:500])
    print("NIST:", len(errors), "errors")
    sys.exit(bool(errors))
