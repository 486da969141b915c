package isolation

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A row of a membership table may come from elsewhere than from a statement
// that the table's own policies judge: from a function that runs with the
// rights of its owner, from a trigger, through a view. Each such way counts
// unless it is seen to be harmless.

// way is code that runs with the rights of another than the caller, and that
// the caller can set going.
type way struct {
	f    *pgcat.Function // nil: a trigger whose function is not in the sources
	what string          // "function public.f", "trigger t on public.x (public.f)"
	at   pgcat.Place
	role string
	priv bool           // it runs past the policies
	trig *pgcat.Trigger // nil: it is called
	on   *pgcat.Table   // the table of the trigger
	only bool           // the trigger fires for new rows alone, once they are there
}

// stmtOf is one statement of a body.
type stmtOf struct {
	node *pg_query.Node
	into []string // variables that take its result
}

// code is what is read of a body.
type code struct {
	orders  []stmtOf
	ok      bool
	loose   bool     // variables are set by statements that do not name them
	dynamic []string // expressions whose value is run as SQL
	taken   map[string][]taken
}

// taken is what a variable is set to.
type taken struct {
	order *stmtOf
	i     int // which column of its result
}

// ways is what there is besides the policies; found once.
type ways struct {
	list  []way
	codes map[*pgcat.Function]*code
}

var (
	writeWord   = regexp.MustCompile(`(?i)\b(insert|update|merge|copy|execute|dblink\w*|alter|create|drop)\b`)
	plainFormat = regexp.MustCompile(`(?is)^\s*(?:format\s*\(\s*)?'((?:[^']|'')*)'\s*(?:,.*)?\)?\s*$`)
	secretWord  = regexp.MustCompile(`(?i)token|secret|code|nonce|key_hash|otp`)
)

// callable reports whether a role can call a function by itself.
func (p *prover) callable(f *pgcat.Function, r *role) bool {
	if f.Returns == "trigger" || f.Returns == "event_trigger" || p.hidden(f.Schema, r) != "" || !p.usage(f.Schema, r) {
		return false
	}
	return p.executes(f, r)
}

// besides finds the code that a caller can set going.
func (p *prover) besides() *ways {
	if p.ways != nil {
		return p.ways
	}
	w := &ways{codes: make(map[*pgcat.Function]*code)}
	p.ways = w
	for _, f := range p.cat.Functions {
		if f.Platform || platformSchema(f.Schema) && f.Schema != "extensions" && p.cat.Origin == "live" {
			continue
		}
		for _, r := range p.roles {
			if p.callable(f, r) {
				w.add(way{f: f, what: "function " + f.Name.String(), at: f.At, role: r.name, priv: f.Definer})
				break
			}
		}
	}
	for _, t := range p.cat.Tables {
		if len(t.Triggers) == 0 && len(t.Runs) == 0 {
			continue
		}
		for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
			if t.Schema == "auth" {
				if p.cat.Supabase && event != "DELETE" {
					p.fires(t, event, way{role: "a user who signs up"}, false)
				}
				continue
			}
			for _, r := range p.roles {
				if p.mayWrite(t, r, event) {
					p.fires(t, event, way{role: "role " + r.name}, false)
					break
				}
			}
		}
	}
	p.byItself()
	for i := 0; i < len(w.list) && i < 4000; i++ {
		p.follow(w.list[i])
	}
	return w
}

func (w *ways) add(x way) {
	if !slices.ContainsFunc(w.list, func(o way) bool {
		return o.f == x.f && o.trig == x.trig && (o.priv || !x.priv) && (!o.only || x.only) && (x.f != nil || o.what == x.what)
	}) {
		w.list = append(w.list, x)
	}
}

// mayWrite reports whether a role may get a row past the policies of a table.
func (p *prover) mayWrite(t *pgcat.Table, r *role, event string) bool {
	x := p.reaches(t, r, event)
	if !x.ok {
		return !x.sure
	}
	list, unknown := p.clauses(t, r, event, event == "INSERT")
	return unknown != "" || len(list) > 0
}

