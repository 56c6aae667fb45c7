package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// Functions that Ollama adds to those of Go; the date stands still.
var functions = template.FuncMap{
	"json": func(value any) string {
		text, _ := json.Marshal(value)
		return string(text)
	},
	"currentDate":   func(...string) string { return "2026-08-01" },
	"yesterdayDate": func(...string) string { return "2026-07-31" },
	// The data has no property of a tool, and anything else is any.
	"toTypeScriptType": func(any) string { return "any" },
}

// Args prints as JSON, as the arguments of a tool call do.
type Args map[string]any

func (args Args) String() string { return marshal(args) }

// Tools prints as JSON, as a list of tools does.
type Tools []any

func (tools Tools) String() string { return marshal(tools) }

type Function struct {
	Index     int
	Name      string
	Arguments Args
}

type Call struct {
	ID       string
	Function Function
}

type Message struct {
	Role      string
	Content   string
	ToolCalls []Call
}

func (message Message) Upper() string { return strings.ToUpper(message.Role) }

func (message Message) Repeat(count int) string { return strings.Repeat(message.Role, count) }

func (message Message) Join(separator string, rest ...string) string {
	return message.Role + separator + strings.Join(rest, separator)
}

func (message Message) Fail() (string, error) { return "", errors.New("no such thing") }

type Point struct{ X, Y int }

func call(arguments Args) Call {
	return Call{ID: "1", Function: Function{Name: "get", Arguments: arguments}}
}

func marshal(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

// The data of every template.
var data = map[string]any{
	"s":        "hello",
	"e":        "",
	"u":        "héllo 日本 😀",
	"html":     `<a href="x">'b' & c</a>`,
	"nl":       "a\nb\tc\\",
	"t":        true,
	"f":        false,
	"nil":      nil,
	"i":        42,
	"neg":      -7,
	"zero":     0,
	"n":        3.5,
	"whole":    3.0,
	"big":      1e21,
	"mil":      1000000.0,
	"small":    0.00001,
	"byte":     byte(65),
	"list":     []any{"a", "b", "c"},
	"nums":     []any{1.0, 2.5, 3.0},
	"mixed":    []any{"x", 1, 2.5, true, nil, []any{"y"}},
	"empty":    []any{},
	"nilTools": Tools(nil),
	"tools":    Tools{map[string]any{"name": "f"}},
	"m":        map[string]any{"b": 2.0, "a": "one", "c": nil, "d": map[string]any{"e": []any{1.0}}},
	"em":       map[string]any{},
	"point":    Point{1, 2},
	"other":    Point{1, 3},
	"msg":      Message{Role: "user", Content: "Hi <b>", ToolCalls: []Call{call(Args{"city": "Paris", "n": 1.0})}},
	"fn":       func(x any, y string) string { return fmt.Sprint(x, y) },
	"Messages": []Message{
		{Role: "system", Content: "Be kind."},
		{Role: "user", Content: "Hello"},
		{Role: "assistant", ToolCalls: []Call{call(Args{"city": "Paris"})}},
		{Role: "tool", Content: "sunny"},
	},
	"Response": "resp",
}
