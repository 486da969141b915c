// Package cloud calls the SDKs of clouds and queues.
package cloud

import (
	"context"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub"
	"cloud.google.com/go/storage"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go/service/sqs"
	"github.com/nats-io/nats.go"
	"github.com/segmentio/kafka-go"
)

// objects is the part of the client that the project uses.
type objects interface {
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

func amazon(ctx context.Context, c *s3.Client, o objects, d *dynamodb.Client, k *kms.Client, q *sqs.SQS, b *bedrockruntime.Client) {
	c.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("files")}) // want `mutation insert "s3.PutObject" model=files` `vendor  "aws: s3.Client.PutObject" model=aws`
	c.GetObject(ctx, &s3.GetObjectInput{})                            // want `vendor  "aws: s3.Client.GetObject" model=aws`
	c.DeleteObjects(ctx, nil)                                         // want `mutation delete "s3.DeleteObjects" model=s3` `vendor  "aws: s3.Client.DeleteObjects" model=aws`
	o.PutObject(ctx, nil)                                             // want `mutation insert "s3.PutObject" model=s3`
	o.GetObject(ctx, nil)
	in := &dynamodb.PutItemInput{TableName: aws.String("deals")}
	d.PutItem(ctx, in)                                                       // want `mutation insert "dynamodb.PutItem" model=deals` `vendor  "aws: dynamodb.Client.PutItem" model=aws`
	d.Query(ctx, nil)                                                        // want `vendor  "aws: dynamodb.Client.Query" model=aws`
	d.BatchWriteItem(ctx, nil)                                               // want `mutation write "dynamodb.BatchWriteItem" model=dynamodb` `vendor  "aws: dynamodb.Client.BatchWriteItem" model=aws`
	d.BatchGetItem(ctx, nil)                                                 // want `vendor  "aws: dynamodb.Client.BatchGetItem" model=aws`
	k.Decrypt(ctx, nil)                                                      // want `vendor  "aws: kms.Client.Decrypt" model=aws`
	q.SendMessage(nil)                                                       // want `mutation send "sqs.SendMessage" model=sqs` `vendor  "aws: sqs.SQS.SendMessage" model=aws`
	q.SendMessageWithContext(ctx, nil)                                       // want `mutation send "sqs.SendMessage" model=sqs` `vendor  "aws: sqs.SQS.SendMessageWithContext" model=aws`
	q.ListQueues(nil)                                                        // want `vendor  "aws: sqs.SQS.ListQueues" model=aws`
	b.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String("m")}) // want `model  "bedrockruntime.Converse" model=m` `vendor  "aws: bedrockruntime.Client.Converse" model=aws`
}

func google(ctx context.Context, s *storage.Client, p *pubsub.Client, f *firestore.Client) {
	s.Bucket("files").Object("x").NewWriter(ctx) // want `mutation write "storage.NewWriter" model=files` `vendor  "google cloud: storage.ObjectHandle.NewWriter" model=google cloud`
	s.Bucket("files").Object("x").NewReader(ctx) // want `vendor  "google cloud: storage.ObjectHandle.NewReader" model=google cloud`
	p.Topic("deals").Publish(ctx, nil)           // want `mutation send "pubsub.Publish" model=deals` `vendor  "google cloud: pubsub.Topic.Publish" model=google cloud`
	f.Collection("deals").Doc("1").Set(ctx, nil) // want `mutation write "firestore.Set"` `vendor  "google cloud: firestore.DocumentRef.Set" model=google cloud`
}

func queues(ctx context.Context, w *kafka.Writer, r *kafka.Reader, n *nats.Conn) {
	w.WriteMessages(ctx) // want `mutation send "kafka.WriteMessages" model=kafka`
	r.ReadMessage(ctx)
	n.Publish("deals.new", nil) // want `mutation send "nats.Publish deals.new" model=deals.new`
	n.Subscribe("deals.new", nil)
}
