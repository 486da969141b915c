package awstest

import (
	"net/http"
	"regexp"
	"strings"
)

func watchRoutes() []Route {
	return []Route{
		{Signing: "guardduty", Method: http.MethodGet, Path: regexp.MustCompile(`^/detector$`), Spec: "guardduty.ListDetectors"},
		{Signing: "guardduty", Method: http.MethodGet, Path: regexp.MustCompile(`^/detector/[^/]+$`), Spec: "guardduty.GetDetector"},
	}
}

// watchAnswers are those of the services that watch an account, and of its keys.
func watchAnswers() map[string]func(*Call) Reply {
	key := func(id string) string {
		return `{"KeyId":"` + id + `","KeyArn":"arn:aws:kms:eu-central-1:111122223333:key/` + id + `"}`
	}
	return map[string]func(*Call) Reply{
		"guardduty.ListDetectors": Pages(`{"detectorIds":["d1"],"nextToken":"t"}`, `{"detectorIds":[]}`),
		"guardduty.GetDetector":   Text(`{"createdAt":"2026-01-01T00:00:00Z","serviceRole":"arn:aws:iam::111122223333:role/guard","status":"ENABLED","features":[{"name":"S3_DATA_EVENTS","status":"ENABLED"},{"name":"RDS_LOGIN_EVENTS","status":"DISABLED"}],"tags":{"note":"canary-tag"}}`),
		"configservice.DescribeConfigurationRecorders": Text(`{"ConfigurationRecorders":[{"name":"inner","servicePrincipal":"securityhub.amazonaws.com","recordingGroup":{"allSupported":false}},
			{"name":"default","roleARN":"arn:aws:iam::111122223333:role/config","recordingGroup":{"allSupported":true,"includeGlobalResourceTypes":true,"recordingStrategy":{"useOnly":"ALL_SUPPORTED_RESOURCE_TYPES"}}}]}`),
		"configservice.DescribeConfigurationRecorderStatus": Text(`{"ConfigurationRecordersStatus":[{"name":"default","recording":true,"lastStatus":"SUCCESS","lastErrorMessage":"canary-error"}]}`),
		"configservice.DescribeDeliveryChannelStatus":       Text(`{"DeliveryChannelsStatus":[{"name":"default","configHistoryDeliveryInfo":{"lastStatus":"Success","lastErrorMessage":"canary-error"}}]}`),
		"kms.ListKeys": Pages(`{"Keys":[`+key("k1")+`,`+key("k2")+`],"Truncated":true,"NextMarker":"m"}`, `{"Keys":[`+key("k3")+`],"Truncated":false}`),
		"kms.DescribeKey": func(c *Call) Reply {
			arn, ok := c.Body["KeyId"].(string)
			id, manager, spec, usage := arn[strings.LastIndexByte(arn, '/')+1:], "CUSTOMER", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"
			switch {
			case !ok:
				return Fail(400, "ValidationException")
			case id == "k2":
				manager = "AWS"
			case id == "k3":
				spec, usage = "RSA_4096", "SIGN_VERIFY"
			}
			return OK(`{"KeyMetadata":{"KeyId":"` + id + `","Arn":"` + arn + `","KeyManager":"` + manager + `","KeyState":"Enabled","Enabled":true,"KeySpec":"` + spec + `","KeyUsage":"` + usage + `","Origin":"AWS_KMS","Description":"canary-description"}}`)
		},
		"kms.GetKeyRotationStatus": Text(`{"KeyId":"k1","KeyRotationEnabled":true,"RotationPeriodInDays":365}`),
		"kms.GetKeyPolicy":         Text(`{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Own\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}","PolicyName":"default"}`),
	}
}
