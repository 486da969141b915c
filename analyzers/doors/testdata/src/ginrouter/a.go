package ginrouter

import "github.com/gin-gonic/gin"

func list(c *gin.Context)   {}
func create(c *gin.Context) {}
func auth(c *gin.Context)   {}
func early(c *gin.Context)  {}
func late(c *gin.Context)   {}
func role(name string) gin.HandlerFunc {
	return func(c *gin.Context) {}
}

type ctl struct{}

func (ctl) Remove(c *gin.Context) {}

func setup() *gin.Engine {
	r := gin.New()
	r.Use(early)
	r.GET("/before", list) // door `GET /before handler=ginrouter.list wrappers=ginrouter.early`
	api := r.Group("/api", auth)
	r.Use(late)
	r.GET("bare", list)                                // door `GET /bare handler=ginrouter.list wrappers=ginrouter.early | ginrouter.late`
	r.GET("/after", list)                              // door `GET /after handler=ginrouter.list wrappers=ginrouter.early | ginrouter.late`
	api.POST("/items", role("admin"), create)          // door `POST /api/items handler=ginrouter.create wrappers=ginrouter.early | ginrouter.auth | ginrouter.role("admin")>ginrouter.role$1`
	api.Handle("DELETE", "/items/:id", ctl{}.Remove)   // door `DELETE /api/items/:id handler=ginrouter.(ctl).Remove wrappers=ginrouter.early | ginrouter.auth`
	api.Any("/any", list)                              // door `ANY /api/any handler=ginrouter.list wrappers=ginrouter.early | ginrouter.auth`
	api.Match([]string{"GET", "HEAD"}, "/match", list) // door `GET,HEAD /api/match handler=ginrouter.list wrappers=ginrouter.early | ginrouter.auth`
	r.Group("/use").Use(auth).GET("/x", list)          // door `GET /use/x handler=ginrouter.list wrappers=ginrouter.early | ginrouter.late | ginrouter.auth`
	v1(api)
	r.NoRoute(list) // door `ANY /* handler=ginrouter.list wrappers=ginrouter.early | ginrouter.late`
	return r
}

func v1(r gin.IRouter) {
	hs := []gin.HandlerFunc{role("x"), list}
	r.GET("/spread", hs...) // door `GET /api/spread handler=ginrouter.list wrappers=ginrouter.early | ginrouter.auth | ginrouter.role("x")>ginrouter.role$1`
}
