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
	inTable, tableAt := 0, 0
	var cells []cell // of a table that may turn out to be no more than layout
	end := func() {
		s := strings.TrimSpace(text.String())
		text.Reset()
		if s == "" {
			return
		}
		switch {
		case inTable > 0:
			cells = append(cells, cell{line{s, at, item}, level})
		case level > 0:
			r.heading(level, s, at)
		default:
			r.para = append(r.para, line{s, at, item})
			r.flush()
		}
	}
	// A table with rows is read by itself; the text of any other stands here.
	endTable := func() {
		for i := tableAt; i <= n; i++ {
			if r.inTable[i] {
				cells = nil
			}
		}
		for _, c := range cells {
			if c.level > 0 {
				r.heading(c.level, c.text, c.n)
				continue
			}
			r.para = append(r.para, c.line)
			r.flush()
		}
		cells = nil
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
					lead := raw[:len(raw)-len(strings.TrimLeft(raw, " \t\r\n"))] // tok.Data makes a line of each \r
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
				if !(name == "p" && item) {
					end()
				} else {
					text.WriteByte(' ')
				}
			case "td", "th", "tr":
				end()
			case "table":
				end()
				if inTable++; inTable == 1 {
					tableAt = n
				}
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
				if !item {
					end()
				}
			case "td", "th", "tr":
				end()
			case "table":
				end()
				if inTable = max(0, inTable-1); inTable == 0 {
					endTable()
				}
			}
		}
		n += strings.Count(raw, "\n")
	}
	end()
	endTable()
	r.flush()
}

// cell is a piece of text in a table, with the level of its heading; 0 for none.
type cell struct {
	line
	level int
}
