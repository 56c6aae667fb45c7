import type { PromptInput } from "../renderer.ts";
import { parametersJson, spacedJsonUnescaped } from "./go-json.ts";

type Tools = PromptInput["tools"];

const beforeTools = `In this environment you have access to a set of tools you can use to answer the user's question.

You can invoke a function by writing a "<atem:function_calls>" block like the following:
<atem:function_calls>
<atem:invoke name="$FUNCTION_NAME">
<atem:parameter name="$PARAMETER_NAME">$PARAMETER_VALUE</atem:parameter>
...
</atem:invoke>
</atem:function_calls>

String and scalar parameters should be specified as is, while lists and objects should use JSON format. Note that spaces for string values are not stripped. The output is not expected to be valid XML and is parsed with regular expressions.
Here are the functions available in JSONSchema format:
// Tool metadata
`;

const behindTools = `

Here's an example of how to call a function in the tool set:
(If the tool namespace is not specified, invoke the function directly as \`example_function_name\` rather than \`example_tool_name.example_function_name\`)

to=example_tool_name.example_function_name

<atem:function_calls>
<atem:invoke name="example_tool_name.example_function_name">
<atem:parameter name="example_parameter_1">value_1</atem:parameter>
<atem:parameter name="example_parameter_2">This is the value for the second parameter
that can span
"multiple" lines
</atem:parameter>
</atem:invoke>
</atem:function_calls>`;

/** What Glimmer is told about its tools and how to call them. */
export function toolInstructions(tools: Tools): string {
  const spaces = namespaces(tools).map((name) => `${spacedJsonUnescaped({ name, description: "" })}\n`);
  const list = tools.map(({ function: { name, description = "", parameters } }) => {
    const head = spacedJsonUnescaped({ name, description }).slice(0, -1);
    return `\n${head}, "parameters": ${parametersJson(parameters)}}`;
  });
  return `${beforeTools}${spaces.join("")}// Function schemas${list.join("")}${behindTools}`;
}

/** Whom Glimmer may address. */
export function validRecipients(tools: Tools): string {
  const spaces = namespaces(tools).map((name) => `, "${name}.*"`);
  return `# Valid recipients: "self"${spaces.join("")}, "user".`;
}

/** What stands before the first dot of the tools' names. */
function namespaces(tools: Tools): string[] {
  return [...new Set(tools.map((tool) => tool.function.name.split(".", 1)[0]!))];
}
