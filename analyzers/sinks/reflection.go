package sinks

import "github.com/candor-dev/candor/internal/effects"

// verbReflected is that of a call by reflection: what it calls, and so whether
// it writes or records, can't be told.
const verbReflected = "reflect"

// reflection classifies the calls of package reflect that call something.
func reflection(_ *Classifier, k *callee) []effects.Effect {
	if k.typ != "Value" || k.name != "Call" && k.name != "CallSlice" {
		return nil
	}
	e := k.mutation(verbReflected, "", "reflect.Value."+k.name)
	e.Weak, e.Unread = true, "what it calls is chosen by reflection"
	return []effects.Effect{e}
}
