package vendors

import (
	"regexp"
	"slices"
	"strings"
)

// Global is the area of a list that promises no place.
const Global = "global"

// Place is what a text says of where data is.
type Place struct {
	Areas   []string // EU, US, UK, CH, CA, AU, IN, JP, SG, KR, BR, CN, global; sorted
	Regions []string // of clouds: eu-central-1; sorted
}

// Known reports whether the text named any area.
func (p Place) Known() bool { return len(p.Areas) > 0 }

// region has the form of a region's name at AWS and Google.
const region = `\b(?:us|eu|ap|sa|ca|me|af|il|mx|europe|asia|australia|northamerica|southamerica|africa)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-?[0-9]\b`

// ReadPlace reads what a list says of a location.
func ReadPlace(text string) Place {
	var p Place
	low := strings.ToLower(text)
	for _, r := range regexp.MustCompile(region).FindAllString(low, -1) {
		p.Regions = append(p.Regions, r)
		p.add(areaOf(r))
		low = strings.Replace(low, r, " ", 1)
	}
	sentence := " " + strings.Join(words(low), " ") + " "
	for _, a := range areas() {
		for _, n := range a.names {
			if strings.Contains(sentence, " "+n+" ") {
				p.add(a.area)
				break
			}
		}
	}
	slices.Sort(p.Areas)
	slices.Sort(p.Regions)
	p.Regions = slices.Compact(p.Regions)
	return p
}

func (p *Place) add(area string) {
	if area != "" && !slices.Contains(p.Areas, area) {
		p.Areas = append(p.Areas, area)
	}
}

// RegionOf tells where a host of a vendor stands, by the region in its name or
// by the table. Empty: the name does not tell.
func (v *Vendor) RegionOf(host string) (regionName, area string) {
	host = strings.ToLower(host)
	if r := regexp.MustCompile(region).FindString(host); r != "" {
		return r, areaOf(r)
	}
	for _, r := range v.Regions {
		if r.Host == host || strings.Contains(r.Host, "*") && matchHost(r.Host, host) {
			return "", r.Area
		}
	}
	return "", ""
}

// areaOf is the area of a cloud's region, or "".
func areaOf(region string) string {
	for _, a := range [...][2]string{
		{"eu-west-2", "UK"}, {"europe-west2", "UK"}, {"eu-central-2", "CH"}, {"europe-west6", "CH"},
		{"ca-", "CA"}, {"northamerica-northeast", "CA"}, {"ap-south-", "IN"}, {"asia-south1", "IN"}, {"asia-south2", "IN"},
		{"ap-southeast-1", "SG"}, {"asia-southeast1", "SG"}, {"ap-southeast-2", "AU"}, {"ap-southeast-4", "AU"}, {"australia-", "AU"},
		{"ap-northeast-2", "KR"}, {"asia-northeast3", "KR"}, {"ap-northeast-", "JP"}, {"asia-northeast", "JP"}, {"sa-east-1", "BR"}, {"southamerica-east1", "BR"},
		{"us-", "US"}, {"eu-", "EU"}, {"europe-", "EU"},
	} {
		if strings.HasPrefix(region, a[0]) {
			return a[1]
		}
	}
	return ""
}

type area struct {
	area  string
	names []string
}

// areas are the names that lists give to places.
func areas() []area {
	return []area{
		{"EU", []string{"eu", "eea", "europe", "european union", "germany", "deutschland", "frankfurt", "berlin", "hamburg", "munich", "nuremberg", "falkenstein", "ireland", "dublin", "france", "paris", "netherlands", "amsterdam", "belgium", "sweden", "stockholm", "finland", "helsinki", "denmark", "copenhagen", "austria", "vienna", "italy", "milan", "spain", "madrid", "portugal", "lisbon", "poland", "warsaw", "estonia", "tallinn", "czech republic", "czechia", "prague", "luxembourg", "lithuania", "latvia", "romania", "bulgaria", "croatia", "hungary", "greece", "slovenia", "slovakia", "malta", "cyprus"}},
		{"US", []string{"us", "usa", "u s", "u s a", "united states", "virginia", "ohio", "oregon", "california", "san francisco", "new york", "washington", "texas", "iowa"}},
		{"UK", []string{"uk", "u k", "united kingdom", "great britain", "england", "london"}},
		{"CH", []string{"switzerland", "zurich", "geneva"}},
		{"CA", []string{"canada", "montreal", "toronto"}},
		{"AU", []string{"australia", "sydney", "melbourne"}},
		{"IN", []string{"india", "mumbai"}},
		{"JP", []string{"japan", "tokyo", "osaka"}},
		{"SG", []string{"singapore"}},
		{"KR", []string{"korea", "south korea", "seoul"}},
		{"BR", []string{"brazil", "sao paulo"}},
		{"CN", []string{"china", "beijing"}},
		{Global, []string{"global", "globally", "worldwide", "nearest edge", "multiple regions", "various"}},
	}
}
