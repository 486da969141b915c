package ratas

import (
	"net/http"

	"github.com/tedsuo/rata"
)

const (
	ListJobs = "ListJobs"
	PauseJob = "PauseJob"
	Gone     = "Gone"
)

var Routes = rata.Routes{
	{Name: ListJobs, Method: "GET", Path: "/api/jobs"},
	{Path: "/api/jobs/:job/pause", Method: "PUT", Name: PauseJob},
	{Name: Gone, Method: "GET", Path: "/gone"},
}

type wrappa interface {
	Wrap(rata.Handlers) rata.Handlers
}

type authWrappa struct{}

func (authWrappa) Wrap(h rata.Handlers) rata.Handlers { return h }

func list(w http.ResponseWriter, r *http.Request)  {}
func pause(w http.ResponseWriter, r *http.Request) {}

func New(wr wrappa) (http.Handler, error) {
	handlers := map[string]http.Handler{
		ListJobs: http.HandlerFunc(list),
		PauseJob: http.HandlerFunc(pause),
	}
	return rata.NewRouter(Routes, wr.Wrap(handlers)) // door `GET /api/jobs handler=ratas.list wrappers=ratas.(authWrappa).Wrap` `PUT /api/jobs/:job/pause handler=ratas.pause wrappers=ratas.(authWrappa).Wrap` `GET /gone handler=- unresolved=no handler is seen for the route Gone`
}

func start() { _, _ = New(authWrappa{}) }
