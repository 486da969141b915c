package iamdata

// ended tells when AWS shut a service down, by its prefix: its name and the day, as
// AWS announced it; "" for one that is there. The catalogue holds the actions of such a
// service for years. Only those are listed of which no part goes on under the prefix.
func ended(prefix string) (name, day string) {
	switch prefix {
	case "a4b":
		return "Alexa for Business", "2025-05-31"
	case "codestar":
		return "CodeStar", "2024-07-31"
	case "elastictranscoder":
		return "Elastic Transcoder", "2025-11-13"
	case "honeycode":
		return "Honeycode", "2024-02-29"
	case "iotanalytics":
		return "IoT Analytics", "2025-12-15"
	case "lookoutvision":
		return "Lookout for Vision", "2025-10-31"
	case "mediastore":
		return "MediaStore", "2025-11-13"
	case "opsworks":
		return "OpsWorks Stacks", "2024-05-26"
	case "opsworks-cm":
		return "OpsWorks for Chef Automate", "2024-05-05"
	case "qldb":
		return "QLDB", "2025-07-31"
	case "robomaker":
		return "RoboMaker", "2025-09-10"
	case "workdocs":
		return "WorkDocs", "2025-04-25"
	case "worklink":
		return "WorkLink", "2022-04-19"
	}
	return "", ""
}
