package main

import "fmt"

func main() { fmt.Println("what a command prints is its answer") }