// fires adds the triggers that a statement sets off, and the functions that its
// rows run.
func (p *prover) fires(t *pgcat.Table, event string, by way, priv bool) {
	if event != "DELETE" {
		p.ran(t, by, priv)
	}
	for i := range t.Triggers {
		g := &t.Triggers[i]
		if !g.Enabled || !slices.Contains(g.Events, event) {
			continue
		}
		x := way{what: "trigger " + g.Name + " on " + t.Name.String(), at: g.At, role: by.role, trig: g, on: t, priv: priv,
			only: event == "INSERT" && g.Timing == "AFTER"}
		fs := p.functionsOf(g.Function)
		if len(fs) == 0 {
			if g.Function.Schema == "" || !platformSchema(g.Function.Schema) {
				p.ways.add(x)
			}
			continue
		}
		for _, f := range fs {
			if f.Platform {
				continue
			}
			y := x
			y.f, y.what, y.priv = f, x.what+" ("+f.Name.String()+")", priv || f.Definer || t.Schema == "auth"
			p.ways.add(y)
		}
	}
}

// functionsOf lists the functions of a name, in any schema when it gives none.
func (p *prover) functionsOf(n pgcat.Name) []*pgcat.Function {
	if n.Schema != "" {
		return p.functions[n]
	}
	var out []*pgcat.Function
	for _, f := range p.cat.Functions {
		if f.Rel == n.Rel && !f.Platform {
			out = append(out, f)
		}
	}
	return out
}

// follow adds what a piece of code calls and which triggers its writes fire.
func (p *prover) follow(w way) {
	if w.f == nil {
		return
	}
	c := p.codeOf(w.f)
	for _, o := range c.orders {
		walk(o.node.ProtoReflect(), 0, func(m proto.Message) {
			if call, ok := m.(*pg_query.FuncCall); ok {
				schema, name := dotted(call.Funcname)
				for _, g := range p.functionsOf(pgcat.Name{Schema: schema, Rel: name}) {
					if !g.Platform && g != w.f {
						p.ways.add(way{f: g, what: "function " + g.Name.String() + ", which " + w.what + " calls", at: g.At, role: w.role, priv: w.priv || g.Definer})
					}
				}
			}
			if call, ok := m.(*pg_query.CallStmt); ok && call.Funccall != nil {
				return // its FuncCall is walked as well
			}
			if !w.priv {
				return
			}
			for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
				if t := p.target(m, event, w.f); t != nil {
					p.fires(t, event, w, true)
				}
			}
		})
	}
}

// target is the table that a statement writes.
func (p *prover) target(m proto.Message, event string, f *pgcat.Function) *pgcat.Table {
	var r *pg_query.RangeVar
	switch m := m.(type) {
	case *pg_query.InsertStmt:
		if event == "INSERT" || event == "UPDATE" && m.OnConflictClause != nil {
			r = m.Relation
		}
	case *pg_query.UpdateStmt:
		if event == "UPDATE" {
			r = m.Relation
		}
	case *pg_query.DeleteStmt:
		if event == "DELETE" {
			r = m.Relation
		}
	case *pg_query.MergeStmt:
		r = m.Relation
	}
	if r == nil {
		return nil
	}
	return p.relationOf(r, f)
}

// relationOf resolves a relation by the search_path of a function; through a
// view it is the table below.
func (p *prover) relationOf(r *pg_query.RangeVar, f *pgcat.Function) *pgcat.Table {
	path := f.Path
	if f.PinsPath {
		path = f.SearchPath
	}
	e := &eval{p: p}
	t, v, _ := e.relation(r, &env{path: path})
	if t == nil && v != nil {
		return p.below(v, 0)
	}
	if t == nil && r.Schemaname == "" { // the path is the caller's, or can't be told
		for _, x := range p.cat.Tables {
			if x.Rel == r.Relname && !x.Platform {
				return x
			}
		}
	}
	return t
}

// below is the table that a view shows as it is, so that rows can be written
// through it; nil when it is no such view.
func (p *prover) below(v *pgcat.View, depth int) *pgcat.Table {
	s := v.Query.GetSelectStmt()
	if s == nil || depth > 8 || v.Materialized || len(s.FromClause) != 1 || s.FromClause[0].GetRangeVar() == nil || len(s.DistinctClause) > 0 ||
		len(s.GroupClause) > 0 || s.HavingClause != nil || s.LimitCount != nil || s.LimitOffset != nil || s.WithClause != nil || s.Op != pg_query.SetOperation_SETOP_NONE {
		return nil
	}
	t, w, _ := (&eval{p: p}).relation(s.FromClause[0].GetRangeVar(), &env{path: v.Path})
	if t == nil && w != nil && w != v {
		return p.below(w, depth+1)
	}
	return t
}

