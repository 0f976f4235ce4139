// cel-go for the driver of this folder: `fired`, `time MS` on standard input, one line of JSON each. One program per rule, checked
// and compiled once with its constants folded; a customer is a map of CEL values made beforehand, so nothing is converted while timed.
//
// Usage: cel_peer PACK.json CUSTOMERS.json
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

type pack struct {
	Rules []string `json:"rules"`
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func read(path string, into any) {
	if err := json.Unmarshal(must(os.ReadFile(path)), into); err != nil {
		must(0, err)
	}
}

func celVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if strings.HasSuffix(module.Path, "/cel-go") {
			return module.Version
		}
	}
	return "unknown"
}

func say(value any) { fmt.Println(string(must(json.Marshal(value)))) }

func fired(rules []program, customers []customer) [][]int {
	all := make([][]int, len(customers))
	for i, one := range customers {
		all[i] = []int{}
		for number, rule := range rules {
			if rule.holds(one) {
				all[i] = append(all[i], number)
			}
		}
	}
	return all
}

// What this thread, and no collector of garbage beside it, took of the processor.
func processorTime() time.Duration {
	var used syscall.Rusage
	must(0, syscall.Getrusage(1, &used)) // RUSAGE_THREAD
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func timed(rules []program, customers []customer, limit time.Duration) map[string]any {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start, processor, decisions, held := time.Now(), processorTime(), 0, 0
	for time.Since(start) < limit {
		for _, rule := range rules {
			if rule.holds(customers[decisions%len(customers)]) {
				held++
			}
		}
		decisions++
	}
	took, cpu := time.Since(start), processorTime()-processor
	return map[string]any{"ns": float64(took) / float64(decisions), "cpu_ns": float64(cpu) / float64(decisions), "held": held}
}

func main() {
	var given customers
	var asked pack
	read(os.Args[1], &asked)
	read(os.Args[2], &given)
	rules, people := compiled(asked.Rules, given), values(given)
	say(map[string]string{"version": celVersion()})
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var task string
		var ms float64
		fmt.Sscan(lines.Text(), &task, &ms)
		if task == "fired" {
			say(fired(rules, people))
		} else {
			say(timed(rules, people, time.Duration(ms*1e6)))
		}
	}
}
