package aws

import (
	"context"
	"net/url"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func ebsSpecs() []live.Spec {
	one := func(action string) []live.Permission { return []live.Permission{{Action: action}} }
	return []live.Spec{
		{ID: "ec2.GetEbsEncryptionByDefault", Doc: "tells whether new disks of a region are encrypted", Needs: one("ec2:GetEbsEncryptionByDefault"),
			Kinds: []string{"store.default"}, Keeps: []string{"ebsEncryptionByDefault"}, TTL: 7 * day},
		{ID: "ec2.DescribeVolumes", Doc: "lists the disks of a region and by which keys they are encrypted", Needs: one("ec2:DescribeVolumes"),
			Kinds: []string{"store.encryption", "store.region"}, Keeps: []string{"volumeId, encrypted, kmsKeyId, status"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeSnapshots", Doc: "lists the account's snapshots of disks, by which keys they are encrypted, and which everybody may use", Needs: one("ec2:DescribeSnapshots"),
			Kinds: []string{"net.exposure", "store.encryption", "store.region"}, Keeps: []string{"snapshotId, encrypted, kmsKeyId, status"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.GetSnapshotBlockPublicAccessState", Doc: "tells whether the region keeps everybody from snapshots that are shared with all; asked where there is one", Needs: one("ec2:GetSnapshotBlockPublicAccessState"),
			Kinds: []string{"net.exposure"}, Keeps: []string{"state"}, TTL: 7 * day},
		{ID: "ec2.DescribeImages", Doc: "lists the account's images of machines, and which everybody may use", Needs: one("ec2:DescribeImages"),
			Kinds: []string{"net.exposure"}, Keeps: []string{"imageId, isPublic"}, Paged: true, TTL: 7 * day},
	}
}

// ec2Volumes is a page of disks.
type ec2Volumes struct {
	NextToken string     `xml:"nextToken"`
	Volumes   []ec2Store `xml:"volumeSet>item"`
}

// ec2Images is a page of images of machines. Their disks are snapshots.
type ec2Images struct {
	NextToken string `xml:"nextToken"`
	Images    []struct {
		ID     string `xml:"imageId"`
		Owner  string `xml:"imageOwnerId"`
		Public *bool  `xml:"isPublic"`
	} `xml:"imagesSet>item"`
}

// ec2Snapshots is a page of snapshots.
type ec2Snapshots struct {
	NextToken string     `xml:"nextToken"`
	Snapshots []ec2Store `xml:"snapshotSet>item"`
}

// ec2Store is a disk or a snapshot. What it is called and described as is not read.
type ec2Store struct {
	Volume    string `xml:"volumeId"`
	Snapshot  string `xml:"snapshotId"`
	Encrypted *bool  `xml:"encrypted"`
	Key       string `xml:"kmsKeyId"`
	Status    string `xml:"status"`
	Owner     string `xml:"ownerId"` // of a snapshot
}

// own reports that a snapshot is the account's, which was asked for.
func (d *ec2Store) own(account string) bool { return d.Owner == "" || d.Owner == account }

// collectEBS emits the default of a region, its disks and its snapshots.
func collectEBS(ctx context.Context, s *scope) {
	path := s.path("ebs")
	type state struct {
		On *bool `xml:"ebsEncryptionByDefault"`
	}
	out, a := ec2Ask[state](ctx, s, "GetEbsEncryptionByDefault", question{Path: path}, nil)
	if a.ok() && out.On == nil {
		s.gapOf(a, path, "the answer does not say whether new disks are encrypted", "store.default")
	} else if a.ok() {
		s.sink(a).Fact("store.default", s.region, candor.Location{Path: path, Resource: s.region},
			map[string]any{"service": "ebs", "encrypted": node(*out.On, s.at(path)).BoolVal(path)})
	}
	k := keys{}
	ec2List(ctx, s, "DescribeVolumes", question{Path: path, Of: "aws.ebs.volume"}, url.Values{"MaxResults": {"500"}}, func(o *ec2Volumes) string { return o.NextToken },
		func(page *ec2Volumes, a *answer) int {
			for i := range page.Volumes {
				if v := &page.Volumes[i]; v.Status != "deleting" && v.Status != "deleted" {
					s.disk(ctx, a, k, "volume", "AWS::EC2::Volume", v.Volume, v)
				}
			}
			return len(page.Volumes)
		})
	s.snapshots(ctx, k)
	s.images(ctx)
}

// disk emits where a disk or a snapshot lies, and whether it is encrypted.
func (s *scope) disk(ctx context.Context, a *answer, k keys, what, typ, id string, d *ec2Store) {
	name := word(id, 80)
	path := s.path("ebs", name)
	at, sink := s.at(path), s.sink(a)
	loc := candor.Location{Path: path, Resource: "arn:" + s.acct.partition + ":ec2:" + s.region + ":" + s.acct.id + ":" + what + "/" + name}
	sink.Region(name, what, loc, node(s.region, at))
	key := k.of(ctx, s, d.Key, "ebs", at)
	if key == nil && d.Encrypted != nil && *d.Encrypted {
		key = iac.Hidden("the answer does not name the key", at)
	}
	sink.Store(typ, "ebs", name, loc, boolNode(d.Encrypted, "the answer does not say whether it is encrypted", at), key)
}

// snapshots emits the account's own snapshots. Those that everybody may use are
// listed first: one more list, where each snapshot would be a call.
func (s *scope) snapshots(ctx context.Context, k keys) {
	path := s.path("ebs")
	next := func(o *ec2Snapshots) string { return o.NextToken }
	public := make(map[string]bool)
	shared := ec2List(ctx, s, "DescribeSnapshots", question{Path: path, Subject: path + " for everybody", Of: "aws.ebs.snapshot", Params: map[string]string{"Owner": "self", "RestorableBy": "all"}},
		url.Values{"Owner.1": {"self"}, "RestorableBy.1": {"all"}, "MaxResults": {"1000"}}, next,
		func(page *ec2Snapshots, _ *answer) int {
			for i := range page.Snapshots {
				if d := &page.Snapshots[i]; d.own(s.acct.id) {
					public[d.Snapshot] = true
				}
			}
			return len(page.Snapshots)
		})
	blocked, told := false, shared.ok()
	if len(public) > 0 {
		type state struct {
			State string `xml:"state"`
		}
		out, a := ec2Ask[state](ctx, s, "GetSnapshotBlockPublicAccessState", question{Path: path}, nil)
		blocked = a.ok() && out.State == "block-all-sharing"
		told = told && a.ok()
	}
	ec2List(ctx, s, "DescribeSnapshots", question{Path: path, Of: "aws.ebs.snapshot", Params: map[string]string{"Owner": "self"}}, url.Values{"Owner.1": {"self"}, "MaxResults": {"1000"}}, next,
		func(page *ec2Snapshots, a *answer) int {
			for i := range page.Snapshots {
				d := &page.Snapshots[i]
				if !d.own(s.acct.id) {
					continue
				}
				s.disk(ctx, a, k, "snapshot", "AWS::EC2::Snapshot", d.Snapshot, d)
				if !told {
					continue // a gap says so
				}
				name := word(d.Snapshot, 80)
				at := s.at(s.path("ebs", name))
				n := node(public[d.Snapshot] && !blocked, at)
				if public[d.Snapshot] && blocked {
					n.Why = "it is shared with everybody, and the region lets nobody in by that"
				}
				s.sink(shared).Exposure(iac.Owner{Type: "AWS::EC2::Snapshot", Subject: name, Resource: name, At: at}, "snapshot", "createVolumePermission", n)
			}
			return len(page.Snapshots)
		})
}

// images emits the account's own images, and whether everybody may use them.
func (s *scope) images(ctx context.Context) {
	ec2List(ctx, s, "DescribeImages", question{Path: s.path("ebs"), Of: "aws.ec2.image", Params: map[string]string{"Owner": "self"}}, url.Values{"Owner.1": {"self"}, "MaxResults": {"1000"}}, func(o *ec2Images) string { return o.NextToken },
		func(page *ec2Images, a *answer) int {
			for _, x := range page.Images {
				if x.Owner != "" && x.Owner != s.acct.id {
					continue
				}
				id := word(x.ID, 80)
				at := s.at(s.path("ebs", id))
				s.sink(a).Exposure(iac.Owner{Type: "AWS::EC2::Image", Subject: id, Resource: id, At: at}, "image", "launchPermission",
					boolNode(x.Public, "the answer does not say whether everybody may use it", at))
			}
			return len(page.Images)
		})
}
