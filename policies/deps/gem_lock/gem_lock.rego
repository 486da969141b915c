# METADATA
# scope: package
# title: Ruby gem that Gemfile.lock does not pin
# description: |
#   Gemfile.lock fixes each gem by version. Since version 2.5 Bundler can record
#   its SHA-256 in the section CHECKSUMS, too; without it a gem that was replaced
#   under the same version goes unseen.
#
#   Passes: each Gemfile has a lock whose dependencies are the ones that it asks
#   for, locked in versions that it allows; each gem has its checksum, or a commit.
#   With level: lock an exact version is enough, which is all that a lock without
#   CHECKSUMS holds.
#   Fails: no lock, one that disagrees, a gem without checksum or commit, from
#   outside the tree, over http, or from a host that is not allowed.
#   Does not apply to gems in folders of the tree.
#   Unknown: a broken lock, and a Gemfile with code (conditions, gemspec,
#   eval_gemfile), unless what can be read of it disagrees already.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [gem.manifest, gem.lock]
#   fix: run bundle lock --add-checksums, commit Gemfile.lock, and install with bundle install --frozen
#   version: "1"
#   params:
#     level:
#       help: what pins a package at least; hash, or lock for an exact version without a hash
#       default: hash
#     hosts:
#       help: hosts that packages may come from; empty means any
#       default: []
package candor.rules.deps.gem_lock

import data.candor.lib
import data.candor.lib.lock

results contains lock.manifest(f) if some f in lib.facts("gem.manifest")

results contains lock.entry(f, lib.params("deps/gem-lock")) if some f in lib.facts("gem.lock")
