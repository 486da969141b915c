package cache

import (
	"container/list"
	"fmt"
	"sync"
)

// memory holds entries for as long as the program runs. The longest unused go first.
type memory struct {
	mu      sync.Mutex
	max     int64
	size    int64
	entries map[string]*list.Element
	used    list.List // of *kept, the last used in front
}

type kept struct {
	key     string
	content []byte
}

// Memory is a store that nobody else sees and that ends with the program: for one
// that works the same tree out again and again, as an editor asks for it, and
// must not fill the user's folder with a state for each keystroke. Max is as in
// Options.
func Memory(max int64) (*Store, error) {
	id, err := Identity()
	if err != nil {
		return nil, fmt.Errorf("tell this program from others: %w", err)
	}
	if max <= 0 {
		max = DefaultMax
	}
	return &Store{identity: id, max: max, memory: &memory{max: max, entries: make(map[string]*list.Element)}}, nil
}

func (m *memory) get(key string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[key]
	if !ok {
		return nil, false
	}
	m.used.MoveToFront(e)
	return e.Value.(*kept).content, true
}

func (m *memory) put(key string, content []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(m.entries[key])
	m.entries[key] = m.used.PushFront(&kept{key, content})
	m.size += int64(len(content))
	for m.size > m.max && m.used.Len() > 1 {
		m.drop(m.used.Back())
	}
}

func (m *memory) drop(e *list.Element) {
	if e == nil {
		return
	}
	k := m.used.Remove(e).(*kept)
	delete(m.entries, k.key)
	m.size -= int64(len(k.content))
}
