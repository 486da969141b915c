package errdropped

import (
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// methods is a flag that lists methods of interfaces all of whose
// implementations fail with a write, each with that write if it is known.
type methods map[effects.Symbol]string

// Set reads a comma-separated list and replaces what was set before.
func (m *methods) Set(list string) error {
	*m = make(methods)
	for entry := range strings.SplitSeq(list, ",") {
		if name, what, _ := strings.Cut(strings.TrimSpace(entry), "="); name != "" {
			(*m)[effects.Symbol(name)] = what
		}
	}
	return nil
}

// String lists the methods, for -flags.
func (m *methods) String() string {
	if m == nil {
		return ""
	}
	return InterfaceList(*m)
}

// InterfaceList is the value of the flag "interfaces" for methods and what they
// write.
func InterfaceList(ms map[effects.Symbol]string) string {
	var out []string
	for name, what := range ms {
		if what != "" && !strings.Contains(what, ",") {
			out = append(out, string(name)+"="+what)
		} else {
			out = append(out, string(name))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}

// promised classifies the method of an interface by what all its
// implementations do.
func (w *world) promised(fn *types.Func) (sink, bool) {
	recv := fn.Signature().Recv()
	if len(w.known.interfaces) == 0 || recv == nil || !types.IsInterface(recv.Type()) {
		return sink{}, false
	}
	what, ok := w.known.interfaces[gosymbol.Of(fn)]
	res := fn.Signature().Results()
	if !ok || res.Len() == 0 || !isErrorType(res.At(res.Len()-1).Type()) {
		return sink{}, false
	}
	return sink{effect: mutating, what: wording(what), tells: direct, behind: true, depth: 1}, true
}
