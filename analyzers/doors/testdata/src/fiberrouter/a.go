package fiberrouter

import "github.com/gofiber/fiber/v2"

func list(c *fiber.Ctx) error  { return nil }
func write(c *fiber.Ctx) error { return nil }
func auth(c *fiber.Ctx) error  { return nil }
func jwt() fiber.Handler       { return func(c *fiber.Ctx) error { return nil } }

func setup() {
	app := fiber.New()
	app.Get("/open", list) // door `GET /open handler=fiberrouter.list`
	app.Use(auth)
	app.Use("/api", jwt())
	app.Get("/closed", list) // door `GET /closed handler=fiberrouter.list wrappers=fiberrouter.auth`
	api := app.Group("/api")
	api.Post("/items", jwt(), write) // door `POST /api/items handler=fiberrouter.write wrappers=fiberrouter.auth | fiberrouter.jwt>fiberrouter.jwt$1 | fiberrouter.jwt>fiberrouter.jwt$1`
	app.Route("/r", func(r fiber.Router) {
		r.Delete("/x", write) // door `DELETE /r/x handler=fiberrouter.write wrappers=fiberrouter.auth`
	})
	micro := fiber.New()
	micro.Get("/m", list) // door `GET /micro/m handler=fiberrouter.list wrappers=fiberrouter.auth`
	app.Mount("/micro", micro)
}
