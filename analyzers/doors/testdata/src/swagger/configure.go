package swagger

import (
	"net/http"

	"github.com/go-openapi/runtime/middleware"
)

func getThing(id string) middleware.Responder { return nil }

func global(h http.Handler) http.Handler { return h }

func Configure(api *API) http.Handler {
	api.GetThingHandler = GetThingHandlerFunc(getThing)
	return global(api.Serve(nil))
}

func Run() error { return http.ListenAndServe(":1", Configure(NewAPI())) }
