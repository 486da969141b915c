resource "aws_s3_bucket" "exports" {
  bucket = "ledgerline-exports"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "exports" {
  bucket = aws_s3_bucket.exports.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.data_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "exports" {
  bucket = aws_s3_bucket.exports.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# An export is a copy that was asked for; it is gone after a week.
resource "aws_s3_bucket_lifecycle_configuration" "exports" {
  bucket = aws_s3_bucket.exports.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 7
    }
  }
}

resource "aws_db_parameter_group" "reports" {
  name   = "ledgerline-reports"
  family = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "ssl_min_protocol_version"
    value = "TLSv1.2"
  }
}

resource "aws_db_instance" "reports" {
  identifier           = "ledgerline-reports"
  replicate_source_db  = var.primary_database
  instance_class       = "db.t4g.medium"
  parameter_group_name = aws_db_parameter_group.reports.name
  storage_encrypted    = true
  kms_key_id           = var.data_key_arn
  publicly_accessible  = false
  skip_final_snapshot  = true
}
