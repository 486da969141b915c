# What IAM actions can be limited to. without_resource lists, for each service,
# the actions that AWS gives no resource-level support: for them a
# policy must say Resource "*". Names in lower case; from the service authorization
# reference as of 22 August 2026.
package candor.tables.iam_actions

# class tells whether AWS lets an action be limited to resources: "limitable",
# "unscopable", "unlisted" (candor does not list its service) or "open" (a hole
# or a wildcard that may stand for actions of both kinds).
class(a) := "open" if {
	a.k == "pattern"
} else := "limitable" if {
	regex.match(`^\*+(:\*+)?$`, a.v)
} else := "limitable" if {
	regex.match(`^[^:*?]+:\*+$`, a.v)
} else := "open" if {
	not plain(a)
} else := "unlisted" if {
	not without_resource[service_of(a)]
} else := "unscopable" if {
	name_of(a) in without_resource[service_of(a)]
} else := "limitable" if {
	some name in with_resource[service_of(a)]
	glob.match(name_of(a), null, name)
} else := "open" if {
	some name in without_resource[service_of(a)]
	glob.match(name_of(a), null, name)
} else := "limitable"

plain(a) if regex.match(`^[A-Za-z0-9*?:_-]+$`, a.v)

service_of(a) := split(lower(a.v), ":")[0]

name_of(a) := split(lower(a.v), ":")[1]

