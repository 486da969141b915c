package aws

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/candor-dev/candor/internal/live"
)

// Timestream is asked at a host that it has to be asked for first.

const timestream = "timestream" // under which requests are signed

// closedTimestream begins what Timestream answers an account that never used it:
// it is open only for those who did before 20 June 2025. Nothing else tells such a
// refusal from one for want of a permission.
const closedTimestream = "Only existing Timestream for LiveAnalytics customers"

// notCustomer is the refusal of a service that takes no new customers.
type notCustomer struct{ code string }

func (e *notCustomer) Error() string { return e.code + ": the account is no customer of the service" }

func cellSpecs() []live.Spec {
	return []live.Spec{{ID: "timestreamwrite.DescribeEndpoints", Doc: "tells the host that is asked for the databases of Timestream", Needs: []live.Permission{{Action: "timestream:DescribeEndpoints"}},
		Kinds: storeKinds(), Keeps: []string{"Endpoints/*/Address"}, TTL: 7 * day}}
}

type cells struct {
	Endpoints []struct{ Address string }
}

// cell asks for the host, without its domain. One that is not Timestream's own in
// that region is none: requests to it would be signed.
func (s *scope) cell(ctx context.Context, c plain) (string, *answer) {
	host := ""
	_, a := ask(ctx, s, "timestreamwrite.DescribeEndpoints", question{Path: s.path(timestream), Quiet: true}, func(ctx context.Context) (*cells, error) {
		w := wire{target: "Timestream_20181101.DescribeEndpoints", json: "1.0"}
		out, err := answered[cells](ctx, c, w.request(""), json.Unmarshal)
		if err != nil {
			return nil, err
		}
		for _, e := range out.Endpoints {
			if x, ok := strings.CutSuffix(e.Address, "."+c.domain()); ok && strings.HasSuffix(x, "."+timestream+"."+s.region) && word(x, 200) == x && !strings.ContainsAny(x, "/:=+") {
				host = x
				return out, nil
			}
		}
		return nil, errors.New("an answer that names no host of Timestream")
	})
	return host, a
}
