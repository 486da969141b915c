# METADATA
# scope: package
# title: NuGet package that packages.lock.json does not pin
# description: |
#   NuGet writes packages.lock.json only where a project asks for it, and then
#   records the exact version and a SHA-512 of every package for each framework.
#   A project for .NET Standard up to 2.0 has a package even where it names none:
#   the SDK asks for NETStandard.Library.
#
#   Passes: each project with packages has a lock that names the packages it asks
#   for, in the versions that it asks for; each package has its whole hash.
#   Fails: no lock, one that disagrees, and a package without a hash.
#   Does not apply to projects of the tree.
#   Unknown: a version that a property or a condition decides, packages.config,
#   and what can't be read. The lock does not say where a package came from.
# custom:
#   severity: error
#   control: dependency-pinning
#   needs: [nuget.manifest, nuget.lock]
#   fix: set RestorePackagesWithLockFile, commit packages.lock.json, and restore with --locked-mode
#   version: "1"
#   params:
#     level:
#       help: what pins a package at least; hash, or lock for an exact version without a hash
#       default: hash
#     hosts:
#       help: hosts that packages may come from; empty means any
#       default: []
package candor.rules.deps.nuget_lock

import data.candor.lib
import data.candor.lib.lock

results contains lock.manifest(f) if some f in lib.facts("nuget.manifest")

results contains lock.entry(f, lib.params("deps/nuget-lock")) if some f in lib.facts("nuget.lock")
