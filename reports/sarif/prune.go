package sarif

import (
	"bytes"
	"encoding/json"
)

// prune drops what the library writes for fields that nobody set: the sentinel
// -1 and empty lists and objects. A reader may take an index of -1 at its word.
// Defaults stay: a program that reads the file with this very library would
// take their absence for their opposite.
func prune(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	tree, _ = pruned("", tree)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(tree); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// pruned returns the value without what is unset in it, and whether it is to be kept.
func pruned(key string, v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			if c, keep := pruned(k, child); keep {
				v[k] = c
			} else {
				delete(v, k)
			}
		}
		if key == "driver" && v["rules"] == nil {
			v["rules"] = []any{} // GitHub asks for it even when no rule ran
		}
		return v, len(v) > 0 || required(key)
	case []any:
		out := v[:0]
		for _, child := range v {
			// An item keeps its place: others may refer to it by index.
			c, _ := pruned("", child)
			out = append(out, c)
		}
		return out, len(out) > 0 || required(key)
	case json.Number:
		return v, !(v == "-1" && sentinel(key))
	case nil:
		return nil, false
	}
	return v, true
}

// required lists what must be there even when it is empty.
func required(key string) bool {
	switch key {
	case "results", "runs", "driver", "suppressions", "message", "artifactLocation":
		return true
	}
	return false
}

// sentinel lists the numbers for which -1 means "not set".
func sentinel(key string) bool {
	switch key {
	case "index", "parentIndex", "ruleIndex", "rank", "id", "byteOffset", "charOffset", "executionOrder":
		return true
	}
	return false
}