// codeOf reads a body.
func (p *prover) codeOf(f *pgcat.Function) *code {
	if c := p.ways.codes[f]; c != nil {
		return c
	}
	c := &code{taken: make(map[string][]taken)}
	p.ways.codes[f] = c
	switch {
	case f.Language == "c" || f.Language == "internal":
		c.ok = true
	case !f.BodyKnown:
	case f.Language == "sql":
		list, err := p.parse(f.Body)
		c.ok = err == nil
		for _, n := range list {
			c.orders = append(c.orders, stmtOf{node: n})
		}
	case f.Language == "plpgsql":
		js, err := p.plpgsqlTree(f)
		var tree any
		if err == nil && json.Unmarshal(js, &tree) == nil {
			c.ok = true
			p.orders(tree, c)
		}
	}
	return c
}

func object(x any, keys ...string) map[string]any {
	m, _ := x.(map[string]any)
	for _, k := range keys {
		m, _ = m[k].(map[string]any)
	}
	return m
}

func (p *prover) sqlOf(text string) []*pg_query.Node {
	list, err := p.parse(text)
	if err != nil {
		list, err = p.parse("SELECT " + text)
	}
	if err != nil {
		return nil
	}
	return list
}

// orders gathers the statements of a PL/pgSQL body.
func (p *prover) orders(x any, c *code) {
	switch x := x.(type) {
	case []any:
		for _, v := range x {
			p.orders(v, c)
		}
	case map[string]any:
		for k, v := range x {
			m := object(v)
			switch k {
			case "PLpgSQL_stmt_execsql":
				q, _ := object(m, "sqlstmt", "PLpgSQL_expr")["query"].(string)
				list := p.sqlOf(q)
				c.ok = c.ok && list != nil
				var into []string
				if fields, ok := object(m, "target", "PLpgSQL_row")["fields"].([]any); ok {
					for _, f := range fields {
						n, _ := object(f)["name"].(string)
						into = append(into, n)
					}
				}
				for _, n := range list {
					o := stmtOf{n, into}
					c.orders = append(c.orders, o)
					for i, name := range into {
						c.taken[name] = append(c.taken[name], taken{order: &o, i: i})
					}
				}
			case "PLpgSQL_stmt_assign":
				q, _ := object(m, "expr", "PLpgSQL_expr")["query"].(string)
				name, val, found := strings.Cut(q, ":=")
				if !found {
					name, val, _ = strings.Cut(q, "=")
				}
				list := p.sqlOf("SELECT " + val)
				c.ok = c.ok && list != nil
				name = strings.ToLower(strings.Trim(strings.TrimSpace(name), `"`))
				for _, n := range list {
					o := stmtOf{node: n}
					c.orders = append(c.orders, o)
					c.taken[name] = append(c.taken[name], taken{order: &o})
				}
			case "PLpgSQL_var":
				q, _ := object(m, "default_val", "PLpgSQL_expr")["query"].(string)
				name, _ := m["refname"].(string)
				if q == "" {
					break
				}
				list := p.sqlOf("SELECT " + q)
				c.ok = c.ok && list != nil
				for _, n := range list {
					o := stmtOf{node: n}
					c.orders = append(c.orders, o)
					c.taken[name] = append(c.taken[name], taken{order: &o})
				}
			case "PLpgSQL_stmt_dynexecute", "PLpgSQL_stmt_dynfors":
				q, _ := object(m, "query", "PLpgSQL_expr")["query"].(string)
				c.dynamic = append(c.dynamic, q)
				p.dynamicInto(m, c)
				p.orders(v, c)
			case "dynquery":
				q, _ := object(m, "PLpgSQL_expr")["query"].(string)
				c.dynamic = append(c.dynamic, q)
				p.orders(v, c)
			case "PLpgSQL_expr":
				if q, _ := m["query"].(string); q != "" {
					list := p.sqlOf(q)
					if _, val, found := strings.Cut(q, ":="); list == nil && found {
						list = p.sqlOf("SELECT " + val)
					}
					c.ok = c.ok && list != nil
					for _, n := range list {
						c.orders = append(c.orders, stmtOf{node: n})
					}
				}
			case "PLpgSQL_stmt_fors", "PLpgSQL_stmt_fori", "PLpgSQL_stmt_foreach_a", "PLpgSQL_stmt_fetch", "PLpgSQL_stmt_call", "PLpgSQL_stmt_getdiag":
				p.dynamicInto(m, c)
				c.loose = c.loose || k != "PLpgSQL_stmt_fors" && k != "PLpgSQL_stmt_fori"
				p.orders(v, c)
			default:
				p.orders(v, c)
			}
		}
	}
}

