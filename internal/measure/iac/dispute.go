package main

import "strings"

// dispute says why a label is not followed, or "". These rows are counted both
// ways.
func dispute(r label) string {
	for _, d := range []struct{ check, path, why string }{
		{"encryption_customer_key", "cloudtrail/encryption_customer_key.yaml#cloudformation.good", "the property is written KmsKeyId, which no trail has: it is KMSKeyId, and the template is refused"},
		{"encryption_customer_key", "documentdb/encryption_customer_key.yaml#", "a key without StorageEncrypted: AWS wants the switch, too, and what it makes of one without can't be told"},
		{"encryption_customer_key", "neptune/encryption_customer_key.yaml#terraform.good", "a key without storage_encrypted: AWS wants the switch, too, and what it makes of one without can't be told"},
		{"encrypt_cluster_storage_data", "terraform.bad[0]", "a key without storage_encrypted: another label of the same source takes that for encrypted, and AWS may refuse it"},
		{"encryption_customer_key", "s3/encryption_customer_key.yaml#terraform.good[1]", "the check lets buckets for logs off; the template has no key"},
		{"encryption_customer_key", "s3/encryption_customer_key.yaml#terraform.good[2]", "the template names a key that it does not have"},
		{"encryption_customer_key", "s3/encryption_customer_key.yaml#terraform.good[3]", "the check lets buckets for logs off; the template has no key"},
		{"encryption_customer_key", "s3/encryption_customer_key.yaml#terraform.good[4]", "the check lets buckets for logs off; the template has no key"},
		{"topic_encryption_with_cmk", "sns/topic_encryption_with_cmk.yaml#cloudformation.good", "AWS::SQS::Topic is no type of resource"},
		{"DLM_LIFECYCLE", "", "the check looks at actions alone; a schedule of the same policy copies without encryption"},
		{"API_GW_CACHE_ENABLED", "", "no cache is made, so there is nothing to encrypt"},
		{"enable_api_cache_encryption", "sam/enable_api_cache_encryption.yaml#cloudformation.bad[0]", "no cache is made, so there is nothing to encrypt"},
		{"RDS_STORAGE_ENCRYPTED", "property missing, FAIL", "a replica is encrypted as its source is, which the template does not have"},
		{"ENCRYPTED_KMS", "", "the template names a key that it does not have"},
		{"CLOUDWATCH_LOG_GROUP_ENCRYPTED", "", "the template names a key that it does not have"},
		{"as_enable_at_rest_encryption", "cloudformation.good", "one disk is encrypted; the root disk, which the image makes, is not told"},
		{"enable_at_rest_encryption", "ec2/enable_at_rest_encryption.yaml#cloudformation.good", "one disk is encrypted; the root disk, which the image makes, is not told"},
		{"enable_cache_encryption", "terraform.good[1]", "no cache is made: nothing to judge"},
		{"performance_insights", "terraform.good[1]", "nothing is kept: nothing to judge"},
		{"enable_storage_encryption", "documentdb/enable_storage_encryption.yaml#cloudformation.good", "an instance names its cluster by a text that the template gives to none for certain"},
		{"RDS_INSTANCE_PUBLIC_ACCESS", "missing", "what is left out depends on the subnets"},
		{"no_public_ip", "cloudformation.good", "what is left out depends on the subnet"},
		{"restrict_source_arn", "cloudformation.good", "the ARN of a bucket holds no account: the other source of labels fails the same"},
		{"restrict_source_arn", "terraform.good", "the template names a topic that it does not have"},
		{"LAMBDA_FUNCTION_PUBLIC_ACCESS", "service (not S3) as the principal and a source ARN", "the template names a topic that it does not have"},
		{"no_policy_wildcards", "cloudformation.bad", "the statement stands beside the resources and in no policy, by the depth of its lines"},
		{"no_wildcards_in_policy_documents", "", "the check is about wildcards of actions; the rule about principals"},
	} {
		if strings.Contains(r.Check, d.check) && strings.Contains(r.Path, d.path) {
			return d.why
		}
	}
	return ""
}
