package main

import (
	"fmt"
	"os"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// What the driver says of the customers: values per column, in the order of the customers, and what kinds they are of.
type customers struct {
	Count   int               `json:"count"`
	Kinds   map[string]string `json:"kinds"`
	Missing []string          `json:"missing"`
	Columns map[string][]any  `json:"columns"`
}

type customer = map[string]any

type program struct{ cel.Program }

func (p program) holds(one customer) bool {
	out, _, err := p.Eval(one)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return out == types.True
}

// A column with missing values is of a type that knows null.
func kind(name string, given customers) *cel.Type {
	plain := map[string]*cel.Type{"text": cel.StringType, "free": cel.StringType, "bool": cel.BoolType,
		"amount": cel.DoubleType, "count": cel.IntType, "date": cel.IntType}[given.Kinds[name]]
	if slices.Contains(given.Missing, name) {
		return cel.NullableType(plain)
	}
	return plain
}

func compiled(rules []string, given customers) []program {
	options := []cel.EnvOption{}
	for name := range given.Columns {
		options = append(options, cel.Variable(name, kind(name, given)))
	}
	env := must(cel.NewEnv(options...))
	out := make([]program, len(rules))
	for i, rule := range rules {
		ast, issues := env.Compile(rule)
		must(0, issues.Err())
		out[i] = program{must(env.Program(ast, cel.EvalOptions(cel.OptOptimize)))}
	}
	return out
}

func values(given customers) []customer {
	out := make([]customer, given.Count)
	for i := range out {
		out[i] = customer{}
		for name, column := range given.Columns {
			out[i][name] = value(column[i], given.Kinds[name])
		}
	}
	return out
}

func value(found any, kind string) any {
	switch found := found.(type) {
	case nil:
		return types.NullValue
	case bool:
		return types.Bool(found)
	case string:
		return types.String(found)
	case float64:
		if kind == "amount" {
			return types.Double(found)
		}
		return types.Int(found)
	}
	return found
}
