//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// spent is the CPU time of this process so far, of all its threads.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// least runs f several times and gives the least CPU time of them.
func least(runs int, f func() error) (time.Duration, error) {
	var min time.Duration
	for i := range runs {
		runtime.GC() // what an earlier run left is not this one's
		begin := spent()
		if err := f(); err != nil {
			return 0, err
		}
		if d := spent() - begin; i == 0 || d < min {
			min = d
		}
	}
	return min, nil
}

// process is what whole checks took, each in a process of its own.
type process struct {
	cpu, wall time.Duration // the least
	memory    int64         // the most resident at once, in bytes: the most of all runs
	files     int64         // of that, pages of files, which is the program's: the most of all runs
}

// memory is the most that this process had resident at once, and how much of what
// is now are pages of files, in bytes. What is told of a process after its end
// takes in what the one that started it had.
func memory() (most, files int64, err error) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(b)) {
		name, rest, _ := strings.Cut(line, ":")
		if name != "VmHWM" && name != "RssFile" {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read %s of /proc/self/status: %w", name, err)
		}
		if name == "VmHWM" {
			most = n * 1024
		} else {
			files = n * 1024
		}
	}
	if most == 0 || files == 0 {
		return 0, 0, errors.New("this system tells nothing of the memory of a process")
	}
	return most, files, nil
}

func processes(ctx context.Context, dir string, runs int) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{}
	for i := range runs {
		cmd := exec.CommandContext(ctx, self, "-whole", dir)
		cmd.Stderr = os.Stderr
		begin := time.Now()
		said, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", dir, err)
		}
		wall := time.Since(begin)
		var most, files int64
		if _, err := fmt.Sscan(string(said), &most, &files); err != nil {
			return nil, fmt.Errorf("check %s: %w", dir, err)
		}
		cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if i == 0 || cpu < p.cpu {
			p.cpu = cpu
		}
		if i == 0 || wall < p.wall {
			p.wall = wall
		}
		p.memory = max(p.memory, most)
		p.files = max(p.files, files)
	}
	return p, nil
}

func (p *process) print(w io.Writer) {
	fmt.Fprintf(w, "\nthe whole check, every collector, sources to JSON, in a process of its own:\n%d ms of CPU, %d ms on the wall, %d MB at most, of which %d MB are pages of the program\n",
		p.cpu.Milliseconds(), p.wall.Milliseconds(), p.memory/1e6, p.files/1e6)
}
