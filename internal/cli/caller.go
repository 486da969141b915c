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

// Module is the version of candor's module that go install has to be given to get
// another program of this build ("v1.2.3"), or "" where none names it.
func Module() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return candor.Program().Module(info)
}

// Calling is an environment that tells the program that a command is handed over
// to who calls it.
func Calling(env []string) []string {
	return calling(candor.Program(), env)
}

func calling(b candor.Tool, env []string) []string {
	out := make([]string, 0, len(env)+1)
	for _, e := range env {
		if !strings.HasPrefix(e, callerVariable+"=") {
			out = append(out, e)
		}
	}
	return append(out, callerVariable+"="+b.Version+" "+b.Commit)
}

// TakeCaller is the build of the program that handed its command over to this one,
// and the zero Tool where none did. It is taken out of the environment, which
// programs that this one starts inherit.
func TakeCaller() (candor.Tool, error) {
	v, ok := os.LookupEnv(callerVariable)
	if !ok {
		return candor.Tool{}, nil
	}
	version, commit, _ := strings.Cut(v, " ")
	return candor.Tool{Version: version, Commit: commit}, os.Unsetenv(callerVariable)
}

// Agree holds this program, the file self, against the one that called it. Two releases are not
// put together: what one collects the other may read otherwise. Two builds of one
// version from other commits, as one has in a checkout, are worth a warning. What
// is not known is not compared.
func Agree(caller candor.Tool, self string) (warning string, err error) {
	return agree(candor.Program(), caller, self)
}

func agree(b, caller candor.Tool, self string) (string, error) {
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
