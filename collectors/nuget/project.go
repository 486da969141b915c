package nuget

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/candor-dev/candor"
)

// project is a project file or one of the props that it takes in.
type project struct {
	path    string
	refs    []reference         // PackageReference and GlobalPackageReference
	central map[string]setting  // PackageVersion, by name in lower case
	props   map[string]property // properties; the last one counts
	imports []int               // lines of imports of other files
	sdks    []string
}

// reference is one package that a project asks for.
type reference struct {
	name, version string
	override      string
	path          string
	line          int
	maybe         bool // a condition decides
	update        bool // it changes one that stands elsewhere
}

type setting struct {
	version string
	maybe   bool
}

type property struct {
	text  string
	maybe bool
	line  int
}

// maxDepth bounds elements in each other.
const maxDepth = 100

// readProject reads a file of MSBuild. why says what is wrong with it.
func readProject(name string, src []byte) (p *project, line int, why string) {
	p = &project{path: name, central: make(map[string]setting), props: make(map[string]property)}
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8, or it would not have been read
	var stack []element
	root := false
	for {
		t, err := d.Token()
		at, _ := d.InputPos()
		if errors.Is(err, io.EOF) && len(stack) == 0 && root {
			return p, 0, ""
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, at, "it ends too early"
			}
			return nil, at, err.Error()
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(stack) >= maxDepth {
				return nil, at, "elements are nested too deeply"
			}
			if len(stack) == 0 && t.Name.Local != "Project" {
				return nil, at, "no project of MSBuild"
			}
			root = true
			e := element{name: t.Name.Local, line: at, attrs: make(map[string]string)}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			if len(stack) > 0 {
				e.maybe = stack[len(stack)-1].maybe || stack[len(stack)-1].name == "Target"
			}
			e.maybe = e.maybe || e.attrs["Condition"] != "" || e.name == "Otherwise"
			if e.name == "Project" || e.name == "Import" {
				p.sdk(e.attrs["Sdk"])
			} else if e.name == "Sdk" {
				p.sdk(e.attrs["Name"])
			}
			stack = append(stack, e)
		case xml.CharData:
			if len(stack) > 0 {
				stack[len(stack)-1].text += string(t)
			}
		case xml.EndElement:
			e := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if len(stack) > 0 {
				p.take(&stack[len(stack)-1], e)
			}
		}
	}
}

// sdk notes the names of "Name/1.0;Other".
func (p *project) sdk(list string) {
	for _, x := range strings.Split(list, ";") {
		if x, _, _ = strings.Cut(strings.TrimSpace(x), "/"); x != "" {
			p.sdks = append(p.sdks, x)
		}
	}
}

type element struct {
	name, text string
	attrs      map[string]string
	line       int
	maybe      bool
}

