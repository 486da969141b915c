# Regions of AWS and the places that they are called by, from AWS' list of
# regions (November 2026). The first name is the usual one.
package candor.tables.regions

code := `\b(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-[1-9]\b`

names := {
	"us-east-1": ["n. virginia", "virginia", "northern virginia"],
	"us-east-2": ["ohio"],
	"us-west-1": ["n. california", "california"],
	"us-west-2": ["oregon"],
	"ca-central-1": ["montreal"],
	"ca-west-1": ["calgary"],
	"mx-central-1": ["mexico"],
	"sa-east-1": ["sao paulo", "são paulo"],
	"eu-west-1": ["ireland", "dublin"],
	"eu-west-2": ["london"],
	"eu-west-3": ["paris"],
	"eu-central-1": ["frankfurt"],
	"eu-central-2": ["zurich"],
	"eu-north-1": ["stockholm"],
	"eu-south-1": ["milan"],
	"eu-south-2": ["spain", "aragon"],
	"me-south-1": ["bahrain"],
	"me-central-1": ["uae", "dubai"],
	"il-central-1": ["tel aviv"],
	"af-south-1": ["cape town"],
	"ap-south-1": ["mumbai"],
	"ap-south-2": ["hyderabad"],
	"ap-east-1": ["hong kong"],
	"ap-southeast-1": ["singapore"],
	"ap-southeast-2": ["sydney"],
	"ap-southeast-3": ["jakarta"],
	"ap-southeast-4": ["melbourne"],
	"ap-northeast-1": ["tokyo"],
	"ap-northeast-2": ["seoul"],
	"ap-northeast-3": ["osaka"],
}

all_names := {n | some list in names; some n in list}
