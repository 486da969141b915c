package doors

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
)

// jobTable: which argument of a library's function is the work, and which its
// name (-1: none).
var jobTable = map[string][2]int{
	"github.com/robfig/cron.(Cron).AddFunc":                          {1, 0},
	"github.com/robfig/cron.(Cron).AddJob":                           {1, 0},
	"github.com/robfig/cron.(Cron).Schedule":                         {1, -1},
	"github.com/go-co-op/gocron.(Scheduler).Do":                      {0, -1},
	"github.com/go-co-op/gocron.NewTask":                             {0, -1},
	"github.com/hibiken/asynq.(ServeMux).HandleFunc":                 {1, 0},
	"github.com/hibiken/asynq.(ServeMux).Handle":                     {1, 0},
	"github.com/riverqueue/river.AddWorker":                          {1, -1},
	"github.com/riverqueue/river.AddWorkerSafely":                    {1, -1},
	"go.temporal.io/sdk/worker.(Worker).RegisterWorkflow":            {0, -1},
	"go.temporal.io/sdk/worker.(Worker).RegisterWorkflowWithOptions": {0, -1},
	"go.temporal.io/sdk/worker.(Worker).RegisterActivity":            {0, -1},
	"go.temporal.io/sdk/worker.(Worker).RegisterActivityWithOptions": {0, -1},
	"go.temporal.io/sdk/worker.(Registry).RegisterWorkflow":          {0, -1},
	"go.temporal.io/sdk/worker.(Registry).RegisterActivity":          {0, -1},
	"go.temporal.io/sdk/worker.(WorkflowRegistry).RegisterWorkflow":  {0, -1},
	"go.temporal.io/sdk/worker.(ActivityRegistry).RegisterActivity":  {0, -1},
	"github.com/aws/aws-lambda-go/lambda.Start":                      {0, -1},
	"github.com/aws/aws-lambda-go/lambda.StartWithOptions":           {0, -1},
	"cloud.google.com/go/pubsub.(Subscription).Receive":              {1, -1},
	"github.com/nats-io/nats.go.(Conn).Subscribe":                    {1, 0},
	"github.com/nats-io/nats.go.(Conn).QueueSubscribe":               {2, 0},
	"github.com/nsqio/go-nsq.(Consumer).AddHandler":                  {0, -1},
	"github.com/nsqio/go-nsq.(Consumer).AddConcurrentHandlers":       {0, -1},
}

// jobMethods are the methods that do the work when a job is a value.
var jobMethods = []string{"Run", "Work", "ProcessTask", "HandleMessage", "Handle", "Execute", "Invoke"}

func jobSpec(pkg, full string) (spec, bool) {
	args, ok := jobTable[full]
	if !ok {
		return spec{}, false
	}
	s := plain(opJob, lastSegment(pkg))
	s.handler, s.path, s.kind = args[0], args[1], effects.Job
	return s, true
}

// queueReads are calls that take the next message from a queue; a loop around
// one makes its function a consumer.
var queueReads = map[string]string{
	"github.com/segmentio/kafka-go.(Reader).ReadMessage":                      "kafka",
	"github.com/segmentio/kafka-go.(Reader).FetchMessage":                     "kafka",
	"github.com/twmb/franz-go/pkg/kgo.(Client).PollFetches":                   "kafka",
	"github.com/twmb/franz-go/pkg/kgo.(Client).PollRecords":                   "kafka",
	"github.com/confluentinc/confluent-kafka-go/kafka.(Consumer).ReadMessage": "kafka",
	"github.com/confluentinc/confluent-kafka-go/kafka.(Consumer).Poll":        "kafka",
	"github.com/aws/aws-sdk-go-v2/service/sqs.(Client).ReceiveMessage":        "sqs",
	"github.com/aws/aws-sdk-go/service/sqs.(SQS).ReceiveMessage":              "sqs",
	"github.com/aws/aws-sdk-go/service/sqs.(SQS).ReceiveMessageWithContext":   "sqs",
	"github.com/nats-io/nats.go.(Subscription).NextMsg":                       "nats",
}

// loopJob says why a loop makes its function a job: it waits for a ticker, or
// takes messages from a queue.
func loopJob(info *types.Info, loop ast.Stmt) string {
	why := ""
	var body *ast.BlockStmt
	switch l := loop.(type) {
	case *ast.ForStmt:
		body = l.Body
	case *ast.RangeStmt:
		body = l.Body
		if isTick(info, l.X) {
			return "ticker"
		}
	}
	if body == nil {
		return ""
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && isTick(info, n.X) {
				why = "ticker"
			}
		case *ast.CallExpr:
			if fn := calleeOf(info, n); fn != nil {
				if q := queueReads[frameworkName(string(symbolOf(fn)))]; q != "" {
					why = q
				}
			}
		}
		return why == ""
	})
	return why
}

// isTick: a channel of time.Time is a ticker's or a timer's.
func isTick(info *types.Info, e ast.Expr) bool {
	tv, ok := info.Types[e]
	if !ok || tv.Type == nil {
		return false
	}
	ch, ok := tv.Type.Underlying().(*types.Chan)
	return ok && typeName(ch.Elem()) == "time.Time"
}

// consumers are interfaces whose implementations take messages: the method
// and a parameter's type that tell them.
var consumers = map[string]struct{ param, router string }{
	"ConsumeClaim":  {"sarama.ConsumerGroupClaim", "kafka"},
	"ProcessRecord": {"kcl.Record", "kinesis"},
}
