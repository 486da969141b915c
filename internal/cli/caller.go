package cli

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/candor-dev/candor"
)

// callerVariable holds the build of the program that hands its command over.
const callerVariable = "CANDOR_CALLER"

// Build is which candor a program was built from: the release, and the commit, ""
// where it is not known.
type Build struct{ Version, Commit string }

// ThisBuild is the build of this program.
func ThisBuild() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Build(candor.Program())
	}
	return buildOf(candor.Program(), info)
}

// buildOf tells the release of what go install built from a tag, too: such a
// program has no stamp but the version of its module.
func buildOf(p candor.Tool, info *debug.BuildInfo) Build {
	b := Build(p)
	if v := downloaded(info); v != "" && p.Commit == "" {
		b.Version = strings.TrimPrefix(v, "v")
	}
	return b
}

// downloaded is the version of the module that go install built this program of,
// or "" where it was built in a checkout.
func downloaded(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return ""
		}
	}
	if !strings.HasPrefix(info.Main.Version, "v") {
		return ""
	}
	return info.Main.Version
}

// Module is the version of candor's module that go install has to be given to get
// another program of this build ("v1.2.3"), or "" for the build of a checkout,
// which no such version names.
func Module() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return moduleOf(candor.Program(), info)
}

func moduleOf(p candor.Tool, info *debug.BuildInfo) string {
	v := downloaded(info)
	if v == "" && !strings.HasSuffix(p.Version, "-dev") {
		v = "v" + p.Version
	}
	return v
}

func (b Build) String() string { return candor.Tool(b).String() }

// Calling is an environment that tells the program that a command is handed over
// to who calls it.
func (b Build) Calling(env []string) []string {
	out := make([]string, 0, len(env)+1)
	for _, e := range env {
		if !strings.HasPrefix(e, callerVariable+"=") {
			out = append(out, e)
		}
	}
	return append(out, callerVariable+"="+b.Version+" "+b.Commit)
}

// TakeCaller is the build of the program that handed its command over to this one,
// and the zero Build where none did. It is taken out of the environment, which
// programs that this one starts inherit.
func TakeCaller() (Build, error) {
	v, ok := os.LookupEnv(callerVariable)
	if !ok {
		return Build{}, nil
	}
	version, commit, _ := strings.Cut(v, " ")
	return Build{version, commit}, os.Unsetenv(callerVariable)
}

// Agree holds this program, the file self, against the one that called it. Two releases are not
// put together: what one collects the other may read otherwise. Two builds of one
// version from other commits, as one has in a checkout, are worth a warning. What
// is not known is not compared.
func Agree(caller Build, self string) (warning string, err error) {
	return ThisBuild().agree(caller, self)
}

func (b Build) agree(caller Build, self string) (string, error) {
	switch {
	case caller.Version == "":
		return "", nil
	case caller.Version != b.Version:
		return "", Usagef("this candor is %s, and %s, which it hands over to, is %s: take both of one release", caller, self, b)
	case caller.Commit != "" && b.Commit != "" && !sameCommit(caller.Commit, b.Commit):
		return fmt.Sprintf("this candor is of commit %s, and %s, which it hands over to, of commit %s: build both anew", caller.Commit, self, b.Commit), nil
	}
	return "", nil
}

// sameCommit compares commits of which one may be shortened, as in the version of
// a module.
func sameCommit(a, b string) bool {
	const dirty = "+dirty"
	x, dx := strings.CutSuffix(a, dirty)
	y, dy := strings.CutSuffix(b, dirty)
	return dx == dy && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x))
}
