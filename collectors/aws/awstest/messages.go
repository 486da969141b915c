package awstest

import "strings"

func messageAnswers() map[string]func(*Call) Reply {
	return map[string]func(*Call) Reply{
		"sqs.ListQueues": Pages(
			`{"QueueUrls":["https://sqs.eu-central-1.amazonaws.com/111122223333/jobs"],"NextToken":"t"}`,
			`{"QueueUrls":["https://sqs.eu-central-1.amazonaws.com/111122223333/mails"]}`),
		"sqs.GetQueueAttributes": func(c *Call) Reply {
			if url, ok := c.Body["QueueUrl"].(string); ok && strings.HasSuffix(url, "/jobs") {
				return OK(`{"Attributes":{"QueueArn":"arn:aws:sqs:eu-central-1:111122223333:jobs","KmsMasterKeyId":"arn:aws:kms:eu-central-1:111122223333:key/k1","SqsManagedSseEnabled":"false","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}]}"}}`)
			}
			return OK(`{"Attributes":{"QueueArn":"arn:aws:sqs:eu-central-1:111122223333:mails","SqsManagedSseEnabled":"true"}}`)
		},
		"sns.ListTopics": Pages(
			"<ListTopicsResponse><ListTopicsResult><Topics><member><TopicArn>arn:aws:sns:eu-central-1:111122223333:alarms</TopicArn></member></Topics><NextToken>t</NextToken></ListTopicsResult></ListTopicsResponse>",
			"<ListTopicsResponse><ListTopicsResult><Topics><member><TopicArn>arn:aws:sns:eu-central-1:111122223333:orders</TopicArn></member></Topics></ListTopicsResult></ListTopicsResponse>"),
		"sns.GetTopicAttributes": func(c *Call) Reply {
			more := ""
			if strings.HasSuffix(c.Form.Get("TopicArn"), ":orders") {
				more = "<entry><key>KmsMasterKeyId</key><value>alias/aws/sns</value></entry>"
			}
			return OK("<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>DisplayName</key><value>canary-display</value></entry>" + more +
				`<entry><key>Policy</key><value>{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sns:Publish","Resource":"*","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}}]}</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`)
		},
	}
}
