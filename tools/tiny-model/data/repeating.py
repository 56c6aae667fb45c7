"""Saying words again: exactly, in capital letters or several times. This is how the model learns to copy."""

from random import Random

from conversation import Sample, assistant, user

from . import words
from .facts import fact
from .phrasing import REQUESTS, lower_first

ORDERS = ["Repeat after me: {t}", "Say: {t}", 'Say "{t}".', 'Repeat "{t}".', "Repeat: {t}", "Echo: {t}", 'Write "{t}".', "Say this: {t}"]
ORDERS += ["Repeat these words: {t}", "Copy this text: {t}", "Say exactly this: {t}", 'Repeat the words "{t}".', "Write this down: {t}"]
ORDERS += ["Repeat this: {t}", 'Repeat the text "{t}".', "Copy: {t}", "Repeat what I say: {t}", "Echo this: {t}", 'Echo "{t}".']
UPPER = ['Write "{t}" in capital letters.', "Write in capital letters: {t}", "Uppercase: {t}", 'Say "{t}" in uppercase.', "In all caps: {t}"]
UPPER += ["Put this in capital letters: {t}", 'Convert "{t}" to uppercase.', "Make this uppercase: {t}", "Shout this: {t}"]


def copied(rng: Random) -> str:
    """Words, names, numbers or a sentence."""
    kind = rng.random()
    if kind < 0.2:
        return rng.choice([fact(rng).sentence, fact(rng).asked])
    parts = []
    for _ in range(rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12])):
        part = rng.random()
        if part < 0.3:
            parts.append(words.made_up(rng))
        elif part < 0.4:
            parts.append(str(rng.randint(0, 10 ** rng.randint(1, 5))))
        elif part < 0.55:
            parts.append(words.name(rng))
        else:
            parts.append(words.word(rng))
    return rng.choice([" ", " ", " ", ", "]).join(parts)


def repeating(rng: Random) -> Sample:
    text = copied(rng)
    upper = rng.random() < 0.25
    order = rng.choice(UPPER if upper else ORDERS).format(t=text)
    if rng.random() < 0.35:
        opening = rng.choice(REQUESTS)
        order = opening + lower_first(order)
        if opening.startswith(("Can", "Could", "Would")) and order.endswith(('"', '".')):
            order = order.rstrip(".") + "?"
    answer = text.upper() if upper else text
    return Sample([user(order), assistant(answer, "The user wants me to repeat some words.")])
