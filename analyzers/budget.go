package analyzers

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// SourceVariable is the environment variable that says how many megabytes of Go
// source are held at once.
const SourceVariable = "CANDOR_GO_SOURCE_MB"

// defaultSource is the same where nobody says, in megabytes. With syntax, types
// and the flow of values each of them takes about 200 MB of memory.
const defaultSource = 32

// sourceLimit is how many bytes of Go source are held at once.
func sourceLimit(env []string) (int64, error) {
	v := lookup(append(os.Environ(), env...), SourceVariable)
	if v == "" {
		return defaultSource << 20, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 1 || n > 1<<20 {
		return 0, fmt.Errorf("%s is %q; it takes a number of megabytes", SourceVariable, v)
	}
	return n << 20, nil
}

// tooLarge says why modules that are built together are not read, "" if they are.
func (d *driver) tooLarge(folders []string) string {
	var size int64
	for _, f := range folders {
		size += sourceSize(filepath.Join(d.Dir, filepath.FromSlash(f)))
	}
	if size <= d.limit {
		return ""
	}
	const mb = 1 << 20
	return fmt.Sprintf("it has %d MB of Go source, more than the %d MB that are held at once; set %s=%d where the machine has %d GB of memory for it",
		(size+mb-1)/mb, d.limit/mb, SourceVariable, (size+mb-1)/mb, (size*200/1024+mb-1)/mb)
}

// sourceSize adds up the Go files below a module's folder that are its own and no
// tests. What can't be listed counts nothing here: loading says what is wrong.
func sourceSize(top string) int64 {
	var size int64
	_ = filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if e.IsDir() {
			if name != top && otherCode(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		if i, err := e.Info(); err == nil {
			size += i.Size()
		}
		return nil
	})
	return size
}

// otherCode reports a folder below a module whose code the module's packages do
// not hold.
func otherCode(name string) bool {
	base := filepath.Base(name)
	return base == "vendor" || base == "testdata" || base == "node_modules" ||
		strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || exists(filepath.Join(name, "go.mod"))
}
