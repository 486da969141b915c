package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/pack"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/reports"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/populations"
)

// packed are the formats that a pack holds, as far as there are such formats.
func packed() []struct{ format, file string } {
	return []struct{ format, file string }{
		{"json", "report.json"},
		{"html", "report.html"},
		{"markdown", "report.md"},
		{"oscal", "oscal/assessment-results.json"},
		{"ocsf", "ocsf.jsonl"},
		{"cyclonedx", "inventory.cdx.json"},
	}
}

// packParts renders everything that goes into a pack. configDigest is that of
// candor.yaml, or empty where there is none.
func packParts(dir, configFile string, res *scan.Outcome) (parts []pack.Part, configDigest string, err error) {
	r := res.Report
	add := func(name string, write func(io.Writer) error) {
		var b bytes.Buffer
		if err == nil {
			if err = write(&b); err != nil {
				err = fmt.Errorf("make %s for the pack: %w", name, err)
				return
			}
			parts = append(parts, pack.Part{Name: name, Body: b.Bytes()})
		}
	}
	add("facts.jsonl", res.Evidence.Write)
	all := reports.Formats()
	for _, p := range packed() {
		if i := slices.IndexFunc(all, func(f format.Format) bool { return f.Name == p.format }); i >= 0 {
			add(p.file, func(w io.Writer) error { return all[i].Write(w, r, format.Options{Source: res.Source}) })
		}
	}
	tables, perr := populations.Files(r)
	err = errors.Join(err, perr)
	for _, t := range tables {
		add("populations/"+t.Name, func(w io.Writer) error { _, err := w.Write(t.Body); return err })
	}
	add("attestations.json", func(w io.Writer) error { return writeAttestations(w, dir, r) })
	add("readme.txt", func(w io.Writer) error { return packReadme(w, r) })

	library := filepath.Join(dir, config.LibraryName)
	if b, rerr := os.ReadFile(library); rerr == nil {
		add("answers.yaml", func(w io.Writer) error { _, err := w.Write(b); return err })
	} else if !errors.Is(rerr, fs.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("read the approved answers for the pack: %w", rerr))
	}
	if configFile == "" {
		configFile = filepath.Join(dir, scan.ConfigName)
	}
	b, rerr := os.ReadFile(configFile)
	switch {
	case rerr == nil:
		sum := sha256.Sum256(b)
		configDigest = "sha256:" + hex.EncodeToString(sum[:])
		add("candor.yaml", func(w io.Writer) error { _, err := w.Write(b); return err })
	case !errors.Is(rerr, fs.ErrNotExist):
		err = errors.Join(err, fmt.Errorf("read candor.yaml for the pack: %w", rerr))
	}
	return parts, configDigest, err
}

func packKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

type packAttestation struct {
	Claim      string      `json:"claim"`
	Text       string      `json:"text"`
	Statement  string      `json:"statement"`
	By         string      `json:"by"`
	On         string      `json:"on"`
	Expires    string      `json:"expires"`
	ReviewedBy string      `json:"reviewed_by"`
	Solo       bool        `json:"solo"`
	Basis      []packBasis `json:"basis"`
}

// packBasis is a file that a person's word rests on. The file itself stays where it is.
type packBasis struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // as it was when the pack was made
	Then   string `json:"then"`   // as it was when the word was given; empty where nobody wrote it down
	Reason string `json:"reason"` // why there is no digest
}

func writeAttestations(w io.Writer, dir string, r *candor.Report) error {
	out := []packAttestation{}
	for i := range r.Claims {
		c := &r.Claims[i].Claim
		at := c.Attest
		if at == nil {
			continue
		}
		p := packAttestation{
			Claim: c.ID, Text: c.Text, Statement: at.Statement, By: at.By, On: packDay(at.On), Expires: packDay(at.Expires),
			ReviewedBy: at.ReviewedBy, Solo: at.Solo, Basis: []packBasis{},
		}
		for _, file := range at.Basis {
			sum, err := basisDigest(dir, file)
			b := packBasis{File: file, SHA256: sum, Then: at.Digests[file]}
			if err != nil {
				b.Reason = "could not be read"
			}
			p.Basis = append(p.Basis, b)
		}
		out = append(out, p)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func packDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return format.Day(t)
}

// basisDigest digests a file of the tree; nothing outside of it is opened.
func basisDigest(dir, file string) (string, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer root.Close()
	f, err := root.Open(filepath.FromSlash(file))
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func packReadme(w io.Writer, r *candor.Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Evidence of one run of candor %s", r.Tool.Version)
	if r.Company != "" {
		fmt.Fprintf(&b, " for %s", r.Company)
	}
	fmt.Fprintf(&b, ", %s", r.At.UTC().Format(time.RFC3339))
	if r.Commit != "" {
		fmt.Fprintf(&b, ", at commit %s", r.Commit)
	}
	b.WriteString(`

  candor pack verify THIS.zip --pub KEY.pub

checks every byte of it. Leave the archive as it is: what was unpacked and packed
again is another file.

manifest.json       every file with its digests
manifest.dsse.json  the signature on it (DSSE, in-toto statement, ed25519)
log/                every run up to this one, and the signed head of that list
facts.jsonl         what was read, with file, line and digest
report.*, oscal/, ocsf.jsonl, inventory.cdx.json
                    what was judged, in several formats
populations/        what each rule judged, whole: to draw samples from; index.csv
                    lists the tables with their sums
candor.yaml, answers.yaml
                    the claims, rules, waivers and approved answers as they were
attestations.json   persons' words, and the digests of what they rest on

`)
	b.WriteString("What the signature does not prove\n\n")
	for _, s := range notProved() {
		fmt.Fprintf(&b, "- %s.\n", s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
