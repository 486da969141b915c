package doors

func netHTTP(typ, name string) (spec, bool) {
	switch typ + "." + name {
	case ".NewServeMux":
		return plain(opNew, "net/http"), true
	case ".Handle", ".HandleFunc", "ServeMux.Handle", "ServeMux.HandleFunc":
		s := register("net/http", 0, 1)
		s.pattern = true
		return s, true
	case ".StripPrefix":
		s := plain(opStrip, "net/http")
		s.path, s.handler = 0, 1
		return s, true
	case ".AllowQuerySemicolons", ".MaxBytesHandler", ".TimeoutHandler":
		return passing("net/http", 0, true)
	case ".ListenAndServe", ".ListenAndServeTLS", ".Serve", ".ServeTLS":
		s := plain(opServe, "net/http")
		s.handler = 1
		if name == "ListenAndServeTLS" {
			s.handler = 3
		}
		return s, true
	}
	return spec{}, false
}

func gorilla(typ, name string) (spec, bool) {
	s := plain(opRoute, "gorilla/mux")
	switch typ + "." + name {
	case ".NewRouter":
		return plain(opNew, "gorilla/mux"), true
	case "Router.Handle", "Router.HandleFunc":
		s = register("gorilla/mux", 0, 1)
	case "Route.Handler", "Route.HandlerFunc":
		s = register("gorilla/mux", -1, 0)
	case "Router.Path", "Router.PathPrefix":
		s.path, s.prefix = 0, name == "PathPrefix"
	case "Router.Methods":
		s.mws = 0
	case "Route.Path", "Route.PathPrefix":
		s.op, s.path, s.prefix = opRoutePath, 0, name == "PathPrefix"
	case "Route.Methods":
		s.op, s.mws = opRouteMethods, 0
	case "Route.Subrouter":
		s.op = opRouteSub
	case "Router.Use":
		s.op, s.mws = opUse, 0
	case "Router.NewRoute", "Router.Host", "Router.Schemes", "Router.Headers", "Router.Queries", "Router.Name", "Router.MatcherFunc", "Router.HeadersRegexp":
	case "Router.StrictSlash", "Router.SkipClean", "Router.UseEncodedPath", "Route.Name", "Route.Queries", "Route.Headers", "Route.Host",
		"Route.Schemes", "Route.MatcherFunc", "Route.HeadersRegexp":
		s.op = opSelf
	default:
		return spec{}, false
	}
	return s, true
}

func chi(typ, name string) (spec, bool) {
	s := register("chi", 0, 1)
	if v, ok := verb(name); ok && typ != "" && name != v {
		s.methods = []string{v}
		return s, true
	}
	switch typ + "." + name {
	case ".NewRouter", ".NewMux":
		return plain(opNew, "chi"), true
	case ".Chain":
		s = plain(opChain, "chi")
		s.mws = 0
		return s, true
	case "Middlewares.Handler", "Middlewares.HandlerFunc":
		s = plain(opThen, "chi")
		s.handler = 0
		return s, true
	}
	if typ != "Mux" && typ != "Router" {
		return spec{}, false
	}
	switch name {
	case "Handle", "HandleFunc":
		s.pattern = true
	case "Method", "MethodFunc":
		s.method, s.path, s.handler = 0, 1, 2
	case "Mount":
		s.mount, s.prefix = true, true
	case "Route":
		s = plain(opGroup, "chi")
		s.path, s.fill = 0, 1
	case "Group":
		s = plain(opGroup, "chi")
		s.fill = 0
	case "With":
		s = plain(opGroup, "chi")
		s.mws = 0
	case "Use":
		s = plain(opUse, "chi")
		s.mws = 0
	case "NotFound":
		s.path, s.handler = -1, 0
	default:
		return spec{}, false
	}
	return s, true
}

func gin(typ, name string) (spec, bool) {
	s := register("gin", 0, 1)
	s.last = true
	if typ == "" {
		switch name {
		case "New", "Default":
			return plain(opNew, "gin"), true
		case "WrapH", "WrapF":
			return passing("gin", 0, true)
		}
		return spec{}, false
	}
	if v, ok := verb(name); ok && name == v {
		s.methods = []string{v}
		return s, true
	}
	switch name {
	case "Any":
	case "Handle", "Match":
		s.method, s.path, s.handler = 0, 1, 2
	case "Static", "StaticFS", "StaticFile", "StaticFileFS":
		s.handler, s.methods = -1, []string{"GET", "HEAD"}
	case "NoRoute":
		s.path, s.handler = -1, 0
	case "Group":
		s = plain(opGroup, "gin")
		s.path, s.mws = 0, 1
	case "Use":
		s = plain(opUse, "gin")
		s.mws = 0
	default:
		return spec{}, false
	}
	return s, typ == "Engine" || typ == "RouterGroup" || typ == "IRouter" || typ == "IRoutes"
}

