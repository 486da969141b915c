variable "primary_database" {
  type        = string
  description = "Identifier of the database that the service template makes"
}

variable "data_key_arn" {
  type        = string
  description = "ARN of the key that encrypts customer data"
}

variable "web_certificate_arn" {
  type        = string
  description = "ARN of the certificate of app.ledgerline.example"
}

variable "repository" {
  type        = string
  description = "Source repository whose release workflow may publish"
  default     = "ledgerline/ledgerline"
}

variable "virginia_key_arn" {
  type        = string
  description = "ARN of the key for the copy in us-east-1"
}
