package download

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

var hexRun = regexp.MustCompile(`(?:^|[^0-9A-Za-z])([0-9a-fA-F]{32,128})(?:$|[^0-9A-Za-z])`)

// sumIn tells whether a text holds a whole sum: Hash, Weak, or "".
func sumIn(text string) string {
	found := ""
	for _, m := range hexRun.FindAllStringSubmatch(text, -1) {
		switch len(m[1]) {
		case 64, 96, 128:
			return Hash
		case 32, 40:
			found = Weak
		}
	}
	return found
}

// isSummer tells a program that computes sums of files.
func isSummer(words []word) bool {
	if len(words) == 0 {
		return false
	}
	switch base(words[0].text) {
	case "sha256sum", "sha512sum", "sha384sum", "sha1sum", "md5sum", "shasum", "sha256", "sha512", "gsha256sum", "gsha512sum", "b2sum":
		return true
	case "openssl":
		return len(words) > 1 && (words[1].text == "dgst" || strings.HasPrefix(words[1].text, "sha"))
	}
	return false
}

// verifies reports whether the program is asked to compare.
func verifies(words []word) bool {
	for _, x := range words[1:] {
		t := x.text
		if t == "--check" || strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "--") && strings.Contains(t, "c") {
			return true
		}
	}
	return false
}

var checkWords = []string{"sha256", "sha512", "sha384", "shasum", "gpg", "cosign", "minisign", "openssl", "slsa-verifier", "gh attestation"}

func mentionsCheck(text string) bool {
	return slices.ContainsFunc(checkWords, func(s string) bool { return strings.Contains(text, s) })
}

// mark notes that a file was checked.
func (w *walker) mark(f *file, c context, level, why string) {
	if f == nil {
		return
	}
	f.checks = append(f.checks, check{level: level, why: why, scope: slices.Clone(c.scope), weak: !w.stops(c)})
}

// named returns the downloaded files that a text names.
func (w *walker) named(text string) []*file {
	var out []*file
	for p, f := range w.r.files {
		if holdsName(text, p) || holdsName(text, path.Base(p)) {
			out = append(out, f)
		}
	}
	return out
}

// holdsName reports whether the text holds the name as a word.
func holdsName(text, name string) bool {
	if name == "" || name == "." || name == "/" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		i += from
		if (i == 0 || strings.IndexByte(" \t\n*'\"/(=", text[i-1]) >= 0) && (i+len(name) == len(text) || strings.IndexByte(" \t\n'\"|)\\;", text[i+len(name)]) >= 0) {
			return true
		}
		from = i + 1
	}
}

// sums reads the lines that a checker gets: "HASH  NAME".
func (w *walker) sums(text string, c context) {
	files := w.named(text)
	text = w.variants(text)
	lvl, why := sumIn(text), "a SHA-2 sum that stands in the script"
	switch {
	case lvl == Weak:
		why = "an MD5 or SHA-1 sum that stands in the script"
	case lvl == "" && strings.Contains(text, "$("), lvl == "" && strings.Contains(text, "`"):
		lvl, why = Fetched, "a sum that the script fetches as well"
	case lvl == "":
		lvl, why = Unsure, "the sum that it is compared with is not in the script"
	}
	for _, f := range files {
		w.mark(f, c, lvl, why)
	}
}

// variants puts the values of variables into a text; of several values all must
// be sums to count.
func (w *walker) variants(text string) string {
	for name, values := range w.r.vars {
		if len(values) < 2 || !strings.Contains(text, "${"+name+"}") {
			continue
		}
		all := true
		for _, v := range values {
			all = all && sumIn(v) == Hash
		}
		if all {
			text = strings.ReplaceAll(text, "${"+name+"}", values[0])
		}
	}
	return text
}

// sumFile reads a checker whose lines come from a file.
func (w *walker) sumFile(name string, c context) {
	if text, ok := w.r.texts[join(w.r.dir, name)]; ok {
		w.sums(text, c)
		return
	}
	sum := w.r.files[join(w.r.dir, name)]
	for p, f := range w.r.files {
		if sum == nil && path.Base(p) == path.Base(name) { // under a folder that is a variable
			sum = f
		}
	}
	for _, f := range w.r.files {
		switch {
		case f == sum:
		case sum != nil:
			w.mark(f, c, Fetched, "a sum that the script fetches as well")
		default:
			w.mark(f, c, Unsure, "the sums stand in "+name+", which candor does not compare")
		}
	}
}

// sumOf returns the file whose sum the text of a substitution computes.
func (w *walker) sumOf(text string) *file {
	if !strings.Contains(text, "sum ") && !strings.Contains(text, "openssl") {
		return nil
	}
	if files := w.named(w.expand(text)); len(files) == 1 {
		return files[0]
	}
	return nil
}

var plainVariable = regexp.MustCompile(`\$([A-Za-z_][A-Za-z0-9_]*)`)

