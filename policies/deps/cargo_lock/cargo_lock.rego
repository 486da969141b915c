# METADATA
# scope: package
# title: Rust crate that Cargo.lock does not pin
# description: |
#   Cargo.lock fixes every crate of a build by version and SHA-256, but cargo
#   writes it anew in silence where it does not fit Cargo.toml.
#
#   Passes: each Cargo.toml with dependencies is covered by the lock of its
#   workspace, each dependency is locked in a version that its range allows and
#   comes from where it is asked for, and each crate has its checksum or a commit.
#   Fails: no lock, a lock that `cargo build --locked` would refuse, and a crate
#   without checksum or commit, from outside the tree, over http, or from another
#   host than the parameter allows.
#   Does not apply to crates of the tree itself.
#   Unknown: a manifest or lock that can't be read, a lock of an unknown version,
#   and a lock that version control ignores. That a checksum belongs to its crate
#   is recorded, not verified.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [cargo.manifest, cargo.lock]
#   fix: run cargo update --workspace, commit Cargo.lock, and build with --locked
#   version: "1"
#   params:
#     level:
#       help: what pins a crate at least; hash, or lock for an exact version without a checksum
#       default: hash
#     hosts:
#       help: hosts that crates may come from; empty means any
#       default: []
package candor.rules.deps.cargo_lock

import data.candor.lib
import data.candor.lib.lock

results contains lock.manifest(f) if some f in lib.facts("cargo.manifest")

results contains lock.entry(f, lib.params("deps/cargo-lock")) if some f in lib.facts("cargo.lock")
