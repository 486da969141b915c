package httprouters

import (
	"net/http"

	"github.com/julienschmidt/httprouter"
)

func h(w http.ResponseWriter, r *http.Request, p httprouter.Params) {}

func auth(next httprouter.Handle) httprouter.Handle {
	return func(w http.ResponseWriter, r *http.Request, p httprouter.Params) { next(w, r, p) }
}

func setup() {
	r := httprouter.New()
	r.POST("/x/:id", auth(h))                      // door `POST /x/:id handler=httprouters.h wrappers=httprouters.auth>httprouters.auth$1`
	r.Handler("PUT", "/y", http.NotFoundHandler()) // door `PUT /y handler=http.NotFoundHandler`
}
