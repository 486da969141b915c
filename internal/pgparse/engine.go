package pgparse

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/wasilibs/wazero-helpers/allocator"
)

// engine is the compiled module, from which instances are made.
type engine struct {
	cache wazero.CompilationCache
	rt    wazero.Runtime
	code  wazero.CompiledModule
}

// newEngine compiles the module, or loads it compiled from dir. A dir that
// can't be used costs time and nothing else: the module is then compiled for
// this process alone.
func newEngine(dir string) (*engine, error) {
	if dir != "" && private(dir) {
		if cache, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			e, err := startEngine(cache)
			if err == nil {
				return e, nil
			}
		}
	}
	return startEngine(wazero.NewCompilationCache())
}

// private reports whether only the user can write into dir, or it is not there yet.
func private(dir string) bool {
	st, err := os.Stat(dir)
	if err != nil || runtime.GOOS == "windows" { // where the mode says nothing
		return true
	}
	return st.Mode().Perm()&0o022 == 0
}

func startEngine(cache wazero.CompilationCache) (e *engine, err error) {
	ctx := experimental.WithCompilationWorkers(context.Background(), runtime.GOMAXPROCS(0))
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().
		WithCompilationCache(cache).
		WithCoreFeatures(api.CoreFeaturesV2|experimental.CoreFeaturesThreads))
	e = &engine{cache: cache, rt: rt}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("start the SQL parser: %v", r)
		}
		if err != nil {
			e.close()
			e = nil
		}
	}()
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, rt); err != nil {
		return e, fmt.Errorf("start the SQL parser: %w", err)
	}
	instantiateWasix(ctx, rt)
	if e.code, err = rt.CompileModule(ctx, moduleBytes); err != nil {
		return e, fmt.Errorf("compile the SQL parser: %w", err)
	}
	return e, nil
}

// instantiate makes one parser with a memory of its own. It serves one
// goroutine at a time.
func (e *engine) instantiate() (in *instance, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("start the SQL parser: %v", r)
		}
	}()
	ctx := experimental.WithMemoryAllocator(context.Background(), allocator.NewNonMoving())
	cfg := wazero.NewModuleConfig().WithName("").WithSysNanotime().WithStartFunctions("_initialize")
	mod, err := e.rt.InstantiateModule(ctx, e.code, cfg)
	if err != nil {
		return nil, fmt.Errorf("start the SQL parser: %w", err)
	}
	in = &instance{mod: mod, mem: mod.Memory(), funcs: make(map[string]api.Function)}
	if _, err := in.call(callContext(), "pg_query_init"); err != nil {
		mod.Close(context.Background())
		return nil, err
	}
	return in, nil
}

func (e *engine) close() {
	ctx := context.Background()
	e.rt.Close(ctx)
	e.cache.Close(ctx)
}
