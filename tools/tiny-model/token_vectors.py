"""Writes 1,000 strings with the token ids that the training tokenizer gives them, for tests of other tokenizers."""

import argparse
import json
from pathlib import Path
from random import Random

import vocabulary
from conversation import MODEL_FOLDER, render
from data.mixture import sample

SCRIPTS = [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x620, 0x64A), (0x905, 0x939)]
SCRIPTS += [(0x3041, 0x3096), (0x4E00, 0x4FFF), (0xAC00, 0xACFF), (0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x2190, 0x21FF)]
PIECES = [" ", "  ", "\n", "\n\n", "\t", " \n ", "\r\n", "I'm", "you'll", "DON'T", "it's ", "...", "?!", "(x)", "12", "3.14", "e\u0301", "a\u200bb"]
PIECES += ["👩‍🚀", "❤️", "🇫🇷", "\u00a0", "\u3000", "ﬁ", "ß", "İ", "_a_b", "--", "{\"k\": 1}", "</think>", "<tool_call>"]


def strings(seed: int, count: int) -> list[str]:
    """Conversations, parts of them and random text of many scripts."""
    rng = Random(f"token vectors {seed}")
    made: list[str] = []
    while len(made) < count:
        kind = rng.random()
        if kind < 0.5:
            text = "".join(render(sample(rng)))
            begin = rng.randrange(len(text))
            made.append(without_control(text)[begin : begin + rng.randint(1, 80)] or "empty")
        elif kind < 0.75:
            first, last = rng.choice(SCRIPTS)
            made.append("".join(chr(rng.randint(first, last)) for _ in range(rng.randint(1, 20))))
        else:
            made.append("".join(random_piece(rng) for _ in range(rng.randint(1, 8))))
    return made


def without_control(text: str) -> str:
    """Control tokens have no text of their own, so that decoding could not give it back."""
    for control in vocabulary.CONTROL:
        text = text.replace(control, "")
    return text


def random_piece(rng: Random) -> str:
    if rng.random() < 0.6:
        return rng.choice(PIECES)
    return chr(rng.randint(*rng.choice(SCRIPTS)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("output"), help="folder of the vocabulary")
    options = parser.parse_args()
    tokenizer = vocabulary.load(options.output / "tokenizer.json")
    rows = [[text, tokenizer.encode(text).ids] for text in strings(1, 1000)]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    (MODEL_FOLDER / "token-ids.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