func echo(typ, name string) (spec, bool) {
	s := register("echo", 0, 1)
	s.mws = 2
	if typ == "" {
		switch name {
		case "New", "NewWithConfig":
			return plain(opNew, "echo"), true
		case "WrapHandler", "WrapMiddleware":
			return passing("echo", 0, true)
		}
		return spec{}, false
	}
	if v, ok := verb(name); ok && name == v {
		s.methods = []string{v}
		return s, typ == "Echo" || typ == "Group"
	}
	switch name {
	case "Any", "RouteNotFound":
	case "Match", "Add":
		s.method, s.path, s.handler, s.mws = 0, 1, 2, 3
	case "File", "Static", "StaticFS", "FileFS":
		s.handler, s.mws, s.methods = -1, -1, []string{"GET"}
	case "Group":
		s = plain(opGroup, "echo")
		s.path, s.mws = 0, 1
	case "Use", "Pre":
		s = plain(opUse, "echo")
		s.mws = 0
	default:
		return spec{}, false
	}
	return s, typ == "Echo" || typ == "Group"
}

func fiber(typ, name string) (spec, bool) {
	s := register("fiber", 0, 1)
	s.last = true
	if typ == "" {
		return plain(opNew, "fiber"), name == "New"
	}
	if v, ok := verb(name); ok && name != v {
		s.methods = []string{v}
		return s, typ == "App" || typ == "Group" || typ == "Router"
	}
	switch name {
	case "All":
	case "Add":
		s.method, s.path, s.handler = 0, 1, 2
	case "Static":
		s.handler, s.methods = -1, []string{"GET", "HEAD"}
	case "Mount":
		s.last, s.mount, s.prefix = false, true, true
	case "Group":
		s = plain(opGroup, "fiber")
		s.path, s.mws = 0, 1
	case "Route":
		s = plain(opGroup, "fiber")
		s.path, s.fill = 0, 1
	case "Use":
		s = plain(opUse, "fiber")
		s.mws, s.mount = 0, true
	default:
		return spec{}, false
	}
	return s, typ == "App" || typ == "Group" || typ == "Router"
}

func adaptor(_, name string) (spec, bool) {
	return passing("fiber", 0, name == "HTTPHandler" || name == "HTTPHandlerFunc" || name == "HTTPMiddleware")
}

func httprouter(typ, name string) (spec, bool) {
	s := register("httprouter", 0, 1)
	if typ == "" {
		return plain(opNew, "httprouter"), name == "New"
	}
	if v, ok := verb(name); ok && name == v {
		s.methods = []string{v}
		return s, typ == "Router"
	}
	switch name {
	case "Handle", "Handler", "HandlerFunc":
		s.method, s.path, s.handler = 0, 1, 2
	case "ServeFiles":
		s.handler, s.methods = -1, []string{"GET"}
	default:
		return spec{}, false
	}
	return s, typ == "Router"
}

func alice(typ, name string) (spec, bool) {
	s := plain(opChain, "net/http")
	s.mws = 0
	switch typ + "." + name {
	case ".New", "Chain.Append", "Chain.Extend":
		return s, true
	case "Chain.Then", "Chain.ThenFunc":
		s = plain(opThen, "net/http")
		s.handler = 0
		return s, true
	}
	return spec{}, false
}

func rata(_, name string) (spec, bool) {
	s := plain(opNames, "rata")
	s.path, s.handler = 0, 1
	return s, name == "NewRouter"
}

func grpc(typ, name string) (spec, bool) {
	s := plain(opOptions, "grpc")
	s.mws = 0
	switch typ + "." + name {
	case ".NewServer":
		s.op = opNew
		return s, true
	case ".UnaryInterceptor", ".StreamInterceptor", ".ChainUnaryInterceptor", ".ChainStreamInterceptor":
		return s, true
	}
	return spec{}, false
}

func connect(typ, name string) (spec, bool) {
	s := plain(opOptions, "connect")
	s.mws = 0
	return s, typ == "" && (name == "WithInterceptors" || name == "WithHandlerOptions" || name == "WithOptions")
}

func gateway(typ, name string) (spec, bool) {
	s := register("grpc-gateway", 1, 2)
	s.method = 0
	switch typ + "." + name {
	case ".NewServeMux":
		s = plain(opNew, "grpc-gateway")
		s.fill = 0
		return s, true
	case "ServeMux.Handle", "ServeMux.HandlePath":
		return s, true
	}
	return spec{}, false
}
