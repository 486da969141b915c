"""Checks the envelope of the pack that the first argument names with the key of
the second, by libraries that candor has no part in."""
import base64
import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.dsse import Envelope

with zipfile.ZipFile(sys.argv[1]) as pack:
    assert pack.testzip() is None
    envelope = Envelope.from_dict(json.loads(pack.read("manifest.dsse.json")))
    manifest = pack.read("manifest.json")
    files = {name: pack.read(name) for name in pack.namelist()}
key = json.load(open(sys.argv[2]))
public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public"]))
for signature in envelope.signatures.values():
    public.verify(bytes.fromhex(signature.signature), envelope.pae())
statement = json.loads(envelope.payload)
assert statement["_type"] == "https://in-toto.io/Statement/v1"
assert statement["subject"][0]["digest"]["sha256"] == hashlib.sha256(manifest).hexdigest()
listed = json.loads(manifest)["files"]
for f in listed:
    assert f["digest"] == "sha256:" + hashlib.sha256(files[f["name"]]).hexdigest(), f["name"]
print(len(envelope.signatures), "signature,", len(listed), "files")
