package json

import (
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

type configFile struct {
	Path   string `json:"path"`
	Digest string `json:"digest"`
}

type instrument struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	IDs   []standing `json:"ids"`
}

type standing struct {
	ID       string   `json:"id"`
	Group    string   `json:"group"`
	Topic    string   `json:"topic"`
	Evidence string   `json:"evidence"` // "toward", "part", "against" or "none"
	Controls []string `json:"controls"`
}

func newInstrument(r *candor.Report, in *candor.Instrument) any {
	return instrument{in.ID, in.Title, mapped(format.Standings(r, in), func(s format.Standing) standing {
		controls := mapped(s.Rests, func(x format.Support) string { return x.Control.ID })
		return standing{s.Question.ID, s.Question.Group, s.Question.Topic, s.Evidence, controls}
	})}
}

type answer struct {
	Instrument string         `json:"instrument"`
	ID         string         `json:"id"`
	Reply      candor.Reply   `json:"reply"`
	Verdict    candor.Verdict `json:"verdict"`
	Ownership  string         `json:"ownership,omitempty"`
	Text       string         `json:"text,omitempty"`
	Customer   string         `json:"customer,omitempty"`
	Why        string         `json:"why"`
	Source     string         `json:"source,omitempty"`
	By         string         `json:"by,omitempty"`
	Expires    string         `json:"expires,omitempty"`
	Claims     []string       `json:"claims"`
	Controls   []string       `json:"controls"`
	Citations  []citation     `json:"citations"`
}

type citation struct {
	Mark  string   `json:"mark"`
	Text  string   `json:"text"`
	Claim string   `json:"claim,omitempty"`
	Rule  string   `json:"rule,omitempty"`
	At    location `json:"at"`
	On    string   `json:"on,omitempty"`
}

func newAnswer(a *candor.Answer) any {
	return answer{
		a.Instrument, a.ID, a.Reply, a.Verdict, a.Ownership, a.Text, a.Customer, a.Why, a.Source, a.By, day(a.Expires),
		strings(a.Claims), strings(a.Controls), mapped(a.Citations, func(c candor.Citation) citation {
			on := ""
			if !c.On.IsZero() {
				on = c.On.UTC().Format(time.RFC3339)
			}
			return citation{c.Mark, c.Text, c.Claim, c.Rule, newLocation(c.At), on}
		}),
	}
}