// dynamicInto marks variables whose value comes from what is not followed.
func (p *prover) dynamicInto(m map[string]any, c *code) {
	for _, k := range []string{"target", "var"} {
		fields, _ := object(m, k, "PLpgSQL_row")["fields"].([]any)
		for _, f := range fields {
			if n, ok := object(f)["name"].(string); ok {
				c.taken[n] = append(c.taken[n], taken{})
			}
		}
		if n, ok := object(m, k, "PLpgSQL_var")["refname"].(string); ok {
			c.taken[n] = append(c.taken[n], taken{})
		}
	}
}

// literal is the text of a constant command; false when parts of it are put in
// by anything but a quoted value.
func literal(q string) (string, bool) {
	m := plainFormat.FindStringSubmatch(q)
	if m == nil || strings.Contains(q, "||") || strings.Contains(m[1], "%s") || strings.Contains(m[1], "%I") || regexp.MustCompile(`%\d+\$[sI]`).MatchString(m[1]) {
		return "", false
	}
	return m[1], true
}

// byOthers judges the ways to the rows of a hop that its policies do not see.
func (p *prover) byOthers(h hop, s *hopState) {
	p.byView(h, s)
	p.byCascade(h, s)
	for _, w := range p.besides().list {
		if w.priv || w.f == nil {
			p.byCode(h, w, s)
		}
	}
}

func (p *prover) byCode(h hop, w way, s *hopState) {
	t := h.table.Name.String()
	blame := func(event, why string) {
		s.worse(unsure, event, w.role, w.what+" "+why, w.at)
	}
	if w.f == nil {
		if w.on.Name == h.table.Name {
			blame("INSERT", "may write "+t+": its function is not in the sources")
		}
		return
	}
	c := p.codeOf(w.f)
	low := strings.ToLower(w.f.Body)
	named := strings.Contains(low, strings.ToLower(h.table.Rel))
	if !c.ok && (!w.f.BodyKnown || writeWord.MatchString(low) && (named || strings.Contains(low, "execute"))) {
		blame("INSERT", "may write "+t+": its body can't be read")
	}
	for _, q := range c.dynamic {
		if text, ok := literal(q); !ok || writeWord.MatchString(text) && strings.Contains(strings.ToLower(text), strings.ToLower(h.table.Rel)) {
			blame("INSERT", "may write "+t+": it puts SQL together while it runs")
		}
	}
	for i := range c.orders {
		walk(c.orders[i].node.ProtoReflect(), 0, func(m proto.Message) {
			switch m := m.(type) {
			case *pg_query.InsertStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					p.inserts(h, w, c, m, s)
				}
			case *pg_query.UpdateStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					p.sets(h, w, c, m.TargetList, m, s)
				}
			case *pg_query.MergeStmt:
				if p.relationOf(m.Relation, w.f) == h.table {
					blame("INSERT", "writes "+t)
				}
			case *pg_query.CopyStmt:
				if m.IsFrom && m.Relation != nil && p.relationOf(m.Relation, w.f) == h.table {
					blame("INSERT", "writes "+t)
				}
			}
		})
	}
}

// origin is where a value of a new row comes from.
type origin struct {
	kind oKind
	text string // of a constant
	via  hop    // of a lookup
	note string // what it assumes
}

type oKind uint8

const (
	oOther oKind = iota
	oNull
	oFresh  // it names what did not exist before
	oConst  // a literal
	oLookup // it is read from a row that the caller has a claim to
	oMeta   // the user wrote it himself when he signed up
)

