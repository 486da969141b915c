package aws

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/cfntree"
	"github.com/candor-dev/candor/internal/live"
)

func stackSpecs() []live.Spec {
	return []live.Spec{
		{ID: "cloudformation.DescribeStacks", Doc: "lists the stacks of a region, their status, and what the last look for drift found; no such look is begun", Needs: []live.Permission{{Action: "cloudformation:DescribeStacks"}},
			Kinds: []string{"aws.stack", "aws.template"}, Keeps: []string{"StackName, StackStatus", "DriftInformation", "ParentId, LastUpdatedTime"},
			Redact: []string{"Stacks/*/Parameters", "Stacks/*/Outputs", "Stacks/*/Description", "Stacks/*/StackStatusReason", "Stacks/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "cloudformation.GetTemplate", Doc: "reads the template that a stack was made from; of its text digests are kept and no word", Needs: []live.Permission{{Action: "cloudformation:GetTemplate", Resources: []string{"arn:*:cloudformation:*:*:stack/*/*"}}},
			Kinds: []string{"aws.template"}, Keeps: []string{"digests of TemplateBody, and the names of its resources and their properties"}, Redact: []string{"TemplateBody"}, TTL: 7 * day},
	}
}

func collectStacks(ctx context.Context, s *scope) {
	c := cloudformation.NewFromConfig(s.config())
	type stack struct{ name, arn, status string }
	var all []stack
	list(ctx, s, "cloudformation.DescribeStacks", question{Path: s.path("cloudformation"), Of: "aws.cloudformation.stack"}, cloudformation.NewDescribeStacksPaginator(c, &cloudformation.DescribeStacksInput{}),
		func(page *cloudformation.DescribeStacksOutput, a *answer) int {
			for i := range page.Stacks {
				x := &page.Stacks[i]
				if x.StackStatus == types.StackStatusDeleteComplete {
					continue // its name alone is left of it
				}
				st := stack{word(text(x.StackName), 128), text(x.StackId), word(string(x.StackStatus), 60)}
				all = append(all, st)
				s.emit(a, candor.Fact{Kind: "aws.stack", Subject: st.name, State: candor.Observed, Value: stackValue(x, s.run.o.Now), At: candor.Location{Path: s.path("cloudformation", st.name), Resource: st.arn}})
			}
			return len(page.Stacks)
		})
	for _, st := range all {
		if st.status == string(types.StackStatusReviewInProgress) {
			continue // a change was proposed, and nothing was made yet
		}
		path := s.path("cloudformation", st.name)
		out, a := ask(ctx, s, "cloudformation.GetTemplate", question{Path: path, Subject: st.arn, Params: map[string]string{"StackName": st.arn, "TemplateStage": "Original"}},
			func(ctx context.Context) (*cloudformation.GetTemplateOutput, error) {
				return c.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: &st.arn, TemplateStage: types.TemplateStageOriginal})
			})
		if !a.ok() {
			continue
		}
		form, err := cfntree.Read([]byte(aws.ToString(out.TemplateBody)))
		if err != nil {
			// The error quotes the template.
			s.gapOf(a, path, "the template of the stack can't be read", "aws.template")
			continue
		}
		macros := []any{}
		for _, m := range form.Macros {
			macros = append(macros, word(m, 128))
		}
		s.emit(a, candor.Fact{Kind: "aws.template", Subject: st.name, State: candor.Observed, At: candor.Location{Path: path, Resource: st.arn}, Value: map[string]any{
			"stack": st.name, "status": st.status, "account": s.acct.id, "region": s.region, "digest": form.Digest, "parts": strings.Join(form.Parts, "\n"),
			"resources": form.Resources, "masked": form.Masked, "macros": macros, "cdk": form.CDK,
		}})
	}
}

// stackValue is what the list of stacks tells of one. What it does not tell is nil.
func stackValue(x *types.Stack, now time.Time) map[string]any {
	v := map[string]any{"status": word(string(x.StackStatus), 60), "nested": text(x.ParentId) != "", "drift": nil, "drift_at": nil, "drift_days": nil, "updated_since": nil}
	d := x.DriftInformation
	if d == nil {
		return v
	}
	v["drift"] = word(string(d.StackDriftStatus), 60)
	if t := d.LastCheckTimestamp; t != nil {
		v["drift_at"], v["drift_days"] = t.UTC().Format(time.DateOnly), int(now.Sub(*t)/day)
		v["updated_since"] = x.LastUpdatedTime != nil && x.LastUpdatedTime.After(*t)
	}
	return v
}
