package scans

import "github.com/candor-dev/candor/internal/tree"

// csaf reads the VEX profile of CSAF 2.0.
func (d *document) csaf(root *tree.Node) string {
	doc := root.Get("document")
	if doc.Text("category") != "csaf_vex" {
		return "" // an advisory of a vendor's: no word on this tree
	}
	if !has(root, "vulnerabilities", tree.List) {
		return "it has no list of vulnerabilities"
	}
	names := map[string]string{}
	t := root.Get("product_tree")
	products(t, names, 0)
	for _, x := range items(t, "relationships") {
		// "A as a part of B" is A, of which the statement speaks.
		if part := names[x.Text("product_reference")]; part != "" {
			names[x.Get("full_product_name").Text("product_id")] = part
		}
	}
	when := moment(doc.Get("tracking").Text("current_release_date"))
	for _, v := range items(root, "vulnerabilities") {
		ids := []string{v.Text("cve")}
		for _, x := range items(v, "ids") {
			ids = append(ids, x.Text("text"))
		}
		reasons := map[string]string{}
		for _, list := range []string{"flags", "threats"} {
			for _, x := range items(v, list) {
				why := x.Text("label")
				if x.Text("category") == "impact" {
					why = x.Text("details")
				}
				for _, p := range strs(x, "product_ids") {
					if reasons[p] == "" {
						reasons[p] = why
					}
				}
			}
		}
		for _, m := range v.Each("product_status") {
			status := map[string]string{
				"known_not_affected": "not_affected", "fixed": "fixed", "first_fixed": "fixed", "known_affected": "affected",
				"first_affected": "affected", "last_affected": "affected", "under_investigation": "under_investigation",
			}[m.Key]
			if status == "" {
				continue
			}
			for _, p := range all(&m.Val) {
				name := names[p.Str]
				if name == "" {
					name = p.Str
				}
				d.state(statement{ids: ids, products: []string{name}, status: status, reason: reasons[p.Str], when: when, at: d.at(p)})
			}
		}
	}
	return ""
}

// products gathers the package URLs of a product tree, by product id.
func products(n *tree.Node, names map[string]string, depth int) {
	if n == nil || depth > 50 {
		return
	}
	put := func(x *tree.Node) {
		if id := x.Text("product_id"); id != "" {
			names[id] = x.Get("product_identification_helper").Text("purl")
		}
	}
	for _, x := range items(n, "full_product_names") {
		put(x)
	}
	for _, b := range items(n, "branches") {
		put(b.Get("product"))
		products(b, names, depth+1)
	}
}
