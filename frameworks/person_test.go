package frameworks

import "testing"

func TestPerson(t *testing.T) {
	for _, same := range []string{
		"Ana Petrov", "Ana Petrov, CTO", "  ana   PETROV ", "Ana Petrov (CTO)", "Ana Petrov <ana@example.com>", "Ana Petrov - CTO",
		"Ana Petrov \u2013 CTO", "Ana\u00a0Petrov", "Ana\u200b Petrov", "Ana M. Petrov", "Petrov Ana", "Ana-Petrov", "Ana Petrov / CTO", "Ana Petrov; security",
	} {
		if got := person(same); got != "ana petrov" {
			t.Errorf("person(%q) = %q", same, got)
		}
	}
	for _, nobody := range []string{"", " ", "-", ", CTO", "TBD", "N.A.", "nobody", "none", "\u200b", "(CTO)", "TODO"} {
		if got := person(nobody); got != "" {
			t.Errorf("person(%q) = %q, want nobody", nobody, got)
		}
	}
	for _, other := range []string{"Ana Petrova", "Ben Petrov", "Ana", "Anna Petrov", "Иван Петров", "李"} {
		if got := person(other); got == "" || got == "ana petrov" {
			t.Errorf("person(%q) = %q", other, got)
		}
	}
}
