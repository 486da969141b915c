// Package gin is a stub.
package gin

type Context struct{}
type HandlerFunc func(*Context)
type HandlersChain []HandlerFunc

type IRoutes interface {
	Use(...HandlerFunc) IRoutes
	Handle(string, string, ...HandlerFunc) IRoutes
	Any(string, ...HandlerFunc) IRoutes
	GET(string, ...HandlerFunc) IRoutes
	POST(string, ...HandlerFunc) IRoutes
	DELETE(string, ...HandlerFunc) IRoutes
	Match([]string, string, ...HandlerFunc) IRoutes
}

type IRouter interface {
	IRoutes
	Group(string, ...HandlerFunc) *RouterGroup
}

type RouterGroup struct{}

func (g *RouterGroup) Use(...HandlerFunc) IRoutes                     { return nil }
func (g *RouterGroup) Handle(string, string, ...HandlerFunc) IRoutes  { return nil }
func (g *RouterGroup) Any(string, ...HandlerFunc) IRoutes             { return nil }
func (g *RouterGroup) GET(string, ...HandlerFunc) IRoutes             { return nil }
func (g *RouterGroup) POST(string, ...HandlerFunc) IRoutes            { return nil }
func (g *RouterGroup) DELETE(string, ...HandlerFunc) IRoutes          { return nil }
func (g *RouterGroup) Match([]string, string, ...HandlerFunc) IRoutes { return nil }
func (g *RouterGroup) Group(string, ...HandlerFunc) *RouterGroup      { return g }

type Engine struct{ RouterGroup }

func New() *Engine                           { return &Engine{} }
func Default() *Engine                       { return &Engine{} }
func (e *Engine) Use(...HandlerFunc) IRoutes { return nil }
func (e *Engine) NoRoute(...HandlerFunc)     {}
func (e *Engine) Run(...string) error        { return nil }
