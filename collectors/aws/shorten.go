package aws

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/iamdata"
)

// shorten replaces the ends of names by a * where the pattern then still means
// none but actions of the list, by the catalogue of all of AWS's actions.
func shorten(actions []string) []string {
	cat, err := iamdata.Open()
	if err != nil {
		return actions
	}
	var out []string
	for _, a := range actions {
		service, name, _ := strings.Cut(a, ":")
		all, err := cat.Service(service)
		if err != nil || len(all) == 0 {
			out = append(out, a)
			continue
		}
		short := a
		for n := 1; n < len(name)-1; n++ {
			inside := true
			for _, x := range all {
				if strings.HasPrefix(strings.ToLower(x.Name), strings.ToLower(name[:n])) && !slices.Contains(actions, service+":"+x.Name) {
					inside = false
					break
				}
			}
			if inside {
				short = service + ":" + name[:n] + "*"
				break
			}
		}
		out = append(out, short)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
