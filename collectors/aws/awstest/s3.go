package awstest

import (
	"encoding/base64"
	"net/http"
	"regexp"
)

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func s3Routes() []Route {
	bucket := regexp.MustCompile(`^/[^/]+/?$`)
	out := []Route{{Signing: "s3", Method: http.MethodGet, Path: regexp.MustCompile(`^/v20180820/configuration/publicAccessBlock$`), Spec: "s3control.GetPublicAccessBlock"},
		{Signing: "s3", Method: http.MethodGet, Path: regexp.MustCompile(`^/v20180820/mrap/instances$`), Spec: "s3control.ListMultiRegionAccessPoints"}}
	for query, op := range map[string]string{
		"location": "GetBucketLocation", "encryption": "GetBucketEncryption", "publicAccessBlock": "GetPublicAccessBlock", "acl": "GetBucketAcl",
		"policy": "GetBucketPolicy", "policyStatus": "GetBucketPolicyStatus", "versioning": "GetBucketVersioning", "logging": "GetBucketLogging", "replication": "GetBucketReplication",
		"ownershipControls": "GetBucketOwnershipControls", "lifecycle": "GetBucketLifecycleConfiguration", "object-lock": "GetObjectLockConfiguration",
	} {
		out = append(out, Route{Signing: "s3", Method: http.MethodGet, Path: bucket, Query: query, Spec: "s3." + op})
	}
	return append(out, Route{Signing: "s3", Method: http.MethodGet, Path: regexp.MustCompile(`^/$`), Spec: "s3.ListBuckets"})
}

func s3Answers() map[string]func(*Call) Reply {
	block := "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
	return map[string]func(*Call) Reply{
		"s3.ListBuckets": Pages(
			"<ListAllMyBucketsResult><Buckets><Bucket><Name>files</Name><BucketRegion>eu-central-1</BucketRegion></Bucket></Buckets><ContinuationToken>t</ContinuationToken></ListAllMyBucketsResult>",
			"<ListAllMyBucketsResult><Buckets><Bucket><Name>copies</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>"),
		"s3control.GetPublicAccessBlock": Text(block),
		"s3.GetBucketLocation": func(c *Call) Reply {
			if regexp.MustCompile(`^/files`).MatchString(c.Request.URL.Path) {
				return OK("<LocationConstraint>eu-central-1</LocationConstraint>")
			}
			return OK("<LocationConstraint></LocationConstraint>")
		},
		"s3.GetBucketEncryption":  Text("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:eu-central-1:111122223333:key/k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
		"s3.GetPublicAccessBlock": func(*Call) Reply { return Fail(404, "NoSuchPublicAccessBlockConfiguration") },
		"s3.GetBucketAcl":         Text(`<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>o</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`),
		"s3.GetBucketOwnershipControls": func(c *Call) Reply {
			if regexp.MustCompile(`^/files`).MatchString(c.Request.URL.Path) {
				return Fail(404, "OwnershipControlsNotFoundError")
			}
			return OK("<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>")
		},
		"s3.GetBucketLifecycleConfiguration": Text("<LifecycleConfiguration><Rule><ID>all</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><Days>60</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>30</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>"),
		"s3.GetObjectLockConfiguration": func(c *Call) Reply {
			if regexp.MustCompile(`^/files`).MatchString(c.Request.URL.Path) {
				return Fail(404, "ObjectLockConfigurationNotFoundError")
			}
			return OK("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Years>1</Years></DefaultRetention></Rule></ObjectLockConfiguration>")
		},
		"s3control.ListMultiRegionAccessPoints": Pages(
			"<ListMultiRegionAccessPointsResult><AccessPoints><AccessPoint><Name>anywhere</Name><Alias>x.mrap</Alias><Status>READY</Status><Regions><Region><Bucket>files</Bucket><Region>eu-central-1</Region></Region></Regions></AccessPoint></AccessPoints><NextToken>t</NextToken></ListMultiRegionAccessPointsResult>",
			"<ListMultiRegionAccessPointsResult><AccessPoints><AccessPoint><Name>both</Name><Alias>y.mrap</Alias><Status>READY</Status><Regions><Region><Bucket>copies</Bucket><Region>us-east-1</Region></Region></Regions></AccessPoint></AccessPoints></ListMultiRegionAccessPointsResult>"),
		"s3.GetBucketPolicy":       Text(`{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::files","arn:aws:s3:::files/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`),
		"s3.GetBucketPolicyStatus": Text("<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"),
		"s3.GetBucketVersioning":   Text("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
		"s3.GetBucketLogging":      Text("<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>x</TargetPrefix></LoggingEnabled></BucketLoggingStatus>"),
		"s3.GetBucketReplication":  Text("<ReplicationConfiguration><Role>r</Role><Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::copies</Bucket></Destination></Rule></ReplicationConfiguration>"),
	}
}
