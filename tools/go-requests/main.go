// Writes what Ollama's own template package makes of requests, decoded by its own types: the reference for what Cria's Go
// templates see of a request. See README.md.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/template"
)

// Each stands inside of a loop over what its name says.
var expressions = map[string][]string{
	"": {
		"{{ .Tools }}", "{{ json .Tools }}", "{{ len .Tools }}", "{{ if .Tools }}yes{{ else }}no{{ end }}", "{{ not .Tools }}",
		"{{ .System }}", "{{ json .System }}", "{{ .Response }}", "{{ .Think }}{{ .ThinkLevel }}{{ .IsThinkSet }}", "{{ .Nope }}", "{{ json .Nope }}",
		"{{ .Messages | len }}", "{{ (index .Messages 0).Role }}", "{{ range $i, $m := .Messages }}{{ $i }}{{ end }}", "{{ .Nope.Nope }}",
		"{{ len (slice .Messages 1) }}", "{{ eq .Response \"\" }}", "{{ with .Tools }}{{ len . }}{{ end }}", "{{ index .Tools 0 }}", "{{ .Tools.String }}",
	},
	"message": {
		"{{ .Role }}|{{ .Content }}|{{ .Thinking }}|{{ .ToolName }}|{{ .ToolCallID }}", "{{ json .ToolCalls }}", "{{ .ToolCalls }}", "{{ len .ToolCalls }}",
		"{{ if .ToolCalls }}yes{{ else }}no{{ end }}", "{{ json .Images }}", "{{ len .Images }}", "{{ if .Images }}yes{{ else }}no{{ end }}", "{{ json .Thinking }}",
		"{{ json .Content }}", "{{ .Nope }}", "{{ json . }}", "{{ eq .Role \"user\" }}", "{{ and .Content .ToolCalls }}", "{{ or .ToolCalls .Content }}", "{{ printf \"%v\" .ToolCalls }}",
		"{{ printf \"%q\" .Content }}", "{{ eq .Thinking \"\" }}", "{{ .ToolCalls.Nope }}", "{{ with .ToolCalls }}{{ (index . 0).Function.Name }}{{ end }}", "{{ len .Thinking }}",
	},
	"call": {
		"{{ .ID }}|{{ .Function.Index }}|{{ .Function.Name }}", "{{ .Function.Arguments }}", "{{ json .Function.Arguments }}", "{{ json . }}", "{{ . }}", "{{ .Function }}", "{{ json .Function }}",
		"{{ len .Function.Arguments }}", "{{ if .Function.Arguments }}yes{{ else }}no{{ end }}", "{{ range $k, $v := .Function.Arguments }}{{ $k }}={{ $v }};{{ end }}",
		"{{ range $k, $v := .Function.Arguments }}{{ $k }}={{ json $v }};{{ else }}none{{ end }}", "{{ .Function.Arguments.a }}", "{{ index .Function.Arguments \"n\" }}", "{{ .Function.Arguments.nope }}",
		"{{ json .Function.Arguments.nope }}", "{{ .Function.Arguments.String }}", "{{ printf \"%v\" .Function.Arguments }}", "{{ printf \"%s\" .Function.Arguments }}", "{{ .Nope }}", "{{ .Function.Nope }}", "{{ .Function.Arguments.o.z }}",
		"{{ .Function.Arguments.nope.x }}", "{{ eq .ID \"\" }}", "{{ print .Function.Arguments \"x\" }}", "{{ .Function.Arguments.l }}", "{{ json .ID }}",
	},
	"tool": {
		"{{ . }}", "{{ json . }}", "{{ .Type }}|{{ .Function.Name }}|{{ .Function.Description }}", "{{ .Items }}", "{{ json .Items }}", "{{ json .Function }}", "{{ json .Function.Parameters }}", "{{ .String }}",
		"{{ .Function.Parameters.Type }}", "{{ .Function.Parameters.Required }}", "{{ json .Function.Parameters.Required }}", "{{ len .Function.Parameters.Required }}",
		"{{ if .Function.Parameters.Required }}yes{{ else }}no{{ end }}", "{{ .Function.Parameters.Properties }}", "{{ json .Function.Parameters.Properties }}", "{{ len .Function.Parameters.Properties }}",
		"{{ if .Function.Parameters.Properties }}yes{{ else }}no{{ end }}", "{{ .Function.Parameters.Defs }}", "{{ json .Function.Parameters.Defs }}", "{{ .Function.Parameters.Items }}", "{{ .Nope }}", "{{ .Function.Nope }}", "{{ .Function.Parameters.Nope }}",
		"{{ .Function.Parameters.Properties.p }}", "{{ .Function.Parameters.Properties.nope.Type }}", "{{ json .Function.Parameters.Properties.nope }}", "{{ index .Function.Parameters.Properties \"p\" }}", "{{ range $n, $p := .Function.Parameters.Properties }}{{ $n }},{{ else }}none{{ end }}",
		"{{ .Function.Parameters.Properties.String }}", "{{ eq .Type \"function\" }}", "{{ json .Function.Description }}", "{{ range .Function.Parameters.Required }}{{ . }},{{ else }}none{{ end }}", "{{ printf \"%v\" .Function.Parameters.Required }}",
	},
	"property": {
		"{{ .Type }}", "{{ json .Type }}", "{{ .Type.String }}", "{{ len .Type }}", "{{ if .Type }}yes{{ else }}no{{ end }}", "{{ range .Type }}{{ . }},{{ else }}none{{ end }}", "{{ printf \"%v\" .Type }}", "{{ printf \"%s|%q\" .Type .Type }}",
		"{{ .Description }}", "{{ json .Description }}", "{{ .Enum }}", "{{ json .Enum }}", "{{ len .Enum }}", "{{ if .Enum }}yes{{ else }}no{{ end }}", "{{ range .Enum }}{{ . }},{{ end }}", "{{ .Items }}", "{{ json .Items }}", "{{ .AnyOf }}", "{{ json .AnyOf }}", "{{ len .AnyOf }}",
		"{{ .Required }}", "{{ json .Required }}", "{{ json .Properties }}", "{{ if .Properties }}yes{{ else }}no{{ end }}", "{{ .Properties }}", "{{ .Properties.Len }}", "{{ range $k, $v := .Properties.ToMap }}{{ $k }}:{{ $v.Type }};{{ else }}none{{ end }}", "{{ json .Properties.ToMap }}",
		"{{ json . }}", "{{ . }}", "{{ toTypeScriptType . }}", "{{ .ToTypeScriptType }}", "{{ .Nope }}", "{{ index .Type 0 }}", "{{ eq .Description \"\" }}", "{{ range .AnyOf }}{{ .Type }},{{ toTypeScriptType . }};{{ end }}", "{{ .Type.Nope }}", "{{ .Items.a }}", "{{ with .Items }}{{ . }}{{ end }}", "{{ print .Type }}", "{{ eq (len .Required) 0 }}",
	},
}