without_resource := {
	"cloudwatch": {
		"batchgetservicelevelindicatorreport", "callwithbearertoken", "createservicelevelobjective",
		"deleteanomalydetector", "describealarmsformetric", "describeanomalydetectors", "describeinsightrules",
		"enabletopologydiscovery", "generatequery", "generatequeryresultssummary", "getmetricstatistics",
		"getmetricwidgetimage", "getotelenrichment", "gettopologydiscoverystatus", "gettopologymap", "link",
		"listdashboards", "listentitiesformetric", "listmanagedinsightrules", "listmetricstreams",
		"listservicelevelobjectives", "listservices", "putanomalydetector", "putmanagedinsightrules",
		"startotelenrichment", "stopotelenrichment",
	},
	"dynamodb": {
		"describeendpoints", "describelimits", "describereservedcapacity", "describereservedcapacityofferings",
		"getabacstatus", "injecterror", "listbackups", "listcontributorinsights", "listglobaltables", "liststreams",
		"listtables", "purchasereservedcapacityofferings", "updateabacstatus",
	},
	"ecr": {
		"createpullthroughcacherule", "createrepositorycreationtemplate", "deletepullthroughcacherule",
		"deleteregistrypolicy", "deleterepositorycreationtemplate", "deletesigningconfiguration",
		"deregisterpulltimeupdateexclusion", "describepullthroughcacherules", "describeregistry",
		"describerepositorycreationtemplates", "getaccountsetting", "getauthorizationtoken", "getregistrypolicy",
		"getregistryscanningconfiguration", "getsigningconfiguration", "listpulltimeupdateexclusions",
		"putaccountsetting", "putregistrypolicy", "putregistryscanningconfiguration", "putreplicationconfiguration",
		"putsigningconfiguration", "registerpulltimeupdateexclusion", "updatepullthroughcacherule",
		"updaterepositorycreationtemplate", "validatepullthroughcacherule",
	},
	"events": {
		"listapidestinations", "listarchives", "listconnections", "listendpoints", "listeventbuses",
		"listeventsources", "listpartnereventsources", "listreplays", "listrulenamesbytarget", "listrules",
		"putpartnerevents", "putpermission", "removepermission", "testeventpattern",
	},
	"kinesis": {
		"describeaccountsettings", "describelimits", "disableenhancedmonitoring", "enableenhancedmonitoring",
		"injectapierror", "liststreams", "updateaccountsettings", "updateshardcount", "updatestreammode",
	},
	"kms": {
		"connectcustomkeystore", "createcustomkeystore", "createkey", "deletecustomkeystore",
		"describecustomkeystores", "disconnectcustomkeystore", "generaterandom", "listaliases", "listkeys",
		"listretirablegrants", "updatecustomkeystore",
	},
	"lambda": {
		"connectmicrovm", "createcodesigningconfig", "createeventsourcemapping", "createmicrovmimage",
		"getaccountsettings", "listcapacityproviders", "listcodesigningconfigs", "listeventsourcemappings",
		"listfunctions", "listlayers", "listlayerversions", "listmanagedmicrovmimages", "listmicrovmimages",
		"listmicrovms", "listnetworkconnectors", "passnetworkconnector",
	},
	"logs": {
		"associatesourcetos3tableintegration", "callwithbearertoken", "cancelexporttask", "cancelimporttask",
		"createimporttask", "createlogdelivery", "deleteaccountpolicy", "deleteindexpolicy", "deleteintegration",
		"deletelogdelivery", "deletepipelinerule", "deletequerydefinition", "deleteresourcepolicy",
		"describeaccountpolicies", "describeconfigurationtemplates", "describedeliveries",
		"describedeliverydestinations", "describedeliverysources", "describedestinations", "describeexporttasks",
		"describefieldindexes", "describeimporttaskbatches", "describeimporttasks", "describeindexpolicies",
		"describeloggroups", "describelookuptables", "describequeries", "describequerydefinitions",
		"describeresourcepolicies", "disassociatesourcefroms3tableintegration", "getintegration", "getlogdelivery",
		"getlogfields", "getstoragetierpolicy", "link", "listaggregateloggroupsummaries", "listentitiesforloggroup",
		"listintegrations", "listlogdeliveries", "listloggroups", "listloggroupsforentity", "listloggroupsforquery",
		"listscheduledqueries", "listsourcesfors3tableintegration", "listsyslogconfigurations", "putaccountpolicy",
		"putindexpolicy", "putintegration", "putpipelinerule", "putquerydefinition", "putresourcepolicy",
		"putstoragetierpolicy", "stoplivetail", "stopquery", "testmetricfilter", "testtransformer",
		"updatelogdelivery",
	},
	"rds": {
		"cancelexporttask", "createdbproxy", "describeaccountattributes", "describecertificates",
		"describedbengineversions", "describedbmajorengineversions", "describedbrecommendations",
		"describeenginedefaultclusterparameters", "describeenginedefaultparameters", "describeeventcategories",
		"describeevents", "describeoptiongroupoptions", "describeorderabledbinstanceoptions",
		"describerecommendationgroups", "describerecommendations", "describereserveddbinstancesofferings",
		"describesourceregions", "modifycertificates", "modifydbrecommendation", "modifyrecommendation",
	},
	"s3": {
		"createjob", "createstoragelensgroup", "getaccesspoint", "getaccountpublicaccessblock",
		"listaccessgrantsinstances", "listaccesspoints", "listaccesspointsforobjectlambda", "listallmybuckets",
		"listjobs", "listmultiregionaccesspoints", "liststoragelensconfigurations", "liststoragelensgroups",
		"putaccesspointpublicaccessblock", "putaccountpublicaccessblock", "putstoragelensconfiguration",
	},
	"secretsmanager": {
		"batchgetsecretvalue", "getrandompassword", "listsecrets",
	},
	"sns": {
		"checkifphonenumberisoptedout", "createplatformapplication", "createplatformendpoint",
		"createsmssandboxphonenumber", "deleteendpoint", "deleteplatformapplication", "deletesmssandboxphonenumber",
		"getendpointattributes", "getplatformapplicationattributes", "getsmsattributes",
		"getsmssandboxaccountstatus", "listendpointsbyplatformapplication", "listoriginationnumbers",
		"listphonenumbersoptedout", "listplatformapplications", "listsmssandboxphonenumbers", "listsubscriptions",
		"listtopics", "optinphonenumber", "setendpointattributes", "setplatformapplicationattributes",
		"setsmsattributes", "verifysmssandboxphonenumber",
	},
	"sqs": {
		"listqueues",
	},
	"ssm": {
		"cancelcommand", "createactivation", "createmaintenancewindow", "createopsitem", "createopsmetadata",
		"createpatchbaseline", "deleteactivation", "deleteinventory", "describeactivations",
		"describeautomationexecutions", "describeavailablepatches", "describeinstanceinformation",
		"describeinstancepatchstatesforpatchgroup", "describeinstanceproperties", "describeinventorydeletions",
		"describemaintenancewindowexecutiontaskinvocations", "describemaintenancewindowexecutiontasks",
		"describemaintenancewindows", "describemaintenancewindowschedule", "describemaintenancewindowsfortarget",
		"describeopsitems", "describeparameters", "describepatchbaselines", "describepatchgroups",
		"describepatchgroupstate", "describepatchproperties", "describesessions", "executeapi",
		"getcommandinvocation", "getdeployablepatchsnapshotforinstance", "getexecutionpreview", "getinventory",
		"getinventoryschema", "getmaintenancewindowexecution", "getmaintenancewindowexecutiontask",
		"getmaintenancewindowexecutiontaskinvocation", "getmanifest", "getpatchbaselineforpatchgroup",
		"listassociations", "listcloudconnectors", "listcommandinvocations", "listcommands", "listcomplianceitems",
		"listcompliancesummaries", "listdocuments", "listinventoryentries", "listopsitemevents",
		"listopsitemrelateditems", "listopsmetadata", "listresourcecompliancesummaries", "listresourcedatasync",
		"putconfigurepackageresult", "putinventory", "registermanagedinstance", "startexecutionpreview",
	},
	"states": {
		"invokehttpendpoint", "listactivities", "liststatemachines", "revealsecrets", "sendtaskfailure",
		"sendtaskheartbeat", "sendtasksuccess", "teststate", "validatestatemachinedefinition",
	},
	"sts": {
		"decodeauthorizationmessage", "getaccesskeyinfo", "getcalleridentity", "getdelegatedaccesstoken",
		"getservicebearertoken", "getsessiontoken", "getwebidentitytoken", "taggetwebidentitytoken",
	},
}

