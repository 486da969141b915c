package frameworks

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/candor-dev/candor"
)

// Proposal is an approved answer that may be meant by a question in free words.
// Only a person can say that it is.
type Proposal struct {
	Score    float64 // 1 is the same words, 0 is none in common
	Approved *candor.Approved
	// Answer is what it would answer today: No or blank where what it rests on
	// does not hold any more.
	Answer candor.Answer
}

// least is the score below which two questions have nothing to do with each other.
const least = 0.15

// Propose finds the approved answers that are nearest to a question in free
// words, the nearest first, at most max of them. Those that do not count on
// their own terms are left out.
//
// Near is measured over words: rare ones weigh more, those of every question
// nothing. An entry is compared by its own question, by the topics of the
// questions that it is for, and by its text, which counts half.
func Propose(in Answering, text string, max int) []Proposal {
	a := newAnswerer(&in)
	type entry struct {
		e        *candor.Approved
		ask, say []string
	}
	var entries []entry
	seen := make(map[string]int)
	for i := range in.Library {
		e := &in.Library[i]
		if len(a.faults(e)) > 0 {
			continue
		}
		x := entry{e, words(e.Question + " " + in.Catalogue.topics(e.For)), words(e.Text)}
		for _, w := range union(x.ask, x.say) {
			seen[w]++
		}
		entries = append(entries, x)
	}
	weight := func(w string) float64 { return math.Log(1 + float64(len(entries)+1)/float64(seen[w]+1)) }
	asked := words(text)
	var out []Proposal
	for _, x := range entries {
		score := math.Max(likeness(asked, x.ask, weight), likeness(asked, union(x.ask, x.say), weight)/2)
		if score < least {
			continue
		}
		out = append(out, Proposal{Score: score, Approved: x.e, Answer: a.signed(question{}, x.e, decision{}, nil)})
	}
	slices.SortStableFunc(out, func(x, y Proposal) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), x.Approved.At.Compare(y.Approved.At))
	})
	return out[:min(max, len(out))]
}

// topics are our words for the questions.
func (c *Catalogue) topics(ids map[string][]string) string {
	var out []string
	for _, f := range c.Frameworks {
		for _, id := range ids[f.ID] {
			if it := f.Item(id); it != nil {
				out = append(out, it.Topic)
			}
		}
	}
	return strings.Join(out, " ")
}

// likeness is the cosine of two sets of weighted words, both in order, so that
// the sums come out the same each time.
func likeness(a, b []string, weight func(string) float64) float64 {
	norm := func(ws []string) float64 {
		n := 0.0
		for _, w := range ws {
			n += weight(w) * weight(w)
		}
		return math.Sqrt(n)
	}
	dot := 0.0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			dot += weight(w) * weight(w)
		}
	}
	if dot == 0 {
		return 0
	}
	return dot / (norm(a) * norm(b))
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// words are the words of a text that tell it from others, without their
// endings, in order and each once.
func words(s string) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !slices.Contains(everywhere(), w) {
			out = append(out, stem(w))
		}
	}
	return union(out, nil)
}

// stem cuts the commonest endings of English: encrypts, encrypted, encrypting
// and encryption are one word.
func stem(w string) string {
	for _, end := range []string{"ions", "ion", "ings", "ing", "ed", "es", "s"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) >= 4 {
			return s
		}
	}
	return w
}

// everywhere are words that every question may have.
func everywhere() []string {
	return []string{"a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "company", "describe", "do", "does",
		"for", "from", "has", "have", "how", "if", "in", "is", "it", "its", "of", "on", "or", "organization", "our", "place",
		"please", "provide", "service", "that", "the", "their", "them", "there", "these", "this", "to", "us", "used", "vendor",
		"was", "we", "were", "what", "when", "where", "which", "who", "with", "you", "your"}
}
