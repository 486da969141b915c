// Package codehost knows how code hosts write the address of a line.
package codehost

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// The holes of a template.
const (
	holeCommit = "{commit}"
	holePath   = "{path}"
	holeLine   = "{line}"
)

// hosts are the services whose addresses are known; a company's own server can
// run anything, so its addresses are given by a template.
func hosts() map[string]string {
	return map[string]string{
		"github.com":    "/blob/{commit}/{path}#L{line}",
		"gitlab.com":    "/-/blob/{commit}/{path}#L{line}",
		"bitbucket.org": "/src/{commit}/{path}#lines-{line}",
		"codeberg.org":  "/src/commit/{commit}/{path}#L{line}",
	}
}

// Template returns the address of a line in the repository of a git remote,
// with the holes {commit}, {path} and {line}; "" where the host is not known.
// A user and a password in the remote are left out.
func Template(remote string) string {
	host, path := split(strings.TrimSpace(remote))
	tail, ok := hosts()[strings.ToLower(host)]
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if !ok || !strings.Contains(path, "/") || strings.ContainsAny(path, "{}") {
		return ""
	}
	return "https://" + strings.ToLower(host) + "/" + escape(path) + tail
}

// split returns the host and the path of a remote: an address, or scp's form
// "git@host:path".
func split(remote string) (host, path string) {
	if strings.Contains(remote, "://") {
		u, err := url.Parse(remote)
		if err != nil {
			return "", ""
		}
		return u.Hostname(), u.Path
	}
	host, path, ok := strings.Cut(remote, ":")
	if !ok || strings.Contains(host, "/") {
		return "", "" // a folder
	}
	if _, after, ok := strings.Cut(host, "@"); ok {
		host = after
	}
	return host, path
}

// Check says what is wrong with a template that a user gives.
func Check(template string) error {
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(template))
	switch {
	case err != nil:
		return fmt.Errorf("%q is no address", template)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return fmt.Errorf("%q: want an address with https://", template)
	case u.User != nil:
		return fmt.Errorf("the address holds a user name: it would be published with the report")
	case !strings.Contains(template, holePath):
		return fmt.Errorf("%q has no %s, for example https://git.example.com/team/app/blob/{commit}/{path}#L{line}", template, holePath)
	}
	return nil
}

// Address fills a template; "" without one, without a path, or where the
// template wants a commit and there is none. A line that is not known leaves
// out what follows the '#'.
func Address(template, commit, path string, line int) string {
	if template == "" || path == "" || strings.HasPrefix(path, "/") || commit == "" && strings.Contains(template, holeCommit) {
		return ""
	}
	if line < 1 {
		template, _, _ = strings.Cut(template, "#")
		line = 1
	}
	return strings.NewReplacer(holeCommit, escape(commit), holePath, escape(path), holeLine, strconv.Itoa(line)).Replace(template)
}

// escape escapes each part of a path.
func escape(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
