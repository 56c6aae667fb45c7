// Writes what Go's text/template makes of each template of a table of vectors: the reference for Cria's own templates.
//
//	go run . ../../packages/server/src/prompts/gotemplate/vectors.json
//
// The table keeps its templates and their order; outputs and error texts are written anew. Format it with Biome afterwards.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"
)

type vector struct {
	Template string  `json:"template"`
	Output   *string `json:"output,omitempty"`
	Error    *string `json:"error,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		fatal(fmt.Errorf("one argument, please: the table"))
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		fatal(err)
	}
	for i := range vectors {
		vectors[i] = run(vectors[i].Template)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for i, each := range vectors {
		separator := ",\n  "
		if i == 0 {
			separator = "[\n  "
		}
		out.WriteString(separator)
		if err := encoder.Encode(each); err != nil {
			fatal(err)
		}
		out.Truncate(out.Len() - 1)
	}
	out.WriteString("\n]\n")
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		fatal(err)
	}
	fmt.Printf("%d templates\n", len(vectors))
}

func run(text string) vector {
	parsed, err := template.New("").Funcs(functions).Option("missingkey=zero").Parse(text)
	var out strings.Builder
	if err == nil {
		err = parsed.Execute(&out, data)
	}
	if err != nil {
		message := err.Error()
		return vector{Template: text, Error: &message}
	}
	output := out.String()
	return vector{Template: text, Output: &output}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "Error:", err)
	os.Exit(1)
}
