package main

import "io"

// spool holds a document until all of them are made. It grows by pieces: one
// buffer that grows is copied time and again, and a report can be large.
type spool struct {
	pieces [][]byte
}

// The sizes of the first piece and of the largest, in bytes.
const (
	firstPiece = 64 << 10
	mostPiece  = 4 << 20
)

func (s *spool) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		last := len(s.pieces) - 1
		if last < 0 || len(s.pieces[last]) == cap(s.pieces[last]) {
			size := firstPiece
			if last >= 0 {
				size = min(2*cap(s.pieces[last]), mostPiece)
			}
			s.pieces = append(s.pieces, make([]byte, 0, size))
			last++
		}
		p := s.pieces[last]
		fits := min(len(b), cap(p)-len(p))
		s.pieces[last] = append(p, b[:fits]...)
		b = b[fits:]
	}
	return n, nil
}

// WriteTo writes everything to w.
func (s *spool) WriteTo(w io.Writer) (n int64, err error) {
	for _, p := range s.pieces {
		m, err := w.Write(p)
		n += int64(m)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
