package nethttp

import "net/http"

func testRoutes() { http.HandleFunc("/test", nil) }
