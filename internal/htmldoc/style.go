package htmldoc

import _ "embed" // the stylesheet

//go:embed base.css
var base string

// Base is the stylesheet that pages share: light and dark, narrow and print.
func Base() string { return base }
