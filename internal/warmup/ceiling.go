//go:build !cgo

package warmup

// ceiling is how much memory, in bytes, the runtime takes while garbage is
// collected lazily. With the pages of the program's file, which are 31 MB of what the
// system counts, it makes 88 to 92 MB.
const ceiling = 62 << 20
