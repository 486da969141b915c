package gin

type Context struct{}

func (*Context) Query(key string) string           { return key }
func (*Context) ShouldBindJSON(obj any) error       { return nil }
