package aws

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"sync"
)

// blockSize is how much JSON is packed at once, in bytes.
const blockSize = 32 << 10

// press packs texts. One serves all accounts: its tables are large.
type press struct {
	mu sync.Mutex
	w  *flate.Writer
}

func (p *press) pack(text []byte) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b bytes.Buffer
	if p.w == nil {
		w, err := flate.NewWriter(&b, flate.BestSpeed)
		if err != nil {
			return nil, err
		}
		p.w = w
	} else {
		p.w.Reset(&b)
	}
	if _, err := p.w.Write(text); err != nil {
		return nil, err
	}
	if err := p.w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(b.Bytes()), nil
}

// block is JSON, packed or as it is.
type block struct {
	text  []byte
	plain bool
}

func open(b block) io.Reader {
	if b.plain {
		return bytes.NewReader(b.text)
	}
	return flate.NewReader(bytes.NewReader(b.text))
}

// queue is a row of documents in JSON.
type queue struct {
	open   bytes.Buffer
	blocks []block
}

// spool keeps the facts and the items of one account.
type spool struct {
	press        *press
	facts, items queue
}

// add appends a document. One that can't be written is not added.
func (s *spool) add(q *queue, v any) error {
	whole := q.open.Len()
	enc := json.NewEncoder(&q.open)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		q.open.Truncate(whole)
		return err
	}
	if q.open.Len() >= blockSize {
		s.seal(q)
	}
	return nil
}

// seal packs what was added since the last block.
func (s *spool) seal(q *queue) {
	if q.open.Len() == 0 {
		return
	}
	b := block{}
	var err error
	if b.text, err = s.press.pack(q.open.Bytes()); err != nil {
		b = block{text: bytes.Clone(q.open.Bytes()), plain: true}
	}
	q.blocks = append(q.blocks, b)
	q.open.Reset()
}
