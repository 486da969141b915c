package zap

type Logger struct{}
type SugaredLogger struct{}
type Field struct{}

func (*Logger) Info(msg string, fields ...Field)           {}
func (*SugaredLogger) Infof(template string, args ...any)  {}
func (*SugaredLogger) Infow(msg string, keysAndValues ...any) {}
