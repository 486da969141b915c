package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cache"
	"github.com/candor-dev/candor/internal/scan"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/warmup"
)

// cacheVariable names the folder of the cache; "off" keeps nothing.
const cacheVariable = "CANDOR_CACHE"

// openCache opens what earlier runs kept, unless the user wants none. A machine
// without a place for it works everything out each time; only a place that the
// user named is worth a word.
func (a *app) openCache(none bool) *cache.Store {
	dir := a.Env(cacheVariable)
	if none || dir == "off" {
		return nil
	}
	s, err := cache.Open(cache.Options{Dir: dir})
	if err != nil {
		if dir != "" {
			fmt.Fprintf(a.Stderr, "candor: %s: %v; nothing is kept for the next run\n", cacheVariable, err)
		}
		return nil
	}
	return s
}

// cacheFlag is the flag of every command that scans a tree.
func cacheFlag(c *cobra.Command, none *bool) {
	c.Flags().BoolVar(none, "no-cache", false, "work everything out anew, and keep nothing for the next run (its folder: CANDOR_CACHE)")
}

// scan runs a scan as every command does: with what earlier runs kept, and with
// a word on a terminal on what is being read.
func (a *app) scan(ctx context.Context, o scan.Options, noCache bool) (*scan.Outcome, error) {
	warmup.Start(a.Env)
	if o.Cache = a.openCache(noCache); o.Cache != nil {
		defer o.Cache.Close()
	}
	p := term.NewProgress(a.Stderr)
	o.Progress = p.Say
	defer p.Done()
	return scan.Run(ctx, o)
}
