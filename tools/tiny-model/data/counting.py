"""Counting up and down, and lists of things."""

from random import Random

from conversation import Sample, assistant, user
from .facts import DAYS, MONTHS
from .phrasing import command


def counting(rng: Random) -> Sample:
    kind = rng.random()
    if kind < 0.12:
        label, row = rng.choice([("days of the week", DAYS), ("months of the year", MONTHS), ("months", MONTHS), ("days", DAYS)])
        asked = rng.choice([f"List the {label}.", f"Name the {label}.", f"Tell me the {label}.", f"Name all {label}.", f"Write the {label}."])
        return Sample([user(command(rng, asked)), assistant(", ".join(row) + ".", f"The user wants the {label}.")])
    if kind < 0.65:
        first, last = 1, 50 if rng.random() < 0.35 else rng.randint(2, 50)
        asked = rng.choice(
            [f"Count to {last}.", f"Count up to {last}.", f"Count from 1 to {last}.", f"Write the numbers from 1 to {last}."]
            + [f"List the numbers from 1 to {last}.", f"Say the numbers up to {last}.", f"Count from one to {last}."]
            + [f"Count until {last}.", f"Give me the numbers 1 to {last}.", f"List all numbers up to {last}.", f"Start at 1 and count to {last}."]
        )
    elif kind < 0.85:
        first = rng.randint(0, 40)
        last = rng.randint(first + 1, 50)
        asked = rng.choice(
            [f"Count from {first} to {last}.", f"List the numbers from {first} to {last}.", f"Start at {first} and count to {last}."]
            + [f"Write the numbers {first} to {last}.", f"Give me the numbers from {first} to {last}.", f"Count up from {first} to {last}."]
        )
    else:
        first, last = rng.randint(2, 20), 1
        asked = rng.choice([f"Count down from {first}.", f"Count backwards from {first}.", f"Count down from {first} to 1.", f"Count from {first} down to 1."])
    step = 1 if last > first else -1
    numbers = ", ".join(str(number) for number in range(first, last + step, step))
    return Sample([user(command(rng, asked)), assistant(numbers + ".", f"The user wants the numbers from {first} to {last}.")])
