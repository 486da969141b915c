package sinks

import "strings"

// stores are the key-value stores, caches, queues and services whose writes
// are told by name.
var stores = []store{
	{roots: "github.com/redis/go-redis github.com/go-redis/redis", name: "redis", verbs: `
		write: Set SetNX SetXX SetEX SetEx SetArgs SetBit SetRange SetIFEQ MSet MSetNX GetSet GetEx Append Incr IncrBy IncrByFloat Decr DecrBy
			HSet HSetNX HMSet HIncrBy HIncrByFloat HSetEX LPush LPushX RPush RPushX LInsert LSet LTrim LMove RPopLPush BRPopLPush BLMove
			SAdd SMove SInterStore SUnionStore SDiffStore ZAdd ZAddNX ZAddXX ZAddArgs ZAddArgsIncr ZIncrBy ZInterStore ZUnionStore
			Expire ExpireAt ExpireNX ExpireXX PExpire PExpireAt Persist Rename RenameNX Copy Move Restore RestoreReplace
			XAdd XAck XGroupCreate XGroupCreateMkStream XTrim XTrimMaxLen XClaim PFAdd PFMerge GeoAdd JSONSet JSONMSet JSONArrAppend BitField
			LPop RPop BLPop BRPop LMPop SPop SPopN ZPopMax ZPopMin BZPopMax BZPopMin;
		delete: Del Unlink GetDel HDel HGetDel LRem SRem ZRem ZRemRangeByRank ZRemRangeByScore ZRemRangeByLex XDel XGroupDestroy FlushDB FlushDBAsync FlushAll FlushAllAsync JSONDel;
		send: Publish SPublish;
		~call: Eval EvalSha FCall Script.Run Do; commit: Pipeliner.Exec Pipeline.Exec TxPipelined Pipelined`},
	{roots: "github.com/gomodule/redigo", name: "redis", verbs: "~call: Do DoContext Send"},
	{roots: "github.com/redis/rueidis", name: "redis", verbs: "~call: Do DoMulti"},
	{roots: "github.com/bradfitz/gomemcache", name: "memcache", verbs: "write: Set Add Replace Append Prepend CompareAndSwap Increment Decrement Touch; delete: Delete DeleteAll FlushAll"},
	{roots: "go.etcd.io/bbolt github.com/boltdb/bolt", name: "bolt", model: named("Bucket CreateBucketIfNotExists CreateBucket"), verbs: `
		write: Bucket.Put Bucket.SetSequence Bucket.NextSequence; delete: Bucket.Delete Bucket.DeleteBucket Tx.DeleteBucket Cursor.Delete;
		ddl: CreateBucket CreateBucketIfNotExists MoveBucket; commit: DB.Update DB.Batch Tx.Commit`},
	{roots: "github.com/asdine/storm", name: "storm", verbs: "write: Save Update UpdateField Set SetBytes; delete: DeleteStruct Delete DeleteBucket Drop; ddl: Init ReIndex; commit: Commit"},
	{roots: "github.com/timshannon/badgerhold github.com/timshannon/bolthold", name: "hold", verbs: "insert: Insert TxInsert; upsert: Upsert TxUpsert; update: Update TxUpdate UpdateMatching; delete: Delete TxDelete DeleteMatching"},
	{roots: "github.com/dgraph-io/badger", name: "badger", verbs: `write: Txn.Set Txn.SetEntry WriteBatch.Set WriteBatch.SetEntry WriteBatch.Write DB.Load; delete: Txn.Delete WriteBatch.Delete DB.DropAll DB.DropPrefix;
		commit: Txn.Commit Txn.CommitAt WriteBatch.Flush DB.Update`},
	{roots: "github.com/cockroachdb/pebble", name: "pebble", verbs: "write: Set Merge Apply Ingest; delete: Delete DeleteRange SingleDelete; commit: Batch.Commit"},
	{roots: "github.com/syndtr/goleveldb", name: "leveldb", verbs: "write: DB.Put DB.Write Transaction.Put Transaction.Write; delete: DB.Delete Transaction.Delete; commit: Transaction.Commit"},
	{roots: "github.com/tidwall/buntdb", name: "buntdb", verbs: "write: Tx.Set; delete: Tx.Delete Tx.DeleteAll; commit: DB.Update Tx.Commit"},
	{roots: "go.etcd.io/etcd", name: "etcd", verbs: "write: Put; delete: Delete; ~call: Txn.Commit Do; create: Grant; delete: Revoke"},
	{roots: "github.com/hashicorp/consul", name: "consul", verbs: "write: KV.Put KV.CAS KV.Acquire KV.Release KV.Txn Catalog.Register Agent.ServiceRegister; delete: KV.Delete KV.DeleteTree KV.DeleteCAS Catalog.Deregister Agent.ServiceDeregister"},
	{roots: "github.com/hashicorp/vault", name: "vault", verbs: "~write: Logical.Write Logical.WriteWithContext Logical.WriteBytes Logical.JSONMergePatch; write: KVv1.Put KVv2.Put KVv2.Patch Sys.PutPolicy Sys.Mount; ~delete: Logical.Delete Logical.DeleteWithContext; delete: KVv1.Delete KVv2.Delete KVv2.Destroy KVv2.DeleteMetadata Sys.DeletePolicy Sys.Unmount"},
	{roots: "github.com/elastic/go-elasticsearch github.com/opensearch-project/opensearch-go github.com/olivere/elastic", name: "elasticsearch", verbs: `
		write: API.Index API.Create IndexService.Do UpdateService.Do UpdateByQueryService.Do; update: API.Update API.UpdateByQuery BulkService.Do BulkIndexer.Add API.Bulk;
		delete: API.Delete API.DeleteByQuery DeleteService.Do DeleteByQueryService.Do`},
	{roots: "github.com/minio/minio-go", name: "minio", verbs: `write: PutObject FPutObject CopyObject ComposeObject MakeBucket PutObjectTagging PutObjectRetention PutObjectLegalHold SetBucketPolicy SetBucketLifecycle SetBucketEncryption SetBucketVersioning;
		delete: RemoveObject RemoveObjects RemoveBucket RemoveIncompleteUpload RemoveBucketWithOptions`},
	{roots: "gocloud.dev gocloud.dev/blob", name: "gocloud", verbs: "write: Bucket.WriteAll Bucket.NewWriter Bucket.Upload Bucket.Copy Collection.Put Collection.Create Collection.Replace Collection.Update; delete: Bucket.Delete Collection.Delete; send: Topic.Send"},
	{roots: "github.com/couchbase/gocb", name: "couchbase", verbs: "insert: Insert; upsert: Upsert; update: Replace MutateIn; delete: Remove"},
	{roots: "github.com/neo4j/neo4j-go-driver", name: "neo4j", verbs: "~call: ExecuteWrite WriteTransaction ExecuteQuery Run"},
	{roots: "github.com/influxdata/influxdb-client-go github.com/influxdata/influxdb", name: "influx", verbs: "write: WritePoint WriteRecord WriteAPI.WritePoint Client.Write"},
	// Queues.
	{roots: "github.com/segmentio/kafka-go", name: "kafka", verbs: "send: WriteMessages Writer.WriteMessages Conn.Write; ddl: CreateTopics DeleteTopics"},
	{roots: "github.com/IBM/sarama github.com/Shopify/sarama", name: "kafka", verbs: "send: SendMessage SendMessages AsyncProducer.Input"},
	{roots: "github.com/confluentinc/confluent-kafka-go", name: "kafka", verbs: "send: Producer.Produce Producer.ProduceChannel"},
	{roots: "github.com/twmb/franz-go", name: "kafka", verbs: "send: Client.Produce Client.ProduceSync Client.TryProduce"},
	{roots: "github.com/nats-io/nats.go", name: "nats", model: topic, verbs: "send: Publish PublishMsg PublishAsync PublishMsgAsync PublishRequest; ~send: Request RequestMsg RequestWithContext RequestMsgWithContext; write: KeyValue.Put KeyValue.Create KeyValue.Update ObjectStore.Put; delete: KeyValue.Delete KeyValue.Purge"},
	{roots: "github.com/rabbitmq/amqp091-go github.com/streadway/amqp", name: "amqp", verbs: "send: Publish PublishWithContext PublishWithDeferredConfirm PublishWithDeferredConfirmWithContext"},
	{roots: "github.com/hibiken/asynq", name: "asynq", verbs: "send: Client.Enqueue Client.EnqueueContext; delete: Inspector.DeleteTask Inspector.DeleteQueue"},
	{roots: "github.com/riverqueue/river", name: "river", verbs: "send: Client.Insert Client.InsertTx Client.InsertMany Client.InsertManyTx Client.InsertManyFast Client.InsertManyFastTx; update: Client.JobCancel Client.JobCancelTx Client.JobRetry; delete: Client.JobDelete"},
	{roots: "github.com/ThreeDotsLabs/watermill", name: "watermill", model: topic, verbs: "send: Publisher.Publish Publish"},
	{roots: "github.com/RichardKnop/machinery github.com/gocraft/work github.com/contribsys/faktory_worker_go github.com/contribsys/faktory", name: "jobs", verbs: "send: SendTask SendTaskWithContext Enqueue EnqueueUnique EnqueueIn Push"},
	{roots: "go.temporal.io/sdk", name: "temporal", verbs: "~send: Client.ExecuteWorkflow Client.SignalWorkflow Client.SignalWithStartWorkflow Client.CancelWorkflow Client.TerminateWorkflow"},
	{roots: "github.com/apache/pulsar-client-go", name: "pulsar", verbs: "send: Producer.Send Producer.SendAsync"},
	{roots: "github.com/eclipse/paho.mqtt.golang", name: "mqtt", model: topic, verbs: "send: Publish"},
	// Services and files.
	{roots: "k8s.io/client-go", name: "kubernetes", verbs: "create: Create CreateToken; update: Update UpdateStatus Patch Apply ApplyStatus UpdateScale; delete: Delete DeleteCollection Evict"},
	{roots: "sigs.k8s.io/controller-runtime", name: "kubernetes", verbs: "create: Client.Create Writer.Create; update: Client.Update Writer.Update Client.Patch Writer.Patch StatusWriter.Update StatusWriter.Patch SubResourceWriter.Update SubResourceWriter.Patch CreateOrUpdate CreateOrPatch; delete: Client.Delete Writer.Delete Client.DeleteAllOf Writer.DeleteAllOf"},
	{roots: "github.com/Azure/azure-sdk-for-go", name: "azure", model: azureModel, verbs: `write: UploadBuffer UploadFile UploadStream Upload UploadPages AppendBlock SetMetadata SetTags SetHTTPHeaders SetSecret CommitBlockList
		CreateItem UpsertItem ReplaceItem PatchItem AddEntity UpsertEntity UpdateEntity SendMessage SendEventDataBatch SendMessageBatch EnqueueMessage ImportKey RotateKey;
		delete: Delete DeleteBlob DeleteContainer DeleteItem DeleteEntity DeleteSecret DeleteKey DeleteMessage;
		create: Create CreateContainer CreateKey CreateTable CreateQueue CreateDatabase BeginCreateOrUpdate CreateOrUpdate BeginDelete BeginUpdate`},
	{roots: "github.com/go-git/go-git gopkg.in/src-d/go-git", name: "git", verbs: `write: Worktree.Commit Repository.CreateTag Repository.CreateBranch Repository.CreateRemote Repository.SetConfig
		Storer.SetReference ReferenceStorer.SetReference ReferenceStorer.CheckAndSetReference EncodedObjectStorer.SetEncodedObject; send: Push PushContext;
		delete: DeleteTag DeleteBranch DeleteRemote ReferenceStorer.RemoveReference`},
	{roots: "github.com/go-git/go-billy gopkg.in/src-d/go-billy", name: "file", verbs: "write: Create OpenFile MkdirAll Symlink TempFile WriteFile; update: Rename; delete: Remove RemoveAll"},
	{roots: "github.com/spf13/afero", name: "file", verbs: "write: WriteFile WriteReader SafeWriteReader Create Mkdir MkdirAll Chmod Chown Chtimes; update: Rename; delete: Remove RemoveAll"},
	{roots: "github.com/pkg/sftp", name: "sftp", verbs: "write: Client.Create Client.Mkdir Client.MkdirAll; update: Client.Rename Client.PosixRename; delete: Client.Remove Client.RemoveAll"},
	{roots: "github.com/gin-gonic/gin", name: "file", verbs: "write: Context.SaveUploadedFile"},
	{roots: "github.com/gofiber/fiber", name: "file", verbs: "write: Ctx.SaveFile Ctx.SaveFileToStorage"},
	{roots: "github.com/go-mail/mail gopkg.in/gomail gopkg.in/mail github.com/wneessen/go-mail github.com/jordan-wright/email", name: "mail", verbs: "~send: Dialer.DialAndSend Send DialAndSend DialAndSendWithContext Email.Send"},
	{roots: "github.com/go-resty/resty resty.dev", name: "http", verbs: "~write: Request.Post Request.Put Request.Patch; ~delete: Request.Delete; ~call: Request.Execute"},
	{roots: "github.com/hashicorp/go-retryablehttp", name: "http", verbs: "~write: Post PostForm Client.Post Client.PostForm"},
}

// topic is the first constant argument: a subject, a topic.
func topic(k *callee) string {
	for i := range min(2, len(k.call.Args)) {
		if isString(k.info.TypeOf(k.call.Args[i])) {
			return k.constant(i)
		}
	}
	return ""
}

func azureModel(k *callee) string {
	parts := strings.Split(k.path, "/")
	return parts[len(parts)-1]
}
