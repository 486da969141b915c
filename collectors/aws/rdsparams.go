package aws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// What a database requires of a connection stands in its group of parameters,
// and is in force only where the database says that it follows the group.

// inSync is the status of a database that follows its group.
const inSync = "in-sync"

// transportParams are the parameters that are asked for: the switches that
// refuse connections without TLS, and what bounds its version.
func transportParams() (force, version []string) {
	return []string{"rds.force_ssl", "require_secure_transport"}, []string{"ssl_min_protocol_version", "tls_version"}
}

// groups remembers the groups of a region, so that each is asked for once.
type groups struct {
	c    *rds.Client
	seen map[string]*group
}

// group is what a group says: values is nil where it was not read.
type group struct {
	a      *answer
	values map[string]*string // by name; nil for a parameter without a value
}

func transportFilter() []types.Filter {
	force, version := transportParams()
	return []types.Filter{{Name: aws.String("parameter-name"), Values: append(force, version...)}}
}

// of reads a group of parameters, of clusters or of instances.
func (g groups) of(ctx context.Context, s *scope, name string, cluster bool) *group {
	kind := "parameters"
	if cluster {
		kind = "cluster-parameters"
	}
	path := s.path("rds", kind, word(name, 255))
	if got := g.seen[path]; got != nil {
		return got
	}
	got := &group{values: make(map[string]*string)}
	each := func(ps []types.Parameter) int {
		for _, p := range ps {
			got.values[text(p.ParameterName)] = p.ParameterValue
		}
		return len(ps)
	}
	q := question{Path: path, Subject: name, Of: "aws.rds.parameter", Params: map[string]string{"Group": name}}
	if cluster {
		in := &rds.DescribeDBClusterParametersInput{DBClusterParameterGroupName: &name, Filters: transportFilter()}
		got.a = list(ctx, s, "rds.DescribeDBClusterParameters", q, rds.NewDescribeDBClusterParametersPaginator(g.c, in),
			func(page *rds.DescribeDBClusterParametersOutput, _ *answer) int { return each(page.Parameters) })
	} else {
		in := &rds.DescribeDBParametersInput{DBParameterGroupName: &name, Filters: transportFilter()}
		got.a = list(ctx, s, "rds.DescribeDBParameters", q, rds.NewDescribeDBParametersPaginator(g.c, in),
			func(page *rds.DescribeDBParametersOutput, _ *answer) int { return each(page.Parameters) })
	}
	if !got.a.ok() {
		got.values = nil // the gap is made, of the group
	}
	g.seen[path] = got
	return got
}

// instanceTLS emits what a database that is in no cluster requires.
func (s *scope) instanceTLS(ctx context.Context, listed *answer, g groups, d *types.DBInstance, owner iac.Owner) {
	if len(d.DBParameterGroups) != 1 {
		s.transport(listed, owner, "", iac.Hidden(fmt.Sprintf("the answer names %d groups of parameters", len(d.DBParameterGroups)), owner.At))
		return
	}
	p := d.DBParameterGroups[0]
	s.groupTLS(ctx, listed, g, owner, text(p.DBParameterGroupName), false, []string{text(p.ParameterApplyStatus)})
}

// clusterTLS emits what the databases of a cluster require.
func (s *scope) clusterTLS(ctx context.Context, listed *answer, g groups, d *types.DBCluster, owner iac.Owner) {
	var states []string
	for _, m := range d.DBClusterMembers {
		states = append(states, text(m.DBClusterParameterGroupStatus))
	}
	s.groupTLS(ctx, listed, g, owner, text(d.DBClusterParameterGroup), true, states)
}

// groupTLS emits what a group requires, if all that use it follow it.
func (s *scope) groupTLS(ctx context.Context, listed *answer, g groups, owner iac.Owner, name string, cluster bool, states []string) {
	if name == "" {
		s.transport(listed, owner, "", iac.Hidden("the answer names no group of parameters", owner.At))
		return
	}
	got := g.of(ctx, s, name, cluster)
	if got.values == nil {
		return
	}
	setting := ""
	force, _ := transportParams()
	for _, f := range force {
		if _, ok := got.values[f]; ok && setting == "" {
			setting = f
		}
	}
	switch why := outOfSync(name, states); {
	case setting == "":
		s.transport(got.a, owner, "", iac.Hidden("the parameter group "+name+" has no switch that candor knows", owner.At))
	case why != "":
		s.transport(got.a, owner, setting, iac.Hidden(why, owner.At))
	case got.values[setting] == nil:
		s.transport(got.a, owner, setting, iac.Hidden("the parameter group "+name+" gives it no value, and the default of the engine is not told", owner.At))
	default:
		params := func(p string) *iac.Node {
			if v := got.values[p]; v != nil {
				return node(*v, owner.At)
			}
			return nil
		}
		s.databaseSink(got.a, owner).DatabaseGroup(owner.Subject, iac.Hidden("the default of the engine is not told", owner.At), params)
	}
}

// outOfSync is why the values of a group may not be those in force; "" where
// every database that uses it says that they are.
func outOfSync(name string, states []string) string {
	if len(states) == 0 {
		return "no member of the cluster says whether it follows the parameter group " + name
	}
	for _, st := range states {
		switch st {
		case inSync:
		case "":
			return "the answer does not say whether the parameter group " + name + " is in force"
		default:
			return "the parameter group " + name + " is not in force: its status is " + word(st, 40)
		}
	}
	return ""
}

// transport emits the setting of a database.
func (s *scope) transport(a *answer, owner iac.Owner, setting string, n *iac.Node) {
	if setting == "" {
		setting = "the switch that requires TLS"
	}
	s.databaseSink(a, owner).TLS(owner.Subject, candor.Location{Path: owner.At.Path, Resource: owner.Resource},
		iac.TLS{Hop: "app-database", Platform: "rds", Setting: setting}, n)
}

// databaseSink names the database by its ARN, where templates have but its name.
func (s *scope) databaseSink(a *answer, owner iac.Owner) *iac.Sink {
	return &iac.Sink{Format: ID, Emit: func(f candor.Fact) {
		f.At.Resource = owner.Resource
		s.emit(a, f)
	}}
}
