package main

import "os"

func main() {
	_ = os.Setenv("GODEBUG", "http2client=0,tls10server=1") // want `lets servers accept TLS 1.0 by GODEBUG`
	_ = os.Setenv("GODEBUG", "http2client=0")
	_ = os.Setenv("OTHER", "tls10server=1")
}
