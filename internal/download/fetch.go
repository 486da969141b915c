package download

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/candor-dev/candor/internal/ref"
)

// fetch reads a command that downloads. dest is the file that it writes, "" for
// the standard output; f is nil when the command downloads nothing.
func (w *walker) fetch(words []word, s *syntax.Stmt) (f *file, dest string) {
	if len(words) < 2 {
		return nil, ""
	}
	f = &file{line: w.lineOf(words[0].node.Pos()), unsure: w.r.unsure}
	switch base(words[0].text) {
	case "curl":
		dest = curl(f, words[1:])
	case "wget", "wget2":
		dest = wget(f, words[1:])
	case "gsutil":
		dest = bucket(f, words[1:], "gs://")
	case "gcloud":
		dest = bucket(f, words[1:], "gs://")
	case "aws":
		dest = s3(f, words[1:])
	case "aria2c":
		dest = wget(f, rename(words[1:], "-o", "-O"))
	default:
		return nil, ""
	}
	if len(f.urls) == 0 {
		return nil, ""
	}
	if to, ok := w.output(s); ok && dest == "" {
		dest = to
	}
	if dest == "-" || dest == "/dev/stdout" {
		dest = ""
	}
	return f, dest
}

func rename(words []word, from, to string) []word {
	out := slices.Clone(words)
	for i := range out {
		if out[i].text == from {
			out[i].text = to
		}
	}
	return out
}

// output is the file that a statement's standard output goes to.
func (w *walker) output(s *syntax.Stmt) (string, bool) {
	if s == nil {
		return "", false
	}
	for _, d := range s.Redirs {
		if d.N != nil && d.N.Value != "1" {
			continue
		}
		switch d.Op {
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll:
			if t := w.word(d.Word).text; t != "" && t != "/dev/null" {
				return t, true
			}
		}
	}
	return "", false
}

// curlValues are the short flags of curl that take a value.
const curlValues = "AbcCdDeEFhHKmoPQrtTuUvwxXyYz"

func curl(f *file, words []word) (dest string) {
	remote, dir := false, ""
	for i := 0; i < len(words); i++ {
		t := words[i].text
		value := func() string {
			if i++; i < len(words) {
				return words[i].text
			}
			return ""
		}
		switch {
		case t == "--output":
			dest = value()
		case strings.HasPrefix(t, "--output="):
			dest = t[len("--output="):]
		case t == "--output-dir":
			dir = value()
		case t == "--remote-name" || t == "--remote-name-all":
			remote = true
		case t == "--url":
			f.urls = append(f.urls, value())
		case strings.HasPrefix(t, "--"):
			if slices.Contains(curlLong[:], t) {
				value()
			}
		case strings.HasPrefix(t, "-") && len(t) > 1:
			for k := 1; k < len(t); k++ {
				if t[k] == 'O' {
					remote = true
				}
				if strings.IndexByte(curlValues, t[k]) < 0 || t[k] == 'v' || t[k] == 'h' && len(t) == 2 {
					continue
				}
				v := t[k+1:]
				if v == "" {
					v = value()
				}
				if t[k] == 'o' {
					dest = v
				}
				break
			}
		case t != "":
			f.urls = append(f.urls, t)
		}
	}
	if remote && dest == "" && len(f.urls) > 0 {
		dest = last(f.urls[0])
	}
	if dir != "" && dest != "" {
		dest = path.Join(dir, dest)
	}
	return dest
}

// curlLong are the long flags of curl whose value is the next word.
var curlLong = [...]string{
	"--header", "--user", "--user-agent", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--request", "--retry", "--retry-delay", "--retry-max-time",
	"--max-time", "--connect-timeout", "--proto", "--proto-default", "--proto-redir", "--cacert", "--capath", "--cert", "--key", "--proxy", "--cookie", "--cookie-jar",
	"--write-out", "--range", "--referer", "--resolve", "--limit-rate", "--config", "--form", "--max-redirs", "--tls-max", "--dump-header", "--upload-file", "--json",
	"--continue-at", "--interface", "--speed-limit", "--speed-time", "--unix-socket", "--oauth2-bearer", "--aws-sigv4", "--stderr", "--netrc-file",
}

