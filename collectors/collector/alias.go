package collector

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// Alias is a second name of a file: that of a symbolic link, or one below a link
// to a folder. The file is read under its own name alone.
type Alias struct{ Path, Target string }

const (
	maxHops    = 40     // links that one path may lead through, as Linux counts them
	maxAliases = 20_000 // names; a tree of links has no end
)

// follow finds out what links within the tree lead to. A file that is in no list,
// as it is left out or lies where nothing is read, is read under no name: the link
// counts as one that leads out of the tree.
func (t *Tree) follow(fsys fs.FS, links, exclude []string) {
	add := func(p, to string) {
		if slices.ContainsFunc(exclude, func(g string) bool { return candor.MatchGlob(g, p) }) {
			return
		}
		if len(t.Aliases) == maxAliases {
			t.Problems = append(t.Problems, Problem{Path: p, Reason: "more than 20,000 names by symbolic links"})
		}
		t.Aliases = append(t.Aliases, Alias{p, to})
	}
	for _, l := range links {
		if _, skipped := skippedDirs[path.Base(l)]; skipped {
			continue
		}
		to, ok := target(fsys, l)
		if !ok {
			continue // a file system that does not say it
		}
		if t.byPath[to] != nil {
			add(l, to)
			continue
		}
		if info, err := fs.Stat(fsys, to); err == nil && !info.IsDir() {
			t.Links = append(t.Links, l)
			continue
		}
		below := to + "/"
		if to == "." {
			continue // the whole tree, once more
		}
		i, _ := slices.BinarySearchFunc(t.Files, below, func(f *File, p string) int { return strings.Compare(f.Path, p) })
		for ; i < len(t.Files) && strings.HasPrefix(t.Files[i].Path, below) && len(t.Aliases) <= maxAliases; i++ {
			add(l+"/"+strings.TrimPrefix(t.Files[i].Path, below), t.Files[i].Path)
		}
	}
}

// target is the path behind all links of a path; ok is false where it can't be told.
func target(fsys fs.FS, p string) (to string, ok bool) {
	if _, tells := fsys.(fs.ReadLinkFS); !tells {
		return "", false
	}
	to, rest := ".", strings.Split(p, "/")
	for hops := 0; len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		next := path.Join(to, part)
		if part == "" || part == "." || part == ".." {
			if to = next; !fs.ValidPath(to) {
				return "", false
			}
			continue
		}
		info, err := fs.Lstat(fsys, next)
		if err != nil {
			return "", false
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			to = next
			continue
		}
		link, err := fs.ReadLink(fsys, next)
		if hops++; err != nil || hops > maxHops || path.IsAbs(link) {
			return "", false
		}
		rest = append(strings.Split(link, "/"), rest...)
	}
	return to, true
}
