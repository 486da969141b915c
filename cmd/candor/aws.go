package main

import "github.com/spf13/cobra"

// The commands of the second program, as candor lists them. What they do and take
// is said there.

func (a *app) collectAWSCommand() *cobra.Command {
	return a.handedOver(&cobra.Command{
		Use:   "aws",
		Short: "ask the APIs of AWS about an account, or all of an organisation",
		Long: `Asks AWS how accounts are set and writes down what it says: users, roles and
policies, trails, buckets and more, in every region that is enabled. It changes
nothing, and reads no object and no secret; docs/aws-permissions.md lists every
call.

A second program does it, candor-aws: the one beside candor, or else in the PATH.
Its own help lists the flags, also in the manual: candor-aws-collect-aws(1).`,
		Example: `  candor collect aws --print-policy cloudformation > role.yaml
  candor collect aws -o aws.jsonl
  candor check --evidence aws.jsonl`,
	})
}

func (a *app) verifyCommand() *cobra.Command {
	return a.handedOver(&cobra.Command{
		Use:   "verify --cloudtrail FILE",
		Short: "look for requests of a facts file in the event history of AWS",
		Long: `A facts file of candor collect aws names every request that was made. This draws
a sample of them and looks for each in AWS' own record; docs/verify.md says what
that shows.

A second program does it, candor-aws: the one beside candor, or else in the PATH.
Its own help lists the flags, also in the manual: candor-aws-verify(1).`,
		Example: `  candor verify --cloudtrail aws.jsonl --seed "$(date +%s)"
  candor verify --print-policy`,
	})
}