func (p *prover) inserts(h hop, w way, c *code, m *pg_query.InsertStmt, s *hopState) {
	sel := m.SelectStmt.GetSelectStmt()
	if m.OnConflictClause != nil && len(m.OnConflictClause.TargetList) > 0 {
		p.sets(h, w, c, m.OnConflictClause.TargetList, nil, s)
	}
	var cols []string
	for _, x := range m.Cols {
		cols = append(cols, x.GetResTarget().GetName())
	}
	if len(cols) == 0 && m.SelectStmt != nil {
		if !h.table.AllColumns {
			s.worse(unsure, "INSERT", w.role, w.what+" writes "+h.table.Name.String(), w.at)
			return
		}
		for _, x := range h.table.Columns {
			cols = append(cols, x.Name)
		}
	}
	var rows [][]*pg_query.Node
	if sel != nil {
		for _, l := range sel.ValuesLists {
			rows = append(rows, l.GetList().GetItems())
		}
		if len(rows) == 0 && sel.Op == pg_query.SetOperation_SETOP_NONE && m.WithClause == nil && sel.WithClause == nil {
			var row []*pg_query.Node
			for _, x := range sel.TargetList {
				row = append(row, x.GetResTarget().GetVal())
			}
			rows = append(rows, row)
		}
	}
	if m.SelectStmt == nil {
		rows = [][]*pg_query.Node{nil}
	}
	if len(rows) == 0 {
		s.worse(unsure, "INSERT", w.role, w.what+" writes "+h.table.Name.String(), w.at)
		return
	}
	for _, row := range rows {
		if slices.ContainsFunc(row, starred) {
			s.worse(unsure, "INSERT", w.role, w.what+" writes whole rows into "+h.table.Name.String(), w.at)
			continue
		}
		get := func(col string) origin {
			i := slices.Index(cols, col)
			if i < 0 || i >= len(row) || row[i].GetSetToDefault() != nil {
				return p.omitted(h.table, col)
			}
			return p.origin(row[i], w, c, sel, h, col, 0)
		}
		p.arrives(h, w, get, s, "INSERT")
	}
}

// starred reports whether an expression stands for several columns.
func starred(n *pg_query.Node) bool {
	found := false
	if n != nil {
		walk(n.ProtoReflect(), 0, func(m proto.Message) {
			_, ok := m.(*pg_query.A_Star)
			found = found || ok
		})
	}
	return found
}

// omitted is the value of a column that a statement does not give.
func (p *prover) omitted(t *pgcat.Table, col string) origin {
	for _, g := range t.Triggers {
		if g.Enabled && g.Timing == "BEFORE" && g.Row {
			fs := p.functionsOf(g.Function)
			if len(fs) == 0 || slices.ContainsFunc(fs, func(f *pgcat.Function) bool {
				return !f.BodyKnown || strings.Contains(strings.ToLower(f.Body), strings.ToLower(col))
			}) {
				return origin{}
			}
		}
	}
	x := t.Column(col)
	switch {
	case x == nil:
		return origin{}
	case x.Default == nil && !x.Generated:
		if strings.Contains(strings.ToLower(x.Type), "serial") {
			return origin{kind: oFresh}
		}
		return origin{kind: oNull}
	case x.Default == nil:
		return origin{}
	case p.unique(t, col):
		return origin{kind: oFresh}
	}
	return constOrigin(x.Default.Node)
}

func constOrigin(n *pg_query.Node) origin {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if call := n.GetFuncCall(); call != nil {
		switch _, name := dotted(call.Funcname); name {
		case "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "nextval":
			return origin{kind: oFresh}
		}
		return origin{}
	}
	k := n.GetAConst()
	switch {
	case k == nil:
		return origin{}
	case k.Isnull:
		return origin{kind: oNull}
	case k.GetSval() != nil:
		return origin{kind: oConst, text: k.GetSval().Sval}
	case k.GetBoolval() != nil:
		return origin{kind: oConst, text: map[bool]string{true: "true", false: "false"}[k.GetBoolval().Boolval]}
	case k.GetIval() != nil:
		return origin{kind: oConst, text: itoa(int(k.GetIval().Ival))}
	}
	return origin{}
}

