package cache

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
)

func TestMemory(t *testing.T) {
	s, err := Memory(100)
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, n int) { s.Put(s.Key(name), bytes.Repeat([]byte{'x'}, n)) }
	has := func(name string, n int) {
		t.Helper()
		if b, ok := s.Get(s.Key(name)); ok != (n >= 0) || ok && len(b) != n {
			t.Errorf("%s: %d bytes, %t; want %d", name, len(b), ok, n)
		}
	}
	put("a", 40)
	put("b", 40)
	has("a", 40) // now b is the longest unused
	put("c", 40)
	has("b", -1)
	has("a", 40)
	has("c", 40)
	put("c", 10) // another content under the same key
	put("d", 50)
	has("a", 40)
	has("c", 10)
	put("e", 500) // larger than everything: it alone stays
	has("a", -1)
	has("d", -1)
	has("e", 500)
	s.Close()
	has("e", 500)
	if s.memory.size != 500 || len(s.memory.entries) != 1 || s.memory.used.Len() != 1 {
		t.Errorf("%d bytes in %d entries", s.memory.size, len(s.memory.entries))
	}
}

func TestMemoryAtOnce(t *testing.T) {
	s, err := Memory(1000)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				key := s.Key(fmt.Sprint((i + j) % 20))
				s.Put(key, []byte(key))
				if b, ok := s.Get(key); ok && string(b) != key {
					t.Errorf("%s holds %s", key, b)
				}
			}
		})
	}
	wg.Wait()
}