func wget(f *file, words []word) (dest string) {
	dir, given := "", false
	for i := 0; i < len(words); i++ {
		t := words[i].text
		value := func() string {
			if i++; i < len(words) {
				return words[i].text
			}
			return ""
		}
		switch {
		case t == "-O" || t == "--output-document":
			dest, given = value(), true
		case strings.HasPrefix(t, "--output-document="):
			dest, given = t[len("--output-document="):], true
		case t == "-P" || t == "--directory-prefix":
			dir = value()
		case strings.HasPrefix(t, "--directory-prefix="):
			dir = t[len("--directory-prefix="):]
		case t == "-0": // a slip for -O that is seen often
			dest, given = value(), true
		case strings.HasPrefix(t, "--"):
			if slices.Contains(wgetLong[:], t) {
				value()
			}
		case strings.HasPrefix(t, "-") && len(t) > 1:
			if k := strings.IndexByte(t, 'O'); k > 0 && !strings.HasPrefix(t, "-P") {
				if dest, given = t[k+1:], true; dest == "" {
					dest = value()
				}
			} else if k := strings.IndexByte(t, 'P'); k > 0 {
				if dir = t[k+1:]; dir == "" {
					dir = value()
				}
			} else if slices.Contains([]string{"-t", "-T", "-U", "-o", "-a", "-e", "-w", "-Q"}, t) {
				value()
			}
		case t != "":
			f.urls = append(f.urls, t)
		}
	}
	if !given && len(f.urls) > 0 {
		dest = last(f.urls[0])
	}
	if dir != "" && dest != "-" {
		dest = path.Join(dir, dest)
	}
	return dest
}

var wgetLong = [...]string{"--header", "--user", "--password", "--tries", "--timeout", "--user-agent", "--post-data", "--referer", "--output-file", "--ca-certificate", "--wait"}

// bucket reads "cp gs://... DEST".
func bucket(f *file, words []word, scheme string) string {
	for i, x := range words {
		if !strings.HasPrefix(x.text, scheme) {
			continue
		}
		f.urls = append(f.urls, x.text)
		if i+1 < len(words) {
			return into(words[len(words)-1].text, last(x.text))
		}
		return ""
	}
	return ""
}

func s3(f *file, words []word) string {
	key, dest := "", ""
	object := false
	for i := 0; i < len(words); i++ {
		switch t := words[i].text; {
		case t == "get-object":
			object = true
		case strings.HasPrefix(t, "--"):
			if i+1 < len(words) && !strings.HasPrefix(words[i+1].text, "-") && t != "--no-sign-request" && t != "--quiet" && t != "--only-show-errors" && t != "--recursive" {
				if i++; t == "--key" {
					key = words[i].text
				}
			}
		default:
			dest = t
		}
	}
	if object && key != "" {
		f.urls = append(f.urls, "s3://"+key)
		return into(dest, last(key))
	}
	return bucket(f, words, "s3://")
}

// into is the file that a copy to a place writes.
func into(dest, name string) string {
	if dest == "" || dest == "." || dest == ".." || strings.HasSuffix(dest, "/") {
		return path.Join(dest, name)
	}
	return dest
}

// last is the name of the file at the end of an address.
func last(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	if i := strings.LastIndexByte(address, '/'); i >= 0 {
		address = address[i+1:]
	}
	return address
}

// level tells how firmly the addresses name what they give.
func level(urls []string) (lvl, why string) {
	lvl = Commit
	for _, u := range urls {
		switch {
		case isCommitURL(u):
		case strings.Contains(u, "://") && !strings.HasPrefix(u, "https://") && !isHole.MatchString(u[:strings.Index(u, "://")]):
			return None, "" // no other scheme names a commit
		case isHole.MatchString(hostOf(u)) || isHole.MatchString(u) && strings.Contains(hostOf(u), "githubusercontent"):
			if lvl == Commit {
				lvl, why = Unsure, "the address is put together when the script runs"
			}
		default:
			return None, ""
		}
	}
	if lvl == Commit {
		why = "its address names a whole commit"
	}
	return lvl, why
}

// isCommitURL tells https://raw.githubusercontent.com/OWNER/NAME/COMMIT/PATH.
func isCommitURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://raw.githubusercontent.com/")
	parts := strings.Split(rest, "/")
	return ok && len(parts) > 3 && ref.IsCommit(parts[2]) && len(parts[2]) == 40 && !strings.Contains(rest, "..") &&
		!isHole.MatchString(parts[0]+parts[1])
}

func hostOf(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	return s
}

// isLocal tells an address of the machine itself.
func isLocal(s string) bool {
	if strings.HasPrefix(s, "file:") {
		return true
	}
	h, _, _ := strings.Cut(hostOf(s), ":")
	return h == "localhost" || strings.HasPrefix(h, "127.") || h == "[" || h == "0.0.0.0"
}

// clean drops user, password, query and fragment of an address.
func clean(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		u.User, u.RawQuery, u.Fragment = nil, "", ""
		return ref.Printable(u.Scheme + "://" + u.Host + u.Path)
	}
	s, _, _ = strings.Cut(s, "?")
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		host, p, more := strings.Cut(rest, "/")
		if i := strings.LastIndexByte(host, '@'); i >= 0 {
			host = host[i+1:]
		}
		if s = scheme + "://" + host; more {
			s += "/" + p
		}
	}
	return ref.Printable(s)
}
