//go:build cgo

package warmup

// ceiling is less where the program holds a second parser of SQL: the pages of its file
// are 44 MB then, and it makes 96 to 99 MB.
const ceiling = 56 << 20
