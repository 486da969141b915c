package aws

import (
	"context"
	"net/url"
	"strings"

	"github.com/candor-dev/candor/internal/live"
)

func flowSpecs() []live.Spec {
	one := func(action string) []live.Permission { return []live.Permission{{Action: action}} }
	return []live.Spec{
		{ID: "ec2.DescribeVpcs", Doc: "lists the networks of a region", Needs: one("ec2:DescribeVpcs"), Kinds: []string{"log.flow"}, Keeps: []string{"vpcId, ownerId"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeFlowLogs", Doc: "lists the flow logs of a region, and whether the last delivery of each went well", Needs: one("ec2:DescribeFlowLogs"),
			Kinds: []string{"log.flow"}, Keeps: []string{"flowLogId, resourceId, flowLogStatus, deliverLogsStatus, trafficType, logDestinationType"}, Paged: true, TTL: 7 * day},
	}
}

type ec2VPCs struct {
	NextToken string `xml:"nextToken"`
	VPCs      []struct {
		ID    string `xml:"vpcId"`
		Owner string `xml:"ownerId"`
	} `xml:"vpcSet>item"`
}

type ec2FlowLogs struct {
	NextToken string       `xml:"nextToken"`
	Logs      []ec2FlowLog `xml:"flowLogSet>item"`
}

// ec2FlowLog is a flow log. The text of a failed delivery is not read.
type ec2FlowLog struct {
	ID        string `xml:"flowLogId"`
	Resource  string `xml:"resourceId"`
	Status    string `xml:"flowLogStatus"`
	Delivered string `xml:"deliverLogsStatus"`
	Traffic   string `xml:"trafficType"`
	To        string `xml:"logDestinationType"`
}

// flows emits each network of a region with the logs of all that flows in it.
// links are the interfaces of each network, nil where they are not all known.
func (s *scope) flows(ctx context.Context, links map[string]int) {
	pages := url.Values{"MaxResults": {"1000"}}
	logs := make(map[string][]any)
	parts := false // a subnet or an interface has a log of its own
	a := ec2List(ctx, s, "DescribeFlowLogs", question{Path: s.path("vpc"), Of: "aws.ec2.flow-log"}, pages, func(o *ec2FlowLogs) string { return o.NextToken },
		func(page *ec2FlowLogs, _ *answer) int {
			for _, l := range page.Logs {
				parts = parts || strings.HasPrefix(l.Resource, "subnet-") || strings.HasPrefix(l.Resource, "eni-")
				logs[l.Resource] = append(logs[l.Resource], map[string]any{
					"id": word(l.ID, 80), "status": said(l.Status), "delivery": said(l.Delivered), "traffic": said(l.Traffic), "to": said(l.To),
				})
			}
			return len(page.Logs)
		})
	if !a.ok() {
		return // a network whose log stands on the lost page would have none
	}
	ec2List(ctx, s, "DescribeVpcs", question{Path: s.path("vpc"), Of: "aws.ec2.vpc"}, pages, func(o *ec2VPCs) string { return o.NextToken },
		func(page *ec2VPCs, a *answer) int {
			for _, v := range page.VPCs {
				id := word(v.ID, 80)
				value := map[string]any{"logs": logs[v.ID], "parts": parts, "own": v.Owner == s.acct.id, "interfaces": nil}
				if logs[v.ID] == nil {
					value["logs"] = []any{}
				}
				if links != nil {
					value["interfaces"] = links[v.ID]
				}
				s.fact(a, "log.flow", s.path("vpc", id), id, value)
			}
			return len(page.VPCs)
		})
}

// said is a word of an answer, nil for one that is not in it.
func said(v string) any {
	if v == "" {
		return nil
	}
	return word(v, 80)
}
