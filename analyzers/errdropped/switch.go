package errdropped

import "go/ast"

// switchStmt walks the clause that runs when the error is set.
func (j *judge) switchStmt(s *ast.SwitchStmt, st state) end {
	onErr := s.Tag != nil && len(j.reads(s.Tag, st)) > 0
	var deflt *ast.CaseClause
	forks := []end{}
	decisive := onErr
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		if c.List == nil {
			deflt = c
			continue
		}
		if onErr {
			st.special = st.special || !j.isNil(c.List[0])
			continue // nil, or particular errors
		}
		kind := unrelated
		if s.Tag == nil {
			for _, e := range c.List {
				if k := j.condition(e, st); k != unrelated {
					kind = k
				}
			}
		}
		switch kind {
		case told:
			return end{kept, "is handed to the function in the condition", st}
		case always, general:
			return outOfSwitch(j.clause(c, st))
		case never:
			decisive = true
		case particular:
			st.special = true
		default:
			forks = append(forks, outOfSwitch(j.run(c.Body, st)))
		}
	}
	rest := open(st)
	if deflt != nil {
		if decisive || st.special {
			rest = outOfSwitch(j.clause(deflt, st))
		} else {
			rest = outOfSwitch(j.run(deflt.Body, st))
		}
	}
	for _, f := range forks {
		rest = join(f, rest)
	}
	return rest
}

// clause walks a clause that is taken because the error is set.
func (j *judge) clause(c *ast.CaseClause, st state) end {
	in := st
	in.inErr, in.looked, in.branch = true, true, c
	in.empty = in.empty || len(c.Body) == 0
	e := j.run(c.Body, in)
	if e.ending == falls || e.ending == breaks {
		e.st.inErr = st.inErr
	}
	return e
}

func outOfSwitch(e end) end {
	if e.ending == breaks {
		e.ending = falls
	}
	return e
}

func (j *judge) typeSwitch(s *ast.TypeSwitchStmt, st state) end {
	onErr := len(j.reads(s.Assign, st)) > 0
	rest := open(st)
	var forks []end
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		switch {
		case onErr && c.List == nil:
			rest = outOfSwitch(j.clause(c, st))
		case onErr:
			rest.st.special = true
		case c.List == nil:
			rest = outOfSwitch(j.run(c.Body, st))
		default:
			forks = append(forks, outOfSwitch(j.run(c.Body, st)))
		}
	}
	for _, f := range forks {
		rest = join(f, rest)
	}
	return rest
}

func (j *judge) selectStmt(s *ast.SelectStmt, st state) end {
	var all []end
	for _, c := range s.Body.List {
		c := c.(*ast.CommClause)
		e := open(st)
		if c.Comm != nil {
			e = j.step(c.Comm, st)
		}
		if e.ending == kept {
			// An error that is sent, or given up on in another clause because
			// nobody listens any more, has been offered.
			return e
		}
		if e.ending == falls {
			e = j.run(c.Body, e.st)
		}
		all = append(all, outOfSwitch(e))
	}
	if len(all) == 0 {
		return end{kept, "stops the goroutine", st} // select {} waits for ever
	}
	out := all[0]
	for _, e := range all[1:] {
		out = join(out, e)
	}
	return out
}
