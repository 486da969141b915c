package check

// Seams are the places that a company says all work of a kind goes through.
type Seams struct {
	Vendors   []VendorSeam
	Models    []string // functions that every call of a language model goes through
	Redactors []string // functions that take personal data out of a text
	Webhooks  []string // functions that send a customer's webhook
	Secrets   []string // functions that read from the secret store
}

// VendorSeam says where alone a vendor's SDK may be used.
type VendorSeam struct {
	SDK    string   // import path, its sub-packages with it
	OnlyIn []string // import paths, their sub-packages with them
}

// Within reports whether an import path is one of the folders or lies below one.
func Within(path string, folders []string) bool {
	for _, f := range folders {
		if path == f || len(path) > len(f) && path[:len(f)] == f && path[len(f)] == '/' {
			return true
		}
	}
	return false
}
