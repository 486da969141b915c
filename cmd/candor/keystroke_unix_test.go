//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// BenchmarkKeystroke is what an editor waits for: a scan of the tree with one
// file changed. CANDOR_TREE names a folder and CANDOR_FILE a file of it; without
// them it is the sample company and its last migration.
func BenchmarkKeystroke(b *testing.B) {
	root, file := os.Getenv("CANDOR_TREE"), os.Getenv("CANDOR_FILE")
	if root == "" {
		root, file = filepath.Join("..", "..", "examples", "ledgerline"), "db/migrations/0005_audit_events.sql"
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		b.Skip(err)
	}
	check := editorCheck(nil)
	n := 0
	if _, err := check(b.Context(), root, nil); err != nil { // what opening the folder pays
		b.Fatal(err)
	}
	var before, after syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n++
		r, err := check(b.Context(), root, map[string][]byte{file: fmt.Appendf(text[:len(text):len(text)], "\n-- %d\n", n)})
		if err != nil {
			b.Fatal(err)
		}
		if len(r.Results) == 0 {
			b.Fatal("nothing was judged")
		}
	}
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
		b.Fatal(err)
	}
	cpu := after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
	b.ReportMetric(float64(cpu)/1e6/float64(b.N), "cpu-ms/op")
}
