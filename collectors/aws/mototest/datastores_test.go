package mototest

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// raw makes a call that sets the account up, of a service whose module the
// program does not have.
func raw(t *testing.T, url, service, method, path, target, body string) string {
	t.Helper()
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body)))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{") {
		req.Header.Set("Content-Type", "application/json")
	}
	if target != "" {
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", target)
	}
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIATEST/20261122/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	resp := must[*http.Response](t)(http.DefaultClient.Do(req))
	defer resp.Body.Close()
	b := must[[]byte](t)(io.ReadAll(resp.Body))
	if resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s\n%s", service, path, resp.Status, b)
	}
	return string(b)
}

// dataStores makes file systems, caches, a search domain and a warehouse.
func dataStores(t *testing.T, url string) {
	t.Helper()
	const files = "/2015-02-01/file-systems"
	kept := between(t, raw(t, url, "elasticfilesystem", http.MethodPost, files, "", `{"CreationToken":"a","Encrypted":true,"Backup":true}`), `"FileSystemId": "`, `"`)
	raw(t, url, "elasticfilesystem", http.MethodPut, files+"/"+kept+"/policy", "", `{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"elasticfilesystem:ClientMount\",\"Resource\":\"*\"}]}"}`)
	raw(t, url, "elasticfilesystem", http.MethodPost, files, "", `{"CreationToken":"b","Encrypted":false}`)
	raw(t, url, "elasticache", http.MethodPost, "/", "", "Action=CreateReplicationGroup&Version=2015-02-02&ReplicationGroupId=feed&ReplicationGroupDescription=d&Engine=redis&CacheNodeType=cache.t4g.micro&NumCacheClusters=1&AtRestEncryptionEnabled=true&TransitEncryptionEnabled=true&TransitEncryptionMode=required&SnapshotRetentionLimit=7")
	raw(t, url, "elasticache", http.MethodPost, "/", "", "Action=CreateCacheCluster&Version=2015-02-02&CacheClusterId=single&Engine=redis&CacheNodeType=cache.t4g.micro&NumCacheNodes=1")
	raw(t, url, "memorydb", http.MethodPost, "/", "AmazonMemoryDB.CreateCluster", `{"ClusterName":"board","NodeType":"db.t4g.small","ACLName":"open-access","TLSEnabled":true,"SnapshotRetentionLimit":14}`)
	raw(t, url, "es", http.MethodPost, "/2021-01-01/opensearch/domain", "", `{"DomainName":"find","EncryptionAtRestOptions":{"Enabled":true},"DomainEndpointOptions":{"EnforceHTTPS":true,"TLSSecurityPolicy":"Policy-Min-TLS-1-2-2019-07"}}`)
	raw(t, url, "redshift", http.MethodPost, "/", "", "Action=CreateCluster&Version=2012-12-01&ClusterIdentifier=scratch&NodeType=ra3.large&MasterUsername=master&MasterUserPassword=not-a-password&PubliclyAccessible=true&Encrypted=false")
}
