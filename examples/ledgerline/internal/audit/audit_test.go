package audit

import "testing"

func TestRecordRefusesAnEventWithoutActor(t *testing.T) {
	err := Record(t.Context(), nil, Event{Organization: "o1", Action: InvoiceCreated, Target: "i1"})
	if err == nil {
		t.Fatal("an event that names nobody was accepted")
	}
}