// expand puts the known values of variables into raw shell text.
func (w *walker) expand(text string) string {
	text = plainVariable.ReplaceAllString(text, "${${1}}")
	for name, v := range w.r.vars {
		if len(v) == 1 && v[0] != "" {
			text = strings.ReplaceAll(text, "${"+name+"}", v[0])
		}
	}
	return text
}

// compare reads a test: [ "$(sha256sum F)" = "HASH" ], also by way of variables.
func (w *walker) compare(s *syntax.Stmt, words []word, c context) {
	text := w.text(s)
	var f *file
	if strings.Contains(text, "sum ") || strings.Contains(text, "openssl") {
		f = w.sumOf(text)
	}
	for name, g := range w.r.sums {
		if strings.Contains(text, "$"+name) || strings.Contains(text, "${"+name) {
			f = g
		}
	}
	if f == nil {
		return
	}
	switch sumIn(w.variants(w.expand(text))) {
	case Hash:
		w.mark(f, c, Hash, "a SHA-2 sum that stands in the script")
	case Weak:
		w.mark(f, c, Weak, "an MD5 or SHA-1 sum that stands in the script")
	default:
		w.mark(f, c, Unsure, "the sum that it is compared with is not in the script")
	}
}

// verify reads the commands that check a file; false when it is none.
func (w *walker) verify(words []word, s *syntax.Stmt, c context) bool {
	name := base(words[0].text)
	if isSummer(words) {
		if !verifies(words) {
			return true
		}
		for _, d := range s.Redirs {
			switch {
			case d.Op == syntax.WordHdoc:
				w.sums(w.word(d.Word).text, c)
				return true
			case d.Hdoc != nil:
				w.sums(w.expand(w.text(d.Hdoc)), c)
				return true
			case d.Op == syntax.RdrIn:
				if sub := procText(w, d.Word); sub != "" {
					w.sums(w.expand(sub), c)
					return true
				}
				w.sumFile(w.word(d.Word).text, c)
				return true
			}
		}
		for i := len(words) - 1; i > 0; i-- {
			if t := words[i].text; t != "-" && !strings.HasPrefix(t, "-") && words[i-1].text != "-a" {
				if sub := procText(w, words[i].node); sub != "" {
					w.sums(w.expand(sub), c)
				} else {
					w.sumFile(t, c)
				}
				return true
			}
		}
		return true
	}
	rest := joinWords(words[1:])
	switch name {
	case "gpg", "gpg2", "gpgv", "cosign", "minisign", "signify", "slsa-verifier", "gh":
		if name == "gh" && !strings.HasPrefix(rest, "attestation verify") || name == "gpg" && !strings.Contains(rest, "verify") {
			return false
		}
		for _, f := range w.signed(words) {
			w.mark(f, c, Signature, "a signature, by "+name)
		}
		return true
	case "[", "test":
		w.compare(s, words, c)
		return true
	}
	if w.r.checker[words[0].text] {
		for _, f := range w.named(rest) {
			w.mark(f, c, Unsure, "the function "+words[0].text+" checks it in a way that candor does not follow")
		}
	}
	return false
}

// signed returns the files that a signature is checked of: those named, and
// those that a named signature belongs to.
func (w *walker) signed(words []word) []*file {
	var out []*file
	for _, x := range words[1:] {
		p := join(w.r.dir, x.text)
		if f := w.r.files[p]; f != nil {
			out = append(out, f)
		}
		for _, suffix := range []string{".asc", ".sig", ".minisig", ".gpg", ".sigstore"} {
			if f := w.r.files[strings.TrimSuffix(p, suffix)]; f != nil && strings.HasSuffix(p, suffix) {
				out = append(out, f)
			}
		}
	}
	return out
}

// procText is the script of <(...), or "".
func procText(w *walker, n *syntax.Word) string {
	if n == nil || len(n.Parts) != 1 {
		return ""
	}
	if p, ok := n.Parts[0].(*syntax.ProcSubst); ok {
		return w.text(p)
	}
	return ""
}

func joinWords(words []word) string {
	var out []string
	for _, x := range words {
		out = append(out, x.text)
	}
	return strings.Join(out, " ")
}

// outcome is the firmest check of a file that holds at a place.
func outcome(f *file, scope []int) (lvl, why string) {
	if f.unsure != "" {
		return Unsure, f.unsure
	}
	order := []string{Weak, Fetched, Unsure, Signature, Hash}
	best := -1
	for _, c := range f.checks {
		l, y := c.level, c.why
		holds := len(c.scope) <= len(scope) && slices.Equal(c.scope, scope[:len(c.scope)])
		if (!holds || c.weak) && (l == Hash || l == Signature) {
			l, y = Unsure, "it is checked, but whether a failure stops what comes next is not certain"
		}
		if i := slices.Index(order, l); i > best {
			best, lvl, why = i, l, y
		}
	}
	if best >= 0 && lvl != Weak && lvl != Fetched {
		return lvl, why
	}
	if byURL, y := level(f.urls); byURL != None || best < 0 {
		return byURL, y
	}
	return lvl, why
}
