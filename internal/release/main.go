// Command release packs built programs: one archive for each folder, and the
// checksums of everything beside them. The same files give the same bytes: names
// are sorted, times, owners and modes are fixed.
//
//	release -time 1790000000 -out dist build/candor_0.1.0_linux_amd64 build/candor_0.1.0_windows_amd64
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sums is the name of the file with the checksums.
const sums = "SHA256SUMS"

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(args []string, stderr io.Writer) error {
	fl := flag.NewFlagSet("release", flag.ContinueOnError)
	fl.SetOutput(stderr)
	out := fl.String("out", "", "the folder to write archives and checksums into")
	unix := fl.Int64("time", 0, "the time of every file, in seconds since 1970")
	if err := fl.Parse(args); err != nil {
		return err
	}
	if *out == "" || *unix <= 0 || fl.NArg() == 0 {
		return fmt.Errorf("want -out FOLDER -time SECONDS and the folders to pack")
	}
	at := time.Unix(*unix, 0).UTC()
	for _, dir := range fl.Args() {
		if err := pack(*out, dir, at); err != nil {
			return fmt.Errorf("pack %s: %w", dir, err)
		}
	}
	return checksums(*out)
}

// pack writes the archive of one folder: a zip for Windows, else a tar.gz.
func pack(out, dir string, at time.Time) error {
	name := filepath.Base(dir)
	files, err := list(dir)
	if err != nil {
		return err
	}
	write, ending := writeTar, ".tar.gz"
	if strings.Contains(name, "_windows_") {
		write, ending = writeZip, ".zip"
	}
	f, err := os.Create(filepath.Join(out, name+ending))
	if err != nil {
		return err
	}
	if err := write(f, dir, name, files, at); err != nil {
		f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

// checksums writes one line for each file of the folder, as sha256sum reads them.
func checksums(dir string) error {
	files, err := list(dir)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, name := range files {
		if name == sums {
			continue
		}
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		f.Close() // read only: nothing can be lost
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		fmt.Fprintf(&b, "%x  %s\n", h.Sum(nil), name)
	}
	return os.WriteFile(filepath.Join(dir, sums), []byte(b.String()), 0o644)
}
