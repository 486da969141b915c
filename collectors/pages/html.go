package pages

import (
	"strings"

	"golang.org/x/net/html"
)

// html reads the text of a page by its tags: headings, list items and
// paragraphs. What a browser does not show is left out.
func (r *reader) html(src string) {
	z := html.NewTokenizer(strings.NewReader(src))
	n := 1
	hidden := 0
	var text strings.Builder
	at, item, level := 0, false, 0
	inTable := 0
	end := func() {
		s := strings.TrimSpace(text.String())
		text.Reset()
		if s == "" {
			return
		}
		switch {
		case inTable > 0: // read by itself
		case level > 0:
			r.heading(level, s, at)
		default:
			r.para = append(r.para, line{s, at, item})
			r.flush()
		}
	}
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := string(z.Raw())
		tok := z.Token()
		name := tok.Data
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				if strings.TrimSpace(tok.Data) != "" && strings.TrimSpace(text.String()) == "" {
					lead := tok.Data[:len(tok.Data)-len(strings.TrimLeft(tok.Data, " \t\r\n"))]
					at = n + strings.Count(lead, "\n")
				}
				text.WriteString(tok.Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			switch name {
			case "script", "style", "template", "noscript", "svg", "head", "nav", "footer":
				if kind == html.StartTagToken {
					end()
					hidden++
				}
			case "h1", "h2", "h3", "h4", "h5", "h6":
				end()
				level = int(name[1] - '0')
			case "li":
				end()
				item = true
			case "p", "div", "section", "article", "ul", "ol", "main", "header", "blockquote", "dt", "dd", "br", "summary", "details":
				if inTable == 0 && !(name == "p" && item) {
					end()
				} else {
					text.WriteByte(' ')
				}
			case "table":
				end()
				inTable++
			default:
				text.WriteByte(' ')
			}
		case html.EndTagToken:
			switch name {
			case "script", "style", "template", "noscript", "svg", "head", "nav", "footer":
				hidden = max(0, hidden-1)
			case "h1", "h2", "h3", "h4", "h5", "h6":
				end()
				level = 0
			case "li":
				end()
				item = false
			case "p", "div", "section", "article", "dt", "dd", "summary":
				if inTable == 0 && !item {
					end()
				}
			case "table":
				end()
				inTable = max(0, inTable-1)
			}
		}
		n += strings.Count(raw, "\n")
	}
	end()
	r.flush()
}