// origin traces an expression of a statement.
func (p *prover) origin(n *pg_query.Node, w way, c *code, sel *pg_query.SelectStmt, h hop, col string, depth int) origin {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if o := constOrigin(n); o.kind != oOther || depth > 6 {
		return o
	}
	if meta(n, w) {
		return origin{kind: oMeta}
	}
	if sub := n.GetSubLink(); sub != nil && sub.SubLinkType == pg_query.SubLinkType_EXPR_SUBLINK {
		if x := sub.Subselect.GetSelectStmt(); x != nil && len(x.TargetList) == 1 {
			return p.origin(x.TargetList[0].GetResTarget().GetVal(), w, c, x, h, col, depth+1)
		}
	}
	ref := n.GetColumnRef()
	if ref == nil {
		return origin{}
	}
	schema, name := dotted(ref.Fields)
	if strings.EqualFold(schema, "new") && w.trig != nil && len(ref.Fields) == 2 {
		users := w.on.Schema == "auth" && w.on.Rel == "users"
		switch {
		case users && name == "id":
			return origin{kind: oFresh}
		case w.only && p.unique(w.on, name) && p.refers(h.table, col, w.on, name):
			return origin{kind: oFresh}
		}
		return origin{}
	}
	if sel != nil && len(sel.FromClause) > 0 {
		if o := p.looked(sel, schema, name, w, c); o.kind != oOther {
			return o
		}
	}
	if c.loose || len(ref.Fields) != 1 || len(c.taken[name]) == 0 || slices.ContainsFunc(inputs(w.f), func(a pgcat.Arg) bool { return a.Name == name }) {
		return origin{}
	}
	var out origin
	for _, v := range c.taken[name] {
		var o origin
		if v.order != nil {
			switch {
			case v.order.node.GetInsertStmt() != nil:
				x := v.order.node.GetInsertStmt()
				t := p.relationOf(x.Relation, w.f)
				if t != nil && x.OnConflictClause == nil && v.i < len(x.ReturningList) {
					_, rc := dotted(x.ReturningList[v.i].GetResTarget().GetVal().GetColumnRef().GetFields())
					if rc != "" && p.unique(t, rc) && p.refers(h.table, col, t, rc) {
						o = origin{kind: oFresh}
					}
				}
			case v.order.node.GetSelectStmt() != nil:
				x := v.order.node.GetSelectStmt()
				if v.i < len(x.TargetList) {
					o = p.origin(x.TargetList[v.i].GetResTarget().GetVal(), w, c, x, h, col, depth+1)
				}
			}
		}
		if o.kind == oNull && len(c.taken[name]) > 1 {
			continue
		}
		if out.kind != oOther && (o.kind != out.kind || o.via != out.via) || o.kind == oOther {
			return origin{}
		}
		out = o
	}
	return out
}

// meta reports whether a value is taken from what a user writes himself.
func meta(n *pg_query.Node, w way) bool {
	if w.on == nil || w.on.Schema != "auth" || n == nil {
		return false
	}
	found := false
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if x, ok := m.(*pg_query.ColumnRef); ok {
			s, name := dotted(x.Fields)
			found = found || strings.EqualFold(s, "new") && name == "raw_user_meta_data"
		}
	})
	return found
}

// looked traces a column that a query reads: from a row that is the caller's,
// or for which he shows a secret.
func (p *prover) looked(sel *pg_query.SelectStmt, qual, name string, w way, c *code) origin {
	if len(sel.FromClause) != 1 || sel.WithClause != nil || sel.Op != pg_query.SetOperation_SETOP_NONE || sel.WhereClause == nil {
		return origin{}
	}
	r := joined(sel.FromClause[0], qual)
	if r == nil {
		return origin{}
	}
	if qual == "" && sel.FromClause[0].GetJoinExpr() != nil {
		return origin{}
	}
	bare := sel.FromClause[0].GetRangeVar() != nil // columns need no qualifier
	t := p.relationOf(r, w.f)
	if t == nil || t.Column(name) == nil || qual != "" && qual != r.Relname && qual != r.Alias.GetAliasname() {
		return origin{}
	}
	terms := []*pg_query.Node{sel.WhereClause}
	if b := sel.WhereClause.GetBoolExpr(); b != nil && b.Boolop == pg_query.BoolExprType_AND_EXPR {
		terms = b.Args
	}
	for _, x := range terms {
		a := x.GetAExpr()
		if a == nil || a.Kind != pg_query.A_Expr_Kind_AEXPR_OP || len(a.Name) != 1 || a.Name[0].GetString_().GetSval() != "=" {
			continue
		}
		for _, pair := range [][2]*pg_query.Node{{a.Lexpr, a.Rexpr}, {a.Rexpr, a.Lexpr}} {
			ref := pair[0].GetColumnRef()
			if ref == nil {
				continue
			}
			q, col := dotted(ref.Fields)
			if t.Column(col) == nil || q == "" && !bare || q != "" && q != r.Relname && q != r.Alias.GetAliasname() || c.taken[col] != nil ||
				q == "" && slices.ContainsFunc(inputs(w.f), func(a pgcat.Arg) bool { return a.Name == col }) {
				continue
			}
			if call := pair[1].GetFuncCall(); call != nil {
				if s, fn := dotted(call.Funcname); s == "auth" && (fn == "uid" || fn == "email") {
					return origin{kind: oLookup, via: hop{table: t, from: col, to: name}}
				}
			}
			if secretWord.MatchString(col) && !secretWord.MatchString(name) && p.kept(t) {
				return origin{kind: oLookup, via: hop{table: t, from: col, to: name}, note: "nobody comes by the " + col + " of a row of " + t.Name.String() + " that is not meant for him: " + w.what + " takes it as proof"}
			}
		}
	}
	return origin{}
}

