package vendors

import (
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/tomltree"
	"github.com/candor-dev/candor/internal/tree"
	known "github.com/candor-dev/candor/internal/vendors"
)

// file reads one file.
func (f *finder) file(path string, kind format, src []byte) {
	switch kind {
	case npmFile, denoFile:
		f.packageJSON(path, kind, src)
	case goMod:
		f.goMod(path, src)
	case pyReq:
		f.requirements(path, string(src))
	case pyToml:
		f.pyproject(path, src)
	case goCode:
		f.goFile(path, src)
	default:
		f.deploy(path, kind, string(src))
		f.lines(path, kind, string(src))
	}
}

// broken says that a file can't be parsed: what it holds may be a vendor.
func (f *finder) broken(path string, line int, reason string) {
	f.partial = true
	f.in.Gap(candor.Error, candor.Location{Path: path, Line: max(line, 1)}, reason, kindUse)
}

func (f *finder) packageJSON(path string, kind format, src []byte) {
	n, err := tree.ParseJSONC(src)
	lines := tree.NewLines(path, src)
	if err != nil {
		f.broken(path, lines.At(err.Off).Line, err.Error())
		return
	}
	f.manifest = true
	if kind == denoFile {
		for _, m := range n.Each("imports") {
			f.declared[strings.TrimSuffix(m.Key, "/")] = true
		}
		return
	}
	for _, section := range []string{"dependencies", "optionalDependencies", "peerDependencies", "devDependencies"} {
		for _, m := range n.Each(section) {
			f.declared[m.Key] = f.declared[m.Key] || section != "devDependencies"
			if v, ok := f.catalog.Package(known.NPM, m.Key); ok && section == "dependencies" {
				f.add(v, byManifest, m.Key, "", path, lines.At(m.Off).Line)
			}
		}
	}
}

func (f *finder) goMod(path string, src []byte) {
	m, err := modfile.ParseLax(path, src, nil)
	if err != nil {
		f.broken(path, 1, "go.mod can't be parsed")
		return
	}
	if m.Module != nil {
		f.modules = append(f.modules, m.Module.Mod.Path)
	}
	for _, r := range m.Require {
		if v, ok := f.catalog.Package(known.Go, r.Mod.Path); ok && !r.Indirect {
			f.add(v, byManifest, r.Mod.Path, "", path, r.Syntax.Start.Line)
		}
	}
}

func (f *finder) requirements(path, src string) {
	low := strings.ToLower(path)
	if strings.Contains(low, "dev") || strings.Contains(low, "test") || strings.Contains(low, "lint") {
		return
	}
	n := 0
	for line := range strings.SplitSeq(src, "\n") {
		n++
		f.distribution(line, path, n)
	}
}

// distribution reads one requirement: name[extra]>=1 ; marker.
func (f *finder) distribution(s, path string, line int) {
	s = strings.TrimSpace(s)
	end := strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
	})
	if end >= 0 {
		s = s[:end]
	}
	if v, ok := f.catalog.Distribution(s); ok {
		f.add(v, byManifest, s, "", path, line)
	}
}

func (f *finder) pyproject(path string, src []byte) {
	d, err := tomltree.Parse(src)
	if err != nil {
		f.broken(path, 1, err.Error())
		return
	}
	for _, it := range d.Root.List("project", "dependencies") {
		line, _ := d.At(it.Offset)
		f.distribution(it.Text, path, line)
	}
	poetry := d.Root.Get("tool", "poetry", "dependencies")
	for _, name := range poetry.Names() {
		line, _ := d.At(poetry.Get(name).Offset)
		f.distribution(name, path, line)
	}
}
