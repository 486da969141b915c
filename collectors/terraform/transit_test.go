package terraform

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func TestTransit(t *testing.T) {
	src := `variable "p" {}
resource "aws_elasticache_replication_group" "a" { transit_encryption_enabled = true }
resource "aws_elasticache_replication_group" "b" {}
resource "aws_elasticache_replication_group" "c" { transit_encryption_enabled = var.p }
resource "aws_elasticache_cluster" "d" { replication_group_id = "x" }
resource "aws_memorydb_cluster" "e" { tls_enabled = false }
resource "aws_elasticache_serverless_cache" "f" {}
resource "aws_msk_cluster" "g" {
  encryption_info {
    encryption_in_transit { client_broker = "PLAINTEXT" }
  }
}
resource "aws_redshift_parameter_group" "h" {
  family = "redshift-1.0"
  parameter {
    name  = "require_ssl"
    value = "true"
  }
}
resource "aws_redshift_cluster" "i" { cluster_parameter_group_name = aws_redshift_parameter_group.h.name }
resource "aws_redshift_cluster" "j" {}
resource "aws_docdb_cluster_parameter_group" "k" {
  parameter {
    name  = "tls"
    value = "disabled"
  }
}
resource "aws_docdb_cluster" "l" { db_cluster_parameter_group_name = aws_docdb_cluster_parameter_group.k.name }
resource "aws_docdb_cluster" "m" {}
resource "aws_api_gateway_rest_api" "n" {}
resource "aws_apigatewayv2_api" "o" { protocol_type = "HTTP" }
resource "aws_lb_target_group" "p" { protocol = "HTTP" }
resource "aws_s3_bucket" "q" {}
resource "aws_s3_bucket_policy" "q" {
  bucket = aws_s3_bucket.q.id
  policy = data.aws_iam_policy_document.q.json
}
data "aws_iam_policy_document" "q" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.q.arn, "${aws_s3_bucket.q.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
resource "aws_s3_bucket" "r" {}
resource "aws_docdb_cluster" "s" { db_cluster_parameter_group_name = "elsewhere" }
`
	var got []string
	for _, f := range facts(t, map[string]string{"main.tf": src}) {
		v, _ := candor.Plain(f.Value).(map[string]any)
		for kind, key := range map[string]string{"tls.setting": "policy", "tls.target": "policy", "tls.bucket": "plain"} {
			if f.Kind == kind && f.State == candor.Observed {
				got = append(got, f.Subject+" | "+show(v[key]))
			}
		}
	}
	slices.Sort(got)
	want := []string{
		"aws_api_gateway_rest_api.n | TLS_1_0(platform)@30",
		"aws_apigatewayv2_api.o | TLS_1_2(platform)@31",
		"aws_docdb_cluster.m | required(platform)@29",
		"aws_docdb_cluster.s | ?@55",
		"aws_docdb_cluster_parameter_group.k | off@25",
		"aws_elasticache_cluster.d | ?@5",
		"aws_elasticache_replication_group.a | required@2",
		"aws_elasticache_replication_group.b | off(platform)@3",
		"aws_elasticache_replication_group.c | ?@4",
		"aws_elasticache_serverless_cache.f | required(platform)@7",
		"aws_lb_target_group.p | HTTP@32",
		"aws_memorydb_cluster.e | off@6",
		"aws_msk_cluster.g | off@10",
		"aws_msk_cluster.g/InCluster | required(platform)@8",
		"aws_redshift_cluster.j | ?@21",
		"aws_redshift_parameter_group.h | required@17",
		"aws_s3_bucket.q | denied@39",
		"aws_s3_bucket.r | ?@54",
	}
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A key in quotes or in parentheses is a key like any other.
func TestQuotedKeys(t *testing.T) {
	src := `resource "aws_s3_bucket" "a" {}
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({ "Statement" = [{ "Effect" = "Deny", ("Principal") = "*", "Action" = "s3:*", "Resource" = "*",
    Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
}`
	for _, f := range facts(t, map[string]string{"main.tf": src}) {
		if v, _ := candor.Plain(f.Value).(map[string]any); f.Kind == "tls.bucket" && show(v["plain"]) != "denied@4" {
			t.Error(show(v["plain"]))
		}
	}
}