// joined finds a table among inner joins by its alias.
func joined(n *pg_query.Node, qual string) *pg_query.RangeVar {
	if r := n.GetRangeVar(); r != nil {
		if alias := orName(r.Alias.GetAliasname(), r.Relname); qual == "" || qual == alias {
			return r
		}
		return nil
	}
	if j := n.GetJoinExpr(); j != nil && j.Jointype == pg_query.JoinType_JOIN_INNER && j.Alias == nil {
		if r := joined(j.Larg, qual); r != nil {
			return r
		}
		return joined(j.Rarg, qual)
	}
	return nil
}

// kept reports whether callers see the rows of a table only where they are tied
// to them.
func (p *prover) kept(t *pgcat.Table) bool {
	for _, r := range p.roles {
		x := p.reaches(t, r, "SELECT")
		if !x.ok && x.sure {
			continue
		}
		list, unknown := p.clauses(t, r, "SELECT", false)
		if unknown != "" || !x.ok {
			return false
		}
		for _, c := range list {
			if slices.ContainsFunc(p.rule(c.c, r, p.rowOf(t)), func(ru ruling) bool { return ru.kind != kBound }) {
				return false
			}
		}
	}
	return true
}

// arrives judges a row that code writes.
func (p *prover) arrives(h hop, w way, get func(string) origin, s *hopState, event string) {
	if h.conds != "" {
		for _, x := range strings.Split(h.conds, "\x00") {
			col, val, _ := strings.Cut(x, "=")
			if o := get(col); o.kind == oNull || o.kind == oConst && differs(h.table, col, o.text, val) {
				return // it does not count, unless another statement makes it
			}
		}
	}
	t := h.table.Name.String()
	if h.to == "" {
		s.worse(unsure, event, w.role, w.what+" writes "+t+", and which rows can't be told", w.at)
		return
	}
	switch o := get(h.to); o.kind {
	case oNull, oFresh:
	case oLookup:
		if o.note != "" {
			s.trust(o.note)
		}
		s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{o.via}}}, w.at, true})
	case oMeta:
		low := strings.ToLower(w.f.Body)
		reason := w.what + " writes a row into " + t + " with the " + h.to + " that the user himself gives when he signs up (raw_user_meta_data)"
		if event != "INSERT" || regexp.MustCompile(`\b(if|case|raise|where|loop|return\s+null)\b`).MatchString(low) || !slices.Contains(w.trig.Events, "INSERT") {
			s.worse(unsure, event, w.role, reason+", unless its conditions stop it", w.at)
			return
		}
		s.worse(escalatable, event, w.role, reason, w.at)
	default:
		s.worse(unsure, event, w.role, w.what+" writes "+t+", and which "+h.to+" it gives to whom can't be told", w.at)
	}
}

// sets judges the columns that an UPDATE of the code sets.
func (p *prover) sets(h hop, w way, c *code, list []*pg_query.Node, u *pg_query.UpdateStmt, s *hopState) {
	t := h.table.Name.String()
	conds := condColumns(h.conds)
	for _, x := range list {
		rt := x.GetResTarget()
		col := rt.GetName()
		o := p.origin(rt.GetVal(), w, c, nil, h, col, 0)
		switch {
		case col == h.to:
			switch o.kind {
			case oNull, oFresh:
			case oLookup:
				if o.note != "" {
					s.trust(o.note)
				}
				s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{o.via}}}, w.at, true})
			default:
				s.worse(unsure, "UPDATE", w.role, w.what+" changes "+h.to+" of "+t, w.at)
			}
		case col == h.from:
			s.worse(unsure, "UPDATE", w.role, w.what+" changes "+h.from+" of "+t, w.at)
		case slices.Contains(conds, col):
			if o.kind == oConst && !slices.ContainsFunc(strings.Split(h.conds, "\x00"), func(x string) bool {
				k, v, _ := strings.Cut(x, "=")
				return k == col && !differs(h.table, col, o.text, v)
			}) {
				continue
			}
			if h.to == "" {
				s.worse(unsure, "UPDATE", w.role, w.what+" changes "+col+" of "+t, w.at)
				continue
			}
			// The row is there already: it has to be the right one without the condition.
			s.needs = append(s.needs, need{[]binding{{col: h.to, hops: []hop{{table: h.table, from: h.from, to: h.to}}}}, w.at, true})
		}
	}
}

