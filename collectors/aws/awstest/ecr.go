package awstest

func ecrAnswers() map[string]func(*Call) Reply {
	repository := func(name, more string) string {
		return `{"repositoryName":"` + name + `","repositoryArn":"arn:aws:ecr:eu-central-1:111122223333:repository/` + name + `",` + more + `}`
	}
	return map[string]func(*Call) Reply{
		"ecr.DescribeRepositories": Pages(
			`{"repositories":[`+repository("ledgerline/api", `"imageTagMutability":"IMMUTABLE","encryptionConfiguration":{"encryptionType":"KMS","kmsKey":"arn:aws:kms:eu-central-1:111122223333:key/k1"}`)+`],"nextToken":"t"}`,
			`{"repositories":[`+repository("ledgerline/tools", `"imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":[{"filterType":"WILDCARD","filter":"dev-*"}],"encryptionConfiguration":{"encryptionType":"AES256"}`)+`]}`),
		"ecr.GetRepositoryPolicy": func(c *Call) Reply {
			if c.Body["repositoryName"] != "ledgerline/api" {
				return Fail(400, "RepositoryPolicyNotFoundException")
			}
			return OK(`{"policyText":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ecr:BatchGetImage\"}]}"}`)
		},
		"ecr.GetRegistryPolicy":                       Text(`{"policyText":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"},\"Action\":\"ecr:ReplicateImage\",\"Resource\":\"*\"}]}"}`),
		"ecr.BatchGetRepositoryScanningConfiguration": Text(`{"scanningConfigurations":[{"repositoryName":"ledgerline/api","scanOnPush":true,"scanFrequency":"SCAN_ON_PUSH"},{"repositoryName":"ledgerline/tools","scanOnPush":false,"scanFrequency":"MANUAL"}],"failures":[]}`),
		"ecr.DescribeRegistry":                        Text(`{"registryId":"111122223333","replicationConfiguration":{"rules":[{"destinations":[{"region":"eu-west-1","registryId":"111122223333"}]}]}}`),
	}
}
