package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// Unread emits the gap of a store whose encryption candor can't read yet. Types
// that hold no data, or none but what a read store holds, are no gap.
func (s *Sink) Unread(typ, subject string, at Place) {
	reason := "candor does not know how " + typ + " encrypts yet"
	switch name, isAWS := strings.CutPrefix(typ, "aws_"); {
	case isAWS:
		if !among(awsTerraform, name) {
			return
		}
	case strings.HasPrefix(typ, "AWS::"):
		if !among(awsTypes, strings.TrimPrefix(typ, "AWS::")) {
			return
		}
	case among(otherClouds, typ):
		reason = "candor reads AWS only yet: it does not know how " + typ + " encrypts"
	default:
		return
	}
	s.gap(candor.Unsupported, "store.encryption", subject, reason, At(at, subject))
}

// among reports whether a name is one of the words of a text.
func among(words, name string) bool {
	if name == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(words[from:], name)
		if i < 0 {
			return false
		}
		i += from
		from = i + len(name)
		if (i == 0 || isBlank(words[i-1])) && (from == len(words) || isBlank(words[from])) {
			return true
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// The types that plainly store data and that no StoreSpec covers.
const (
	awsTypes = `
		AppStream::Fleet AppStream::ImageBuilder
		Backup::LogicallyAirGappedBackupVault
		Cloud9::EnvironmentEC2
		CodeCommit::Repository Connect::Instance CustomerProfiles::Domain
		DSQL::Cluster DirectoryService::MicrosoftAD DirectoryService::SimpleAD
		EC2::SpotFleet EMR::Cluster EMRServerless::Application ElastiCache::CacheCluster Events::Archive
		Glue::Database Glue::DevEndpoint Glue::Job Glue::MLTransform Glue::Table
		HealthImaging::Datastore HealthLake::FHIRDatastore
		ImageBuilder::ContainerRecipe IoTAnalytics::Channel IoTAnalytics::Dataset IoTAnalytics::Datastore
		Lightsail::Bucket Lightsail::Database Lightsail::Disk Lightsail::Instance Location::Tracker
		ManagedBlockchain::Node MediaStore::Container MemoryDB::MultiRegionCluster
		NeptuneGraph::Graph Omics::ReferenceStore Omics::SequenceStore Omics::AnnotationStore Omics::VariantStore
		OpenSearchServerless::Collection Personalize::Dataset Personalize::DatasetGroup
		QBusiness::Index
		S3Express::DirectoryBucket S3Outposts::Bucket S3Tables::Table S3Tables::TableBucket S3Vectors::Index S3Vectors::VectorBucket
		SDB::Domain SageMaker::Cluster SageMaker::FeatureGroup
		Timestream::InfluxDBCluster Timestream::InfluxDBInstance Timestream::Table`

	awsTerraform = `
		ami_from_instance appstream_fleet appstream_image_builder
		backup_logically_air_gapped_vault
		cloud9_environment_ec2 cloudwatch_event_archive codecommit_repository
		connect_instance customerprofiles_domain
		directory_service_directory dsql_cluster
		ebs_snapshot_import elasticache_cluster emr_cluster emrserverless_application
		glue_catalog_database glue_catalog_table glue_dev_endpoint glue_job glue_ml_transform
		imagebuilder_container_recipe
		lightsail_bucket lightsail_database lightsail_disk lightsail_instance location_tracker
		media_store_container memorydb_multi_region_cluster
		neptunegraph_graph opensearchserverless_collection
		s3_directory_bucket s3control_bucket s3tables_table s3tables_table_bucket s3vectors_index s3vectors_vector_bucket
		sagemaker_feature_group simpledb_domain
		spot_fleet_request storagegateway_cached_iscsi_volume storagegateway_nfs_file_share storagegateway_smb_file_share
		storagegateway_stored_iscsi_volume storagegateway_tape_pool
		timestreaminfluxdb_db_cluster timestreaminfluxdb_db_instance timestreamwrite_table`

	otherClouds = `
		azurerm_container_registry azurerm_cosmosdb_account azurerm_databricks_workspace azurerm_eventhub_namespace
		azurerm_healthcare_service azurerm_key_vault azurerm_kusto_cluster azurerm_linux_virtual_machine
		azurerm_linux_virtual_machine_scale_set azurerm_log_analytics_workspace azurerm_managed_disk azurerm_mariadb_server
		azurerm_mssql_database azurerm_mssql_managed_instance azurerm_mssql_server azurerm_mysql_flexible_server azurerm_mysql_server
		azurerm_netapp_volume azurerm_postgresql_flexible_server azurerm_postgresql_server azurerm_recovery_services_vault
		azurerm_redis_cache azurerm_redis_enterprise_cluster azurerm_managed_redis azurerm_search_service azurerm_servicebus_namespace
		azurerm_sql_database azurerm_storage_account azurerm_synapse_workspace azurerm_virtual_machine
		azurerm_windows_virtual_machine azurerm_windows_virtual_machine_scale_set
		google_alloydb_cluster google_artifact_registry_repository google_bigquery_dataset google_bigquery_table
		google_bigtable_instance google_compute_disk google_compute_instance google_compute_instance_template
		google_compute_region_disk google_compute_region_instance_template google_dataproc_cluster google_filestore_instance
		google_firestore_database google_logging_project_bucket_config google_memcache_instance google_memorystore_instance
		google_pubsub_topic google_redis_cluster google_redis_instance google_secret_manager_secret google_spanner_database
		google_spanner_instance google_sql_database_instance google_storage_bucket`
)
