package jobs

import (
	"context"
	"time"

	"github.com/IBM/sarama"
	"github.com/hibiken/asynq"
	"github.com/robfig/cron/v3"
	"go.temporal.io/sdk/worker"
)

func cleanup() {}

type sweep struct{}

func (*sweep) Run() {}

func mail(ctx context.Context, t *asynq.Task) error { return nil }

func flow(ctx context.Context) error { return nil }

type activities struct{}

func (*activities) Charge(ctx context.Context) error { return nil }

func start(w worker.Worker) {
	c := cron.New()
	_, _ = c.AddFunc("@daily", cleanup)  // door `ANY @daily handler=jobs.cleanup kind=job`
	_, _ = c.AddJob("@hourly", &sweep{}) // door `ANY @hourly handler=jobs.(*sweep).Run kind=job`
	m := asynq.NewServeMux()
	m.HandleFunc("mail:send", mail)   // door `ANY mail:send handler=jobs.mail kind=job`
	w.RegisterWorkflow(flow)          // door `ANY jobs.flow handler=jobs.flow kind=job`
	w.RegisterActivity(&activities{}) // door `ANY jobs.(*activities).Charge handler=jobs.(*activities).Charge kind=job`
	go poll()
	go func() { // door `ANY jobs.start$1 handler=jobs.start$1 kind=job`
		for range time.Tick(time.Second) {
			cleanup()
		}
	}()
}

func poll() { // door `ANY jobs.poll handler=jobs.poll kind=job`
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-t.C:
			cleanup()
		}
	}
}

// retry waits; it is no job.
func retry() {
	for {
		<-time.After(time.Second)
	}
}

type consumer struct{} // door `ANY jobs.(*consumer).ConsumeClaim handler=jobs.(*consumer).ConsumeClaim kind=job`

func (*consumer) ConsumeClaim(s sarama.ConsumerGroupSession, c sarama.ConsumerGroupClaim) error {
	return nil
}