# For each of these services and each verb, one action that does take a resource:
# what a wildcard that covers it grants can be limited.
with_resource := {
	"cloudwatch": {
		"batchgetservicelevelobjectivebudgetreport", "deletealarms", "describealarms", "disablealarmactions",
		"enablealarmactions", "getdataset", "listalarmmuterules", "putlogalarm", "setalarmstate",
		"startmetricstreams", "stopmetricstreams", "updateservicelevelobjective",
	},
	"dynamodb": {
		"associatetablereplica", "batchgetitem", "conditioncheckitem", "createtable", "deleteitem", "describetable",
		"disablekinesisstreamingdestination", "enablekinesisstreamingdestination", "exporttabletopointintime",
		"getitem", "importtable", "listtagsofresource", "partiqldelete", "putitem", "query",
		"readdataforreplication", "replicatesettings", "restoretablefrombackup", "scan", "searchvectors",
		"startawsbackupjob", "tagresource", "untagresource", "updateitem", "writedataforreplication",
	},
	"ecr": {
		"batchgetimage", "completelayerupload", "createrepository", "deleterepository", "describeimages",
		"getimagecopystatus", "initiatelayerupload", "listimages", "putimage", "replicateimage",
		"setrepositorypolicy", "startimagescan", "tagresource", "untagresource", "updateimagestorageclass",
		"uploadlayerpart",
	},
	"events": {
		"activateeventsource", "allowvendedlogdeliveryforresource", "cancelreplay", "createarchive",
		"deactivateeventsource", "deauthorizeconnection", "deletearchive", "describereplay", "invokeapidestination",
		"listpartnereventsourceaccounts", "retrieveconnectioncredentials", "startreplay", "updatearchive",
	},
	"kinesis": {
		"addtagstostream", "createstream", "decreasestreamretentionperiod", "deletestream",
		"deregisterstreamconsumer", "describestream", "getrecords", "increasestreamretentionperiod", "listshards",
		"mergeshards", "putrecord", "registerstreamconsumer", "removetagsfromstream", "splitshard",
		"startstreamencryption", "stopstreamencryption", "subscribetoshard", "tagresource", "untagresource",
		"updatemaxrecordsize",
	},
	"kms": {
		"cancelkeydeletion", "createalias", "decrypt", "deletealias", "derivesharedsecret", "describekey",
		"disablekey", "enablekey", "encrypt", "generatemac", "getkeypolicy", "importkeymaterial", "listgrants",
		"putkeypolicy", "reencryptto", "replicatekey", "retiregrant", "revokegrant", "rotatekeyondemand",
		"schedulekeydeletion", "sign", "synchronizemultiregionkey", "tagresource", "untagresource", "updatealias",
		"verify",
	},
	"lambda": {
		"addpermission", "checkpointdurableexecution", "createalias", "deletealias", "disablereplication",
		"enablereplication", "getalias", "invokeasync", "listaliases", "passcapacityprovider", "publishversion",
		"putresourcepolicy", "removepermission", "resumemicrovm", "runmicrovm",
		"senddurableexecutioncallbackfailure", "stopdurableexecution", "suspendmicrovm", "terminatemicrovm",
		"updatealias",
	},
	"logs": {
		"associatekmskey", "createdelivery", "deletedelivery", "describelogstreams", "disassociatekmskey",
		"filterlogevents", "getdelivery", "integratewiths3table", "listtagsloggroup", "processwithpipeline",
		"putlogevents", "startquery", "tagloggroup", "unmask", "untagloggroup", "updateanomaly",
	},
	"rds": {
		"addroletodbcluster", "authorizedbsecuritygroupingress", "backtrackdbcluster", "copydbsnapshot",
		"createdbcluster", "deletedbproxy", "deregisterdbproxytargets", "describedblogfiles", "disablehttpendpoint",
		"downloaddblogfileportion", "enablehttpendpoint", "failoverdbcluster", "modifydbproxy", "promotereadreplica",
		"purchasereserveddbinstancesoffering", "rebootdbcluster", "registerdbproxytargets",
		"removefromglobalcluster", "resetdbparametergroup", "restoredbclusterfroms3", "revokedbsecuritygroupingress",
		"startdbcluster", "stopdbcluster", "switchoverreadreplica",
	},
	"s3": {
		"allowvendedlogdeliveryforresource", "associateaccessgrantsidentitycenter", "createbucket", "deletebucket",
		"describejob", "dissociateaccessgrantsidentitycenter", "getbucketabac", "initiatereplication",
		"listaccessgrants", "objectowneroverridetobucketowner", "pausereplication", "putbucketacl", "replicatetags",
		"submitmultiregionaccesspointroutes", "updatejobstatus",
	},
	"secretsmanager": {
		"cancelrotatesecret", "createsecret", "deletesecret", "describesecret", "getsecretvalue",
		"listsecretversionids", "putsecretvalue", "removeregionsfromreplication", "replicatesecrettoregions",
		"restoresecret", "rotatesecret", "stopreplicationtoreplica", "tagresource", "untagresource", "updatesecret",
		"validateresourcepolicy",
	},
	"sns": {
		"addpermission", "confirmsubscription", "createtopic", "deletetopic", "gettopicattributes",
		"listsubscriptionsbytopic", "publish", "putdataprotectionpolicy", "removepermission", "settopicattributes",
		"subscribe",
	},
	"sqs": {
		"addpermission", "cancelmessagemovetask", "changemessagevisibility", "createqueue", "deletequeue",
		"getqueueurl", "listqueuetags", "purgequeue", "receivemessage", "removepermission", "sendmessage",
		"setqueueattributes", "startmessagemovetask", "tagqueue", "untagqueue",
	},
	"ssm": {
		"associateopsitemrelateditem", "cancelmaintenancewindowexecution", "createdocument", "deleteopsitem",
		"deregistermanagedinstance", "describedocument", "disassociateopsitemrelateditem", "getopsitem",
		"labelparameterversion", "listnodes", "modifydocumentpermission", "putcalendar",
		"registerdefaultpatchbaseline", "resetservicesetting", "resumesession", "sendcommand",
		"startassociationsonce", "stopautomationexecution", "terminatesession", "unlabelparameterversion",
		"updateopsitem", "validatecloudconnector",
	},
	"states": {
		"createactivity", "deleteactivity", "describemaprun", "getactivitytask", "listmapruns",
		"publishstatemachineversion", "redriveexecution", "startexecution", "stopexecution", "updatemaprun",
	},
	"sts": {
		"assumerole",
	},
}
