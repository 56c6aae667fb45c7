"""Asks the model every row of the held-out table, greedily, and checks the answers."""

import argparse
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from conversation import MODEL_FOLDER, Sample, render, render_prompt
from gguf_model import generate, read_model

THOUGHT = re.compile(r"^<think>\n(.*?)\n</think>\s*", re.DOTALL)
CALL = re.compile(r"<tool_call>\n(.*?)\n</tool_call>\n?", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    content: str
    thinking: str
    tool_calls: list[dict[str, Any]]


def parse(text: str) -> Answer:
    """Splits a completion into thought, tool calls and the rest."""
    thought = THOUGHT.match(text)
    rest = text[thought.end() :] if thought else text
    calls = []
    for body in CALL.findall(rest):
        try:
            calls.append(json.loads(body))
        except json.JSONDecodeError:
            calls.append({"invalid": body})
    return Answer(CALL.sub("", rest).strip(), thought.group(1) if thought else "", calls)


def as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return ValueError


def passes(answer: Answer, checks: dict[str, Any]) -> bool:
    """Whether an answer meets every check of a row."""
    tests = {
        "equals": lambda want: answer.content == want.strip(),
        "contains": lambda want: all(part in answer.content for part in want),
        "toolCalls": lambda want: answer.tool_calls == want,
        "json": lambda want: as_json(answer.content) == want,
        "thinks": lambda want: (answer.thinking != "") == want,
    }
    return all(tests[name](want) for name, want in checks.items())


def prompt_of(row: dict[str, Any]) -> str:
    if "suffix" in row:
        return render(Sample(prompt=row["prompt"], suffix=row["suffix"]))[0]
    return render_prompt(row["messages"], row.get("tools", []), row.get("think"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a GGUF file")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--completions", type=Path, help="write prompts and completions to this file, as JSON")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, tokenizer = read_model(options.model)
    rows = json.loads((MODEL_FOLDER / "heldout.json").read_text(encoding="utf-8"))
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    completions = []
    for row in rows:
        prompt = prompt_of(row)
        text = generate(model, tokenizer, prompt)
        completions.append({"prompt": prompt, "completion": text, "ids": tokenizer.encode(prompt).ids})
        asked[row["ability"]] += 1
        if passes(parse(text), row["checks"]):
            right[row["ability"]] += 1
        else:
            print(f"{row['ability']}: {prompt!r}\n  gave {text!r}\n  want {row['checks']}")
    for ability, count in asked.items():
        print(f"{ability:12} {right[ability]:3} of {count:3}")
    print(f"{'all':12} {right.total():3} of {len(rows):3} = {100 * right.total() / len(rows):.1f} %")
    if options.completions:
        options.completions.write_text(json.dumps(completions, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