// differs reports whether two literals of a column are certainly not equal.
func differs(t *pgcat.Table, col, a, b string) bool {
	if c := t.Column(col); c != nil && (strings.EqualFold(c.Type, "boolean") || strings.EqualFold(c.Type, "bool") || strings.EqualFold(c.Type, "pg_catalog.bool")) {
		x, ok1 := boolWord(a)
		y, ok2 := boolWord(b)
		return ok1 && ok2 && x != y
	}
	x, ok1 := boolWord(a)
	if y, ok2 := boolWord(b); ok1 && ok2 && x == y {
		return false
	}
	return !sameConst("c:"+a, "c:"+b)
}

// boolWord reads a boolean as Postgres does.
func boolWord(s string) (val, ok bool) {
	low := strings.ToLower(strings.TrimSpace(s))
	if low == "" {
		return false, false
	}
	switch {
	case strings.HasPrefix("true", low), strings.HasPrefix("yes", low), low == "on", low == "1":
		return true, true
	case strings.HasPrefix("false", low), strings.HasPrefix("no", low), low == "of", low == "off", low == "0":
		return false, true
	}
	return false, false
}

// byView judges views through which rows can be written with the rights of
// their owner.
func (p *prover) byView(h hop, s *hopState) {
	for _, v := range p.cat.Views {
		if v.Invoker || v.Platform || v.Query == nil || p.below(v, 0) != h.table {
			continue
		}
		for _, r := range p.roles {
			if p.hidden(v.Schema, r) != "" || !p.usage(v.Schema, r) {
				continue
			}
			for _, event := range []string{"INSERT", "UPDATE"} {
				if v.GrantDoubt == "" && !slices.ContainsFunc(v.Grants, func(g pgcat.Grant) bool { return g.Privilege == event && r.holds[g.Role] }) {
					continue
				}
				if event == "UPDATE" && h.to == "" && h.conds == "" && !p.shows(v, h.from) || !p.shows(v, h.from) && !p.shows(v, h.to) && h.to != "" {
					continue
				}
				s.worse(unsure, event, r.name, "view "+v.Name.String()+" writes "+h.table.Name.String()+" with the rights of its owner, and role "+r.name+" may "+event+" through it", v.At)
			}
		}
	}
}

// shows reports whether a view may have a column as it is.
func (p *prover) shows(v *pgcat.View, col string) bool {
	if len(v.Reads) > 1 {
		return true
	}
	for _, x := range v.Query.GetSelectStmt().GetTargetList() {
		ref := x.GetResTarget().GetVal().GetColumnRef()
		if ref == nil {
			continue
		}
		last := ref.Fields[len(ref.Fields)-1]
		if last.GetAStar() != nil || last.GetString_().GetSval() == col {
			return true
		}
	}
	t := p.below(v, 0)
	e := &eval{p: p}
	direct, _, _ := e.relation(v.Query.GetSelectStmt().FromClause[0].GetRangeVar(), &env{path: v.Path})
	return direct != t // through another view, which may name it otherwise
}

// byCascade judges foreign keys that carry a change of another table over.
func (p *prover) byCascade(h hop, s *hopState) {
	for _, fk := range h.table.ForeignKeys {
		if !fk.Cascades {
			continue
		}
		to := p.tables[fk.Table]
		if to == nil {
			continue
		}
		for i, col := range fk.Columns {
			if col != h.from && !slices.Contains(condColumns(h.conds), col) {
				continue
			}
			ref := ""
			if i < len(fk.Refs) {
				ref = fk.Refs[i]
			} else {
				for _, k := range to.Keys {
					if k.Primary && i < len(k.Columns) {
						ref = k.Columns[i]
					}
				}
			}
			for _, r := range p.roles {
				x := p.reaches(to, r, "UPDATE")
				if (x.ok && x.canWrite(ref) || !x.ok && !x.sure) && p.mayWrite(to, r, "UPDATE") {
					s.worse(unsure, "UPDATE", r.name, "a change of "+to.Name.String()+"."+ref+" by role "+r.name+" is carried over to "+h.table.Name.String()+"."+col+" (ON UPDATE CASCADE)", fk.At)
				}
			}
		}
	}
}
