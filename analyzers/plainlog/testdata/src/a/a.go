package a

import (
	"context"
	"fmt"
	"log"
	"log/slog"

	"go.uber.org/zap"
)

func entries(l *log.Logger, s *slog.Logger, z *zap.Logger, sugar *zap.SugaredLogger) {
	log.Println("x")          // want `a.entries writes a log entry as plain text \(log.Println\)`
	l.Printf("x %d", 1)       // want `plain text`
	fmt.Printf("x")           // want `plain text`
	sugar.Infof("x %d", 1)    // want `plain text`
	slog.Info("x", "k", 1)
	s.ErrorContext(context.Background(), "x")
	z.Info("x")
	sugar.Infow("x", "k", 1)
	log.SetFlags(0)
	_ = fmt.Sprintf("x")
}