// take notes an element that has ended.
func (p *project) take(parent *element, e element) {
	text := strings.TrimSpace(e.text)
	switch {
	case parent.name == "PropertyGroup":
		p.props[e.name] = property{text, e.maybe, e.line}
	case parent.name == "PackageReference" || parent.name == "PackageVersion" || parent.name == "GlobalPackageReference":
		parent.attrs[e.name] = text // <Version> as a child
	case e.name == "Import" && e.attrs["Sdk"] == "":
		p.imports = append(p.imports, e.line)
	case e.name == "PackageReference" || e.name == "GlobalPackageReference":
		r := reference{name: e.attrs["Include"], version: e.attrs["Version"], override: e.attrs["VersionOverride"], path: p.path, line: e.line, maybe: e.maybe}
		if r.name == "" {
			r.name, r.update = e.attrs["Update"], true
		}
		if e.attrs["Remove"] == "" || r.name != "" {
			p.refs = append(p.refs, r)
		}
	case e.name == "PackageVersion":
		if name := firstOf(e.attrs["Include"], e.attrs["Update"]); name != "" {
			p.central[strings.ToLower(name)] = setting{e.attrs["Version"], e.maybe}
		}
	}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// settled is a project with what the files above it add.
type settled struct {
	asked  []reference
	props  []*project // where properties are looked up, the nearest first
	doubts []string
	path   string
	sdk    string // one that is not Microsoft's, and may add packages
}

// settle puts a project together with the props that MSBuild takes in.
func (t *sources) settle(p *project) *settled {
	dir := path.Dir(p.path)
	s := &settled{path: p.path, props: []*project{p}}
	for _, base := range []string{"Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"} {
		if x := t.nearest(dir, base); x != nil {
			s.props = append(s.props, x)
		}
	}
	packages := t.nearest(dir, "Directory.Packages.props")
	managed := packages != nil && !strings.EqualFold(s.value("ManagePackageVersionsCentrally"), "false")
	for _, x := range s.props {
		for _, sdk := range x.sdks {
			if !strings.HasPrefix(sdk, "Microsoft.NET.Sdk") {
				s.sdk = sdk
			}
		}
		for _, line := range x.imports {
			s.doubt(x.path, line, "candor does not follow this import")
		}
		for _, r := range x.refs {
			if r.name == "" || r.update {
				s.doubt(r.path, r.line, "candor does not work out what this changes")
				continue
			}
			if managed && r.version == "" {
				c := packages.central[strings.ToLower(r.name)]
				r.version, r.maybe = firstOf(r.override, c.version), r.maybe || c.maybe
			}
			for _, part := range strings.Split(r.name, ";") {
				one := r
				one.name = strings.TrimSpace(part)
				s.ask(one)
			}
		}
	}
	s.framework()
	return s
}

// framework adds the package that the SDK of .NET asks for by itself where a
// project is for a .NET Standard up to 2.0; later ones come with the SDK.
func (s *settled) framework() {
	if s.sdk != "" || len(s.props[0].sdks) == 0 {
		return
	}
	for _, p := range s.props {
		if _, set := p.props["DisableImplicitFrameworkReferences"]; set {
			return
		}
	}
	for _, r := range s.asked {
		if strings.EqualFold(r.name, "NETStandard.Library") {
			return
		}
	}
	for _, p := range s.props {
		for _, name := range []string{"TargetFramework", "TargetFrameworks"} {
			x, ok := p.props[name]
			if !ok || x.maybe {
				continue
			}
			for f := range strings.SplitSeq(strings.ToLower(x.text), ";") {
				if f = strings.TrimSpace(f); f == "netstandard2.0" || strings.HasPrefix(f, "netstandard1.") {
					s.asked = append(s.asked, reference{name: "NETStandard.Library", path: p.path, line: x.line})
					return
				}
			}
		}
	}
}

func (s *settled) ask(r reference) {
	if r.name == "" {
		return
	}
	var ok bool
	if r.version, ok = s.expand(r.version); !ok {
		s.doubt(r.path, r.line, "the version of "+r.name+" is "+r.version+", which candor can't work out")
		r.version = ""
	}
	if r.maybe {
		s.doubt(r.path, r.line, "a condition decides on "+r.name+", and candor does not work conditions out")
	}
	s.asked = append(s.asked, r)
}

func (s *settled) doubt(name string, line int, why string) {
	if len(s.doubts) < 20 {
		s.doubts = append(s.doubts, candor.Location{Path: name, Line: line}.String()+": "+why)
	}
}

// value is a property that no condition decides on, "" when there is none.
func (s *settled) value(name string) string {
	for _, p := range s.props {
		if x, ok := p.props[name]; ok && !x.maybe {
			return x.text
		}
	}
	return ""
}

// expand fills in properties; false when one is not known for certain.
func (s *settled) expand(text string) (string, bool) {
	for range 5 {
		before, rest, ok := strings.Cut(text, "$(")
		if !ok {
			return text, !strings.Contains(text, "@(")
		}
		name, after, ok := strings.Cut(rest, ")")
		v := ""
		if ok {
			v = s.value(name)
		}
		if v == "" || len(v) > 200 {
			return text, false
		}
		text = before + v + after
	}
	return text, false
}
