// This file makes the compiler accept the functions without body in link.go.
