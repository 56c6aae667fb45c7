"""Training text as token ids, in batches of like length. Everything follows from the seed and the step."""

from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from conversation import Sample, render
from data.mixture import sample
from vocabulary import SPECIAL

CONTEXT_WEIGHT = 0.1
"""What a token of the prompt counts in the loss, where a token of the answer counts 1."""

CONTEXT_SHARE = 0.2
"""Share of the prompt's tokens that count, for as much more: the head, which is slow, is left out for the others."""

POOL = 4096
"""Conversations that are drawn, sorted by length and cut into batches together."""

LONGEST = 640


@dataclass
class Batch:
    """Token ids [rows, columns] and the weight of each as a target; padding weighs nothing."""

    ids: Tensor
    weights: Tensor


def visible(text: str) -> str:
    """Text without what the vocabulary shall spell byte by byte."""
    return "".join(character for character in text if character.isascii() or character in "éüöä°")


def vocabulary_texts(seed: int, count: int) -> list[str]:
    rng = Random(f"vocabulary {seed}")
    texts = []
    for _ in range(count):
        prompt, answer = render(sample(rng))
        texts += [visible(part) for part in split_special(prompt + answer)]
    return texts


def split_special(text: str) -> list[str]:
    """The pieces of a text between its special tokens."""
    pieces = [text]
    for special in SPECIAL:
        pieces = [part for piece in pieces for part in piece.split(special)]
    return [piece for piece in pieces if piece]


def encode(rng: Random, tokenizer: Tokenizer, made: Sample, start: list[int]) -> tuple[list[int], list[float]]:
    """Ids and target weights of a conversation."""
    prompt, answer = render(made)
    before, after = tokenizer.encode(prompt).ids, tokenizer.encode(answer).ids
    counted = CONTEXT_WEIGHT / CONTEXT_SHARE
    weights = [counted if rng.random() < CONTEXT_SHARE else 0.0 for _ in before] + [1.0] * len(after)
    # After an earlier turn's opening comes its text, after the last one's a thought: nothing to learn there.
    for i in range(len(before) - len(start)):
        if before[i : i + len(start)] == start:
            weights[i + len(start)] = 0.0
    return before + after, weights


class Dataset:
    def __init__(self, tokenizer: Tokenizer, seed: int, excluded: set[str], tokens_per_batch: int) -> None:
        self.tokenizer = tokenizer
        self.seed = seed
        self.excluded = excluded
        self.size = tokens_per_batch
        self.start = tokenizer.encode("<|im_start|>assistant\n").ids

    def allowed(self, made: Sample) -> bool:
        """Whether no phrasing of the held-out table is in a conversation."""
        if not made.messages:
            return made.prompt + "\0" + made.suffix not in self.excluded
        return all(message["content"] not in self.excluded for message in made.messages if message["role"] != "assistant")

    def pool(self, index: int) -> list[Batch]:
        """The batches of one pool of conversations, in random order."""
        rng = Random(f"pool {self.seed} {index}")
        rows = []
        while len(rows) < POOL:
            made = sample(rng)
            if self.allowed(made):
                ids, weights = encode(rng, self.tokenizer, made, self.start)
                if len(ids) <= LONGEST:
                    rows.append((ids, weights))
        rows.sort(key=lambda row: len(row[0]))
        batches: list[Batch] = []
        while rows:
            longest = len(rows[-1][0])
            count = max(1, self.size // longest)
            rows, part = rows[:-count], rows[-count:]
            batches.append(pad(part, longest))
        rng.shuffle(batches)
        return batches


def pad(rows: list[tuple[list[int], list[float]]], columns: int) -> Batch:
    ids = torch.zeros(len(rows), columns, dtype=torch.long)
    weights = torch.zeros(len(rows), columns)
    for row, (tokens, factors) in enumerate(rows):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        weights[row, : len(tokens)] = torch.tensor(factors)
    return Batch(ids, weights)
