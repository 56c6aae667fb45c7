"""One training example, and how it becomes text: the chat template makes the prompt, this file the answer."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

MODEL_FOLDER = Path(__file__).resolve().parents[2] / "packages" / "server" / "model"

Message = dict[str, Any]
Tool = dict[str, Any]


@dataclass
class Sample:
    """A conversation whose last message is the assistant's, or a prompt and suffix whose middle is `answer`."""

    messages: list[Message] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    think: bool = False
    prompt: str = ""
    suffix: str = ""
    answer: str = ""


def user(content: str) -> Message:
    return {"role": "user", "content": content}


def system(content: str) -> Message:
    return {"role": "system", "content": content}


def assistant(content: str, thought: str = "") -> Message:
    return {"role": "assistant", "content": content, "thinking": thought}


def calling(calls: list[tuple[str, dict[str, Any]]], thought: str = "") -> Message:
    """An assistant message that calls tools."""
    functions = [{"function": {"name": name, "arguments": arguments}} for name, arguments in calls]
    return {"role": "assistant", "content": "", "thinking": thought, "tool_calls": functions}


def result(name: str, content: str) -> Message:
    return {"role": "tool", "content": content, "tool_name": name}


def to_json(value: Any) -> str:
    """JSON with a space after each comma and colon, the form that models know."""
    return json.dumps(value, ensure_ascii=False)


def load_template() -> jinja2.Template:
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = to_json
    return environment.from_string((MODEL_FOLDER / "template.jinja").read_text(encoding="utf-8"))


TEMPLATE = load_template()


def render_prompt(messages: list[Message], tools: list[Tool], think: bool | None) -> str:
    """The prompt for the next assistant message. A think of None leaves it to the template, which lets the model think."""
    variables: dict[str, Any] = {} if think is None else {"enable_thinking": think}
    named = [{**m, "reasoning_content": m.get("thinking", "")} for m in messages]
    return TEMPLATE.render(messages=named, tools=tools or None, add_generation_prompt=True, **variables)


def render(sample: Sample) -> tuple[str, str]:
    """Prompt and completion of a sample, end token included."""
    if not sample.messages:
        prompt = f"<|fim_prefix|>{sample.prompt}<|fim_suffix|>{sample.suffix}<|fim_middle|>"
        return prompt, sample.answer + "<|endoftext|>"
    *history, last = sample.messages
    thought = f"<think>\n{last['thinking']}\n</think>\n\n" if sample.think else ""
    calls = "".join(
        f'<tool_call>\n{{"name": "{name}", "arguments": {to_json(dict(sorted(arguments.items())))}}}\n</tool_call>\n'
        for call in last.get("tool_calls", [])
        for name, arguments in [(call["function"]["name"], call["function"]["arguments"])]
    )
    return render_prompt(history, sample.tools, sample.think), thought + last["content"] + calls + "<|im_end|>"
