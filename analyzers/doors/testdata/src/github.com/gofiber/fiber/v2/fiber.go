// Package fiber is a stub.
package fiber

type Ctx struct{}
type Handler = func(*Ctx) error

type Router interface {
	Use(args ...interface{}) Router
	Get(path string, handlers ...Handler) Router
	Post(path string, handlers ...Handler) Router
	Delete(path string, handlers ...Handler) Router
	Add(method, path string, handlers ...Handler) Router
	Group(prefix string, handlers ...Handler) Router
	Route(prefix string, fn func(router Router), name ...string) Router
	Mount(prefix string, fiber *App) Router
}

type App struct{ Router }

func New() *App { return &App{} }

func (a *App) Use(args ...interface{}) Router                                     { return a }
func (a *App) Get(path string, handlers ...Handler) Router                        { return a }
func (a *App) Post(path string, handlers ...Handler) Router                       { return a }
func (a *App) Add(method, path string, handlers ...Handler) Router                { return a }
func (a *App) Group(prefix string, handlers ...Handler) Router                    { return a }
func (a *App) Route(prefix string, fn func(router Router), name ...string) Router { return a }
func (a *App) Mount(prefix string, fiber *App) Router                             { return a }
