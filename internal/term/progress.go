package term

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quiet is how long a run may take before it has to say what it does.
const quiet = 500 * time.Millisecond

// Progress is one line that says what is being done: on a terminal only, and
// only when that takes long enough to wonder.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer // nil: say nothing
	width int
	begun time.Time
	now   func() time.Time
	shown bool
	// What was said within the first half second is shown at its end: the work
	// may well be the one that takes long.
	early string
	timer *time.Timer
}

// NewProgress starts the clock. A writer that is no terminal shows nothing.
func NewProgress(w io.Writer) *Progress {
	p := &Progress{now: time.Now}
	if t := Detect(w, Never, nil); t.IsTerminal {
		p.w, p.width = w, t.Width
	}
	p.begun = p.now()
	return p
}

// Say replaces the line. It may be called from several goroutines.
func (p *Progress) Say(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil {
		return
	}
	if left := quiet - p.now().Sub(p.begun); left > 0 {
		p.early = what
		if p.timer == nil {
			p.timer = time.AfterFunc(left, p.late)
		}
		return
	}
	p.show(what)
}

// late shows what was said too soon, unless something was shown since.
func (p *Progress) late() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && !p.shown {
		p.show(p.early)
	}
}

func (p *Progress) show(what string) {
	width := p.width
	if width <= 0 {
		width = 80
	}
	// A line that fills the terminal would wrap and could not be taken back.
	fmt.Fprintf(p.w, "\r\x1b[K%s", Truncate(Sanitize(what), width-1))
	p.shown = true
}

// Done takes the line away. Later words are not shown.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.w = nil
}
