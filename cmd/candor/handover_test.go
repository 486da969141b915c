package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/candor-dev/candor/internal/cli"
)

// fakeAWS stands in for the second program: it says how it was called.
func fakeAWS() {
	args := strings.Join(os.Args[1:], " ")
	switch {
	case os.Args[1] == "__complete":
		fmt.Print("--resume\tgo on\n--org\n:4\n")
		os.Exit(0)
	case strings.HasSuffix(args, " wait"):
		caught := make(chan os.Signal, 2)
		signal.Notify(caught, os.Interrupt, syscall.SIGTERM)
		fmt.Println("ready", os.Getpid())
		fmt.Println("caught", <-caught)
		select {
		case s := <-caught:
			fmt.Println("twice", s)
		case <-time.After(200 * time.Millisecond):
		}
		os.Exit(cli.ExitIncomplete)
	}
	self, err := os.Executable()
	if err != nil {
		os.Exit(97)
	}
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		os.Exit(99)
	}
	fmt.Printf("%s: %s\nstdin: %s\ncaller: %s\n", filepath.Dir(self), args, in, os.Getenv("CANDOR_CALLER"))
	fmt.Fprintln(os.Stderr, "said on stderr", os.Getenv("OTHER"))
	code, err := strconv.Atoi(os.Getenv("FAKE_EXIT"))
	if err != nil {
		os.Exit(98)
	}
	os.Exit(code)
}
