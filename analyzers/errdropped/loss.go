package errdropped

// loss is how an error ends that nobody has, for people.
type loss string

const (
	goneAtEnd    loss = "is gone when the function ends"
	goneInLoop   loss = "is gone when the loop goes on"
	skippedOver  loss = "is skipped with continue"
	nextTurn     loss = "is overwritten on the next turn of the loop"
	overwritten  loss = "is overwritten before anyone looks at it"
	unlooked     loss = "is not looked at before the function returns"
	nilReturned  loss = "is answered with a nil error"
	zeroReturned loss = "becomes a zero result, which looks like any other"
	implicit200  loss = "ends in a return without an answer"
	unnamed      loss = "is not among the named results"
)

// open ends the walk with an error that nobody has, unless something on the way
// hides the truth.
func (j *judge) open(st state, l loss) end {
	why := string(l)
	hidden := false
	if j.fn.body != nil {
		e, h := j.inLiterals(j.fn.body, st)
		if e.ending == kept {
			return e
		}
		hidden, st.logged = h, e.st.logged
	}
	switch {
	case st.hidden != "":
		return end{undecided, st.hidden, st}
	case hidden:
		return end{undecided, "is read by a function literal", st}
	case st.called != "" && !st.logged && !st.empty && !st.success:
		return end{undecided, "leads to a call of " + st.called + ", which may report it or not", st}
	case st.success && st.inErr:
		why = "is answered with " + st.answer
	case st.logged:
		why = "is only logged"
	case st.empty:
		why = "leads to an empty branch"
	case st.dropped != "":
		why = st.dropped
	case st.goodOnly:
		why = "is left alone: only its absence is looked at"
	case st.special && !st.looked:
		why = "is left alone unless it is a particular one"
	}
	if l == skippedOver && st.logged {
		why += ", and the loop goes on"
	}
	st.reports = st.reports || j.reports()
	if then := j.consequence(st); then != "" {
		why += "; " + then
	}
	return end{lost, why, st}
}

// reports reports whether the function tells a client or a caller that it went
// well when it does not tell of an error.
func (j *judge) reports() bool {
	if j.fn.handler {
		return true
	}
	for _, t := range j.fn.results {
		if isErrorType(t) {
			return true
		}
	}
	return false
}

// consequence is what the function tells after a loss, as far as that was seen.
func (j *judge) consequence(st state) string {
	switch {
	case st.success && st.inErr:
		return ""
	case j.fn.handler && st.answer != "":
		return "the handler then answers " + st.answer
	case j.fn.handler && st.endless:
		return ""
	case j.fn.handler && j.plainHandler():
		return "the handler then returns, and net/http answers 200"
	case st.nilled:
		return "the caller is then given a nil error"
	}
	return ""
}

// plainHandler reports whether the function is a handler of net/http as such:
// it gives nothing back and may leave the answer to the server.
func (j *judge) plainHandler() bool {
	if len(j.fn.results) > 0 {
		return false
	}
	for _, p := range j.fn.typ.Params.List {
		n := namedOf(j.pass.TypesInfo.TypeOf(p.Type))
		if n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "net/http" && n.Obj().Name() == "ResponseWriter" {
			return true
		}
	}
	return false
}
