import { expect, test } from "bun:test";
import { parseTemplate } from "../prompts/gotemplate/index.ts";
import { toolCallMarker } from "./tool-call-marker.ts";

test.each([
  ['{{if .ToolCalls}}<tool_call>{{range .ToolCalls}}{"name":{{.Name}}{{end}}{{end}}', "<tool_call>"],
  ["{{if .ToolCalls}}[TOOL_CALLS] [{{range .ToolCalls}}{{.}}{{end}}]{{end}}", "[TOOL_CALLS] ["],
  ['{{if .ToolCalls}}{{range .ToolCalls}}{"name":{{.Name}}}{{end}}{{end}}', "{"],
  ["{{if .ToolCalls}}Action: ```json{{.}}```{{end}}", "Action: ```json"],
  ['{{if .ToolCalls}}Action:\r\n```json\r\n{"name"}{{end}}', "Action:\n```json"],
  // The text may stand deeper, behind blanks, in an else, but not behind output.
  [
    "{{range .Messages}}{{if .Content}}x{{else if .ToolCalls}} \n{{range .ToolCalls}}<c>{{.}}{{end}}{{end}}{{end}}",
    "<c>",
  ],
  ["{{with .A}}{{else}}{{if and .ToolCalls .B}}<c>{{end}}{{end}}", "<c>"],
  ["{{if .ToolCalls}}{{.}}<c>{{end}}", "{"],
  ["{{if .ToolCalls}}{{if .A}}{{.}}{{else}}<e>{{end}}<c>{{end}}", "<e>"],
  ["{{if .ToolCalls}}{{if .A}}{{end}}<c>{{end}}", "{"],
  // The condition must name the calls itself, and only the first such branch counts.
  ["{{if .A}}<a>{{.ToolCalls}}{{end}}", "{"],
  ["{{if $.ToolCalls}}<a>{{end}}", "{"],
  ["{{if .Message.ToolCalls}}<a>{{end}}{{if .ToolCalls}}<b>{{end}}", "<a>"],
  ["{{.Prompt}}", "{"],
])("%j", (text, marker) => {
  expect(toolCallMarker(parseTemplate(text))).toBe(marker);
});
