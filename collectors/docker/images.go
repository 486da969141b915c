package docker

import (
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
)

// arg is a build argument: its default, when it has one.
type arg struct {
	value string
	known bool
	why   string // why it is not known
}

// arg takes an ARG of the part before the first FROM: only those count for images.
func (b *build) arg(n *parser.Node) {
	for k := n.Next; k != nil; k = k.Next {
		name, v, has := strings.Cut(k.Value, "=")
		if b.stages > 0 {
			switch a := b.args[name]; {
			case has:
				b.set(name, unquote(v))
			case a.known:
				b.set(name, a.value)
			}
			b.ci = b.ci || name == "CI" && has && v != "" && v != "false"
			continue
		}
		if !has {
			b.args[name] = arg{why: "the build argument " + name + " has no default"}
			continue
		}
		value, _, why := b.expand(unquote(v))
		b.args[name] = arg{value: value, known: why == "", why: why}
	}
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// expand puts the defaults of build arguments into a text. used lists them; why
// says what could not be told.
func (b *build) expand(s string) (out string, used []string, why string) {
	var w strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			w.WriteByte(s[i+1])
			i += 2
			continue
		case s[i] != '$':
			w.WriteByte(s[i])
			i++
			continue
		}
		name, word, op, n := variable(s[i:])
		if n == 0 {
			return "", used, "it holds an expansion that candor does not read"
		}
		i += n
		a, declared := b.args[name]
		set := a.known && (a.value != "" || !strings.HasPrefix(op, ":"))
		switch {
		case !declared && strings.TrimLeft(op, ":") != "-":
			return "", used, "the variable " + name + " has no default in the file"
		case declared && !a.known && strings.TrimLeft(op, ":") != "-":
			return "", used, a.why
		case strings.TrimLeft(op, ":") == "+":
			if !set {
				word = ""
			}
		case op == "" || set:
			word = a.value
		}
		v, more, deeper := word, []string(nil), ""
		if strings.Contains(word, "$") && op != "" {
			v, more, deeper = b.expand(word)
		}
		if deeper != "" {
			return "", used, deeper
		}
		if w.Len()+len(v) > 4096 {
			return "", used, "the text is too long once expanded"
		}
		w.WriteString(v)
		used = append(append(used, name), more...)
	}
	return w.String(), used, ""
}

// variable reads $NAME, ${NAME} or ${NAME:-word} at the start of s and tells how
// long it is; 0 when it is something else.
func variable(s string) (name, word, op string, n int) {
	i := 1
	braced := i < len(s) && s[i] == '{'
	if braced {
		i++
	}
	start := i
	for i < len(s) && (s[i] == '_' || s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z') {
		i++
	}
	if name = s[start:i]; name == "" {
		return "", "", "", 0
	}
	if !braced {
		return name, "", "", i
	}
	end, open := i, 1
	for ; end < len(s); end++ {
		if s[end] == '{' {
			open++
		}
		if s[end] == '}' {
			if open--; open == 0 {
				break
			}
		}
	}
	if end >= len(s) {
		return "", "", "", 0
	}
	rest := s[i:end]
	if rest == "" {
		return name, "", "", end + 1
	}
	for _, o := range []string{":-", ":+", "-", "+"} {
		if w, ok := strings.CutPrefix(rest, o); ok {
			return name, w, o, end + 1
		}
	}
	return "", "", "", 0
}

// stageName is the name that a FROM gives its stage, lower case, or "".
func stageName(n *parser.Node) string {
	if !strings.EqualFold(n.Value, "from") || n.Next == nil {
		return ""
	}
	if as := n.Next.Next; as != nil && strings.EqualFold(as.Value, "as") && as.Next != nil {
		return strings.ToLower(as.Next.Value)
	}
	return ""
}

func (b *build) from(n, top *parser.Node) {
	name := stageName(n)
	b.finish()
	b.stage, b.ci = "stage "+strconv.Itoa(b.stages), false
	if name != "" {
		b.stage = name
	}
	b.stages++
	b.stageFiles(n, name)
	if n.Next != nil {
		b.image(n.Next.Value, "from", top, func(s string) bool { return b.begun[strings.ToLower(s)] })
	}
	if name != "" {
		b.begun[name] = true
	}
}

// other reads the image of COPY --from and RUN --mount, which may also be a
// stage, by name or number.
func (b *build) other(spec, use string, top *parser.Node) {
	b.image(spec, use, top, func(s string) bool {
		n, err := strconv.Atoi(s)
		return b.names[strings.ToLower(s)] || err == nil && n >= 0 && n < b.stages
	})
}

// image emits the fact of one reference.
func (b *build) image(spec, use string, top *parser.Node, isStage func(string) bool) {
	spec = unquote(spec)
	f := candor.Fact{Kind: kindImage, State: candor.Observed, At: b.find(spec, top)}
	text, used, why := b.expand(spec)
	if why == "" && use != "from" && len(used) > 0 {
		why = "variables are not expanded in --from everywhere"
	}
	if why == "" && strings.ContainsAny(text, "{}<>%") {
		why = "the file is a template"
	}
	if why == "" && text == "" {
		why = "the name of the image is empty"
	}
	if why != "" {
		f.State, f.Reason = candor.Unresolved, why
		f.Subject = b.refs.Unique(ref.Printable(spec))
		f.Value = map[string]any{"ecosystem": "docker", "spec": ref.Printable(spec), "level": "unresolved", "use": use, "stage": ref.Printable(b.stage)}
		b.in.Emit(f)
		return
	}
	m := ref.ParseImage(text)
	v := m.Fact(text, use)
	v["stage"] = ref.Printable(b.stage)
	if len(used) > 0 {
		v["from"], v["arg"] = "default", ref.Printable(strings.Join(used, ", "))
	}
	label := m.Name
	if m.Tag != "" {
		label += ":" + m.Tag
	}
	if isStage(text) {
		v["internal"], v["why"] = true, "a stage of the same file"
		label = text
	} else if text == "scratch" && use == "from" {
		v["internal"], v["why"] = true, "the empty image"
	}
	f.Subject, f.Value = b.refs.Unique(ref.Printable(label)), v
	b.in.Emit(f)
}

// syntax emits the image that "# syntax=" names: it reads the file and so takes
// part in the build.
func (b *build) syntax(src []byte) {
	image, _, ranges, ok := parser.DetectSyntax(src)
	if !ok || image == "" {
		return
	}
	line := 1
	if len(ranges) > 0 {
		line = max(1, ranges[0].Start.Line)
	}
	b.image(image, "syntax", &parser.Node{StartLine: line, EndLine: line}, func(string) bool { return false })
}
