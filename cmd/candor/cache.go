package main

import (
	"fmt"

	"github.com/candor-dev/candor/internal/cache"
)

// cacheVariable names the folder of the cache; "off" keeps nothing.
const cacheVariable = "CANDOR_CACHE"

// openCache opens what earlier runs kept, unless the user wants none. A machine
// without a place for it works everything out each time; only a place that the
// user named is worth a word.
func (a *app) openCache(none bool) *cache.Store {
	dir := a.env(cacheVariable)
	if none || dir == "off" {
		return nil
	}
	s, err := cache.Open(cache.Options{Dir: dir})
	if err != nil {
		if dir != "" {
			fmt.Fprintf(a.stderr, "candor: %s: %v; nothing is kept for the next run\n", cacheVariable, err)
		}
		return nil
	}
	return s
}

// closeCache makes room in the cache.
func closeCache(s *cache.Store) {
	if s != nil {
		s.Close()
	}
}