var around = map[string]string{
	"":         "{{ if false }}{{ .Messages }}{{ end }}%s",
	"message":  "{{ range .Messages }}%s\n{{ end }}",
	"call":     "{{ range .Messages }}{{ range .ToolCalls }}%s\n{{ end }}{{ end }}",
	"tool":     "{{ if false }}{{ .Messages }}{{ end }}{{ range .Tools }}%s\n{{ end }}",
	"property": "{{ if false }}{{ .Messages }}{{ end }}{{ range .Tools }}{{ range $n, $p := .Function.Parameters.Properties }}{{ with $p }}{{ $n }}: %s\n{{ end }}{{ end }}{{ end }}",
}

// An address says nothing.
var address = regexp.MustCompile(`0x[0-9a-f]{6,}`)

func main() {
	if len(os.Args) != 2 {
		fatal(fmt.Errorf("one argument, please: the table"))
	}
	text, err := os.ReadFile("requests.json")
	if err != nil {
		fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		fatal(err)
	}
	names, requests := decode(text)
	var out bytes.Buffer
	out.Write(compact.Bytes())
	out.WriteByte('\n')
	out.Write(line(around))
	count := 0
	for _, place := range []string{"", "message", "call", "tool", "property"} {
		for _, expression := range expressions[place] {
			source := fmt.Sprintf(around[place], expression)
			for i, name := range names {
				// Requests without tools are for what looks at messages, and the other way round.
				if place != "" && (len(requests[i].Tools) > 0) != (place == "tool" || place == "property") {
					continue
				}
				output, failure := run(source, requests[i])
				if address.MatchString(output+failure) || (output == "" && failure == "") {
					continue
				}
				vector := []any{name, place, expression, output}
				if failure != "" {
					vector = []any{name, place, expression, nil, failure}
				}
				out.Write(line(vector))
				count++
			}
		}
	}
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		fatal(err)
	}
	fmt.Printf("%d vectors\n", count)
}

// A value as JSON on a line of its own.
func line(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		fatal(err)
	}
	return out.Bytes()
}

// The requests in their order, as Ollama's server decodes them.
func decode(text []byte) ([]string, []api.ChatRequest) {
	var names []string
	var requests []api.ChatRequest
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		fatal(err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			fatal(err)
		}
		var request api.ChatRequest
		if err := decoder.Decode(&request); err != nil {
			fatal(fmt.Errorf("%v: %w", name, err))
		}
		names = append(names, name.(string))
		requests = append(requests, request)
	}
	return names, requests
}

func run(source string, request api.ChatRequest) (string, string) {
	parsed, err := template.Parse(source)
	if err != nil {
		return "", err.Error()
	}
	// Templates may change the messages they get.
	messages := append([]api.Message(nil), request.Messages...)
	var out strings.Builder
	if err := parsed.Execute(&out, template.Values{Messages: messages, Tools: request.Tools}); err != nil {
		return "", err.Error()
	}
	return out.String(), ""
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "Error:", err)
	os.Exit(1)
}
