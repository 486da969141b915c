package mototest

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// edgeTemplate makes a load balancer that redirects, and an API.
const edgeTemplate = `
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Net, CidrBlock: 10.9.1.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Net, CidrBlock: 10.9.2.0/24, AvailabilityZone: us-east-1b}}
  Web:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Name: web, Scheme: internet-facing, Subnets: [!Ref A, !Ref B]}
  App:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Name: app, Port: 443, Protocol: HTTPS, VpcId: !Ref Net}
  Plain:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Web
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: redirect, RedirectConfig: {Protocol: HTTPS, Port: "443", StatusCode: HTTP_301}}]
  Orders: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
`

// edges makes what the internet meets first: a stack with a load balancer and an
// API, a distribution and a certificate.
func edges(t *testing.T) {
	t.Helper()
	ctx, cfg := t.Context(), sdkConfig(t)
	must[*cloudformation.CreateStackOutput](t)(cloudformation.NewFromConfig(cfg).CreateStack(ctx, &cloudformation.CreateStackInput{StackName: sdk.String("edge"), TemplateBody: sdk.String(edgeTemplate)}))
	must[*acm.RequestCertificateOutput](t)(acm.NewFromConfig(cfg).RequestCertificate(ctx, &acm.RequestCertificateInput{DomainName: sdk.String("app.example.com")}))
	must[*cloudfront.CreateDistributionOutput](t)(cloudfront.NewFromConfig(cfg).CreateDistribution(ctx, &cloudfront.CreateDistributionInput{DistributionConfig: &types.DistributionConfig{
		CallerReference: sdk.String("r"), Comment: sdk.String(""), Enabled: sdk.Bool(true),
		DefaultCacheBehavior: &types.DefaultCacheBehavior{TargetOriginId: sdk.String("app"), ViewerProtocolPolicy: types.ViewerProtocolPolicyAllowAll},
		Origins: &types.Origins{Quantity: sdk.Int32(1), Items: []types.Origin{{Id: sdk.String("app"), DomainName: sdk.String("app.example.com"),
			CustomOriginConfig: &types.CustomOriginConfig{HTTPPort: sdk.Int32(80), HTTPSPort: sdk.Int32(443), OriginProtocolPolicy: types.OriginProtocolPolicyHttpOnly}}}},
	}}))
}
