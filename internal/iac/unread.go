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
	return name != "" && strings.Contains(" "+strings.Join(strings.Fields(words), " ")+" ", " "+name+" ")
}

// The types that plainly store data and that no StoreSpec covers.
const (
	awsTypes = `
		APS::Workspace AppStream::Fleet AppStream::ImageBuilder Athena::WorkGroup
		Backup::BackupVault Backup::LogicallyAirGappedBackupVault
		Cassandra::Table Cloud9::EnvironmentEC2 CloudTrail::EventDataStore CloudTrail::Trail
		CodeArtifact::Domain CodeCommit::Repository Connect::Instance CustomerProfiles::Domain
		DMS::ReplicationInstance DSQL::Cluster DirectoryService::MicrosoftAD DirectoryService::SimpleAD DocDBElastic::Cluster
		EC2::SpotFleet EMR::Cluster EMRServerless::Application ElastiCache::CacheCluster Events::Archive
		Glue::Database Glue::DevEndpoint Glue::Job Glue::MLTransform Glue::Table
		HealthImaging::Datastore HealthLake::FHIRDatastore
		ImageBuilder::ImageRecipe ImageBuilder::ContainerRecipe IoTAnalytics::Channel IoTAnalytics::Dataset IoTAnalytics::Datastore
		Kendra::Index KinesisFirehose::DeliveryStream KinesisVideo::Stream
		Lightsail::Bucket Lightsail::Database Lightsail::Disk Lightsail::Instance Location::Tracker
		MWAA::Environment ManagedBlockchain::Node MediaStore::Container MemoryDB::MultiRegionCluster
		NeptuneGraph::Graph Omics::ReferenceStore Omics::SequenceStore Omics::AnnotationStore Omics::VariantStore
		OpenSearchServerless::Collection Personalize::Dataset Personalize::DatasetGroup
		QBusiness::Index QLDB::Ledger RedshiftServerless::Namespace
		S3Express::DirectoryBucket S3Outposts::Bucket S3Tables::Table S3Tables::TableBucket S3Vectors::Index S3Vectors::VectorBucket
		SDB::Domain SageMaker::Cluster SageMaker::Domain SageMaker::EndpointConfig SageMaker::FeatureGroup SageMaker::NotebookInstance
		Timestream::Database Timestream::InfluxDBCluster Timestream::InfluxDBInstance Timestream::Table`

	awsTerraform = `
		ami ami_copy ami_from_instance appstream_fleet appstream_image_builder athena_database athena_workgroup
		backup_logically_air_gapped_vault backup_vault
		cloud9_environment_ec2 cloudtrail cloudtrail_event_data_store cloudwatch_event_archive codeartifact_domain codecommit_repository
		connect_instance customerprofiles_domain
		directory_service_directory dms_replication_instance docdbelastic_cluster dsql_cluster
		ebs_snapshot_copy ebs_snapshot_import elasticache_cluster emr_cluster emrserverless_application
		glue_catalog_database glue_catalog_table glue_dev_endpoint glue_job glue_ml_transform
		imagebuilder_container_recipe imagebuilder_image_recipe
		kendra_index keyspaces_table kinesis_firehose_delivery_stream kinesis_video_stream
		lightsail_bucket lightsail_database lightsail_disk lightsail_instance location_tracker
		media_store_container memorydb_multi_region_cluster mwaa_environment
		neptunegraph_graph opensearchserverless_collection prometheus_workspace qldb_ledger redshiftserverless_namespace
		s3_directory_bucket s3control_bucket s3tables_table s3tables_table_bucket s3vectors_index s3vectors_vector_bucket
		sagemaker_domain sagemaker_endpoint_configuration sagemaker_feature_group sagemaker_notebook_instance simpledb_domain
		spot_fleet_request storagegateway_cached_iscsi_volume storagegateway_nfs_file_share storagegateway_smb_file_share
		storagegateway_stored_iscsi_volume storagegateway_tape_pool
		timestreaminfluxdb_db_cluster timestreaminfluxdb_db_instance timestreamwrite_database timestreamwrite_table`

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
