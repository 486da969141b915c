package aws

import (
	"context"
	"net/url"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func efsSpecs() []live.Spec {
	file := []string{"arn:*:elasticfilesystem:*:*:file-system/*"}
	return []live.Spec{
		{ID: "efs.DescribeFileSystems", Doc: "lists the file systems of a region, and whether and by which keys they are encrypted", Needs: []live.Permission{{Action: "elasticfilesystem:DescribeFileSystems"}},
			Kinds: []string{"iam.statement", "store.backup", "store.copy", "store.encryption", "store.protection", "store.region"}, Keeps: []string{"Encrypted, KmsKeyId", "LifeCycleState"}, Paged: true, TTL: 7 * day},
		{ID: "efs.DescribeFileSystemPolicy", Doc: "reads who may use a file system", Needs: []live.Permission{{Action: "elasticfilesystem:DescribeFileSystemPolicy", Resources: file}}, Absent: []string{"PolicyNotFound"},
			Kinds: []string{"iam.statement"}, Keeps: []string{"Policy"}, TTL: 7 * day},
		{ID: "efs.DescribeBackupPolicy", Doc: "tells whether a file system is backed up by itself", Needs: []live.Permission{{Action: "elasticfilesystem:DescribeBackupPolicy", Resources: file}}, Absent: []string{"PolicyNotFound"},
			Kinds: []string{"store.backup"}, Keeps: []string{"BackupPolicy/Status"}, TTL: 7 * day},
		{ID: "efs.DescribeReplicationConfigurations", Doc: "tells to which regions file systems are copied", Needs: []live.Permission{{Action: "elasticfilesystem:DescribeReplicationConfigurations"}}, Absent: []string{"ReplicationNotFound"},
			Kinds: []string{"store.copy"}, Keeps: []string{"SourceFileSystemId, SourceFileSystemRegion", "Destinations/*/FileSystemId, Region"}, Paged: true, TTL: 7 * day},
	}
}

// efsPath is where the API of this version begins.
const efsPath = "/2015-02-01/file-systems"

// fileSystem is what facts need of a file system. What an answer does not tell is
// nil or "".
type fileSystem struct {
	ID        string `json:"FileSystemId"`
	ARN       string `json:"FileSystemArn"`
	State     string `json:"LifeCycleState"`
	Encrypted *bool
	Key       string `json:"KmsKeyId"`
}

type fileSystems struct {
	FileSystems []fileSystem
	NextMarker  string
}

type filePolicy struct{ Policy string }

type fileBackup struct {
	BackupPolicy struct{ Status string }
}

// replication is a file system and what it is copied to.
type replication struct {
	Source       string `json:"SourceFileSystemId"`
	SourceRegion string `json:"SourceFileSystemRegion"`
	Destinations []struct {
		ID     string `json:"FileSystemId"`
		Region string
	}
}

type replications struct {
	Replications []replication
	NextToken    string
}

// files asks EFS in one region.
type files struct {
	plain
	keys   keys
	copied *answer // nil where nobody could tell to where file systems are copied
	copies []replication
}

func collectEFS(ctx context.Context, s *scope) {
	f := files{plain: plain{scope: s, id: "efs", name: "elasticfilesystem", host: "elasticfilesystem." + s.region}, keys: keys{}}
	var all []fileSystem
	a := pages(ctx, s, "efs.DescribeFileSystems", question{Path: s.path("efs"), Of: "aws.efs.filesystem"}, func(ctx context.Context, token string) (*fileSystems, string, error) {
		query := url.Values{"MaxItems": {"100"}}
		if token != "" {
			query.Set("Marker", token)
		}
		out, err := get[fileSystems](ctx, f.plain, efsPath, query)
		if err == nil && out.FileSystems == nil {
			err = errNoList
		}
		if err != nil {
			return nil, "", err
		}
		return out, out.NextMarker, nil
	}, func(page *fileSystems, _ *answer) int {
		all = append(all, page.FileSystems...)
		return len(page.FileSystems)
	})
	if len(all) > 0 {
		f.replications(ctx)
	}
	for i := range all {
		f.fileSystem(ctx, a, &all[i])
	}
}

// replications asks once for all file systems of the region.
func (f *files) replications(ctx context.Context) {
	a := pages(ctx, f.scope, "efs.DescribeReplicationConfigurations", question{Path: f.path("efs", "replications"), Of: "aws.efs.replication"}, func(ctx context.Context, token string) (*replications, string, error) {
		query := url.Values{}
		if token != "" {
			query.Set("NextToken", token)
		}
		out, err := get[replications](ctx, f.plain, efsPath+"/replication-configurations", query)
		if err == nil && out.Replications == nil {
			err = errNoList
		}
		if err != nil {
			return nil, "", err
		}
		return out, out.NextToken, nil
	}, func(page *replications, _ *answer) int {
		f.copies = append(f.copies, page.Replications...)
		return len(page.Replications)
	})
	if a.ok() || a.absent() {
		f.copied = a
	}
}

func (f *files) fileSystem(ctx context.Context, a *answer, x *fileSystem) {
	id := word(x.ID, 128)
	owner, loc := f.owned(f.path("efs", id), "AWS::EFS::FileSystem", id, x.ARN)
	at, sink := owner.At, f.sink(a)
	sink.Store(owner.Type, "efs", id, loc, boolNode(x.Encrypted, "the answer does not say whether it is encrypted", at), f.keys.of(ctx, f.scope, x.Key, "elasticfilesystem", at))
	sink.Region(id, "file system", loc, node(f.region, at))
	sink.Protection(owner, "file system", unprotected("file systems", at))
	if f.copied != nil {
		f.sink(f.copied).CrossRegion(owner, "file system", iac.Worst(f.away(x.ID, at)...))
	}
	q := question{Path: at.Path, Subject: id, Params: map[string]string{"FileSystemId": x.ID}}
	path := efsPath + "/" + url.PathEscape(x.ID)
	policy, got := ask(ctx, f.scope, "efs.DescribeFileSystemPolicy", q, func(ctx context.Context) (*filePolicy, error) {
		return get[filePolicy](ctx, f.plain, path+"/policy", nil)
	})
	switch {
	case got.ok() && policy.Policy == "":
		f.gapOf(got, at.Path, "the answer holds no policy", "iam.statement")
	case got.ok():
		f.sink(got).Policy(iac.Policy{Owner: id, Kind: "resource", Service: "efs", Doc: document(policy.Policy, at), At: at})
	}
	backup, got := ask(ctx, f.scope, "efs.DescribeBackupPolicy", q, func(ctx context.Context) (*fileBackup, error) {
		return get[fileBackup](ctx, f.plain, path+"/backup-policy", nil)
	})
	if got.ok() || got.absent() {
		on := node(false, at)
		if got.ok() {
			on = fileBackups(backup.BackupPolicy.Status, at)
		}
		f.sink(got).Backups(owner, iac.Backups{What: "file system", On: on})
	}
}

// away are the copies between a file system and other regions, whichever of the
// two it is: only one of them may be in a region that is looked at.
func (f *files) away(id string, at iac.Place) []*iac.Node {
	var out []*iac.Node
	add := func(region, way string) {
		switch region {
		case f.region:
		case "":
			out = append(out, iac.Hidden("the answer does not name the other region of its replication", at))
		default:
			n := node(true, at)
			n.Why = "it is copied " + way + " " + word(region, 40)
			out = append(out, n)
		}
	}
	for _, r := range f.copies {
		for _, d := range r.Destinations {
			if r.Source == id {
				add(d.Region, "to")
			} else if d.ID == id {
				add(r.SourceRegion, "from")
			}
		}
	}
	return out
}

// fileBackups is whether AWS Backup is set to keep a file system.
func fileBackups(status string, at iac.Place) *iac.Node {
	switch status {
	case "ENABLED":
		return node(true, at)
	case "DISABLED", "DISABLING":
		return node(false, at)
	}
	return iac.Hidden("the status of its backup policy is "+word(status, 40), at)
}

// owned is a resource as the facts name it.
func (s *scope) owned(path, typ, name, arn string) (iac.Owner, candor.Location) {
	return iac.Owner{Type: typ, Subject: name, Resource: arn, At: s.at(path)}, candor.Location{Path: path, Resource: arn}
}

// unprotected is what can be said of stores that AWS lets nobody protect from
// being deleted: a stack that made them may keep them.
func unprotected(what string, at iac.Place) *iac.Node {
	return iac.Hidden("AWS has no protection of "+what+" from being deleted, and whether the stack that made it keeps it is not asked", at)
}
