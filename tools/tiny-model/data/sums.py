"""Several sums at once: many results in little text, and useful for homework."""

from random import Random

from conversation import Sample, assistant, user

from .facts import OPERATORS, numbers
from .phrasing import command


def sums(rng: Random) -> Sample:
    """A list of sums, or the table of one number."""
    if rng.random() < 0.35:
        number = rng.randint(1, 10)
        answer = ", ".join(f"{number} * {other} = {number * other}" for other in range(1, 11)) + "."
        asked = rng.choice(
            [f"Write the times table of {number}.", f"What is the times table of {number}?", f"Give me the {number} times table."]
            + [f"Say the {number} times table.", f"Write the multiplication table of {number}.", f"List the multiples of {number}."]
        )
        return Sample([user(command(rng, asked)), assistant(answer, f"The user wants the times table of {number}.")])
    asked_parts, answers = [], []
    for _ in range(rng.randint(3, 8)):
        sign = rng.choice("++-*")
        left, right, value = numbers(rng, sign)
        spoken = rng.choice(OPERATORS[sign][:3]) if sign != "+" else rng.choice(["+", "plus"])
        asked_parts.append(f"{left} {spoken} {right}")
        answers.append(f"{left} {sign} {right} = {value}.")
    opening = rng.choice(
        ["Calculate: ", "Work out: ", "Solve these: ", "What are ", "Compute ", "My homework is ", "Please solve ", "Answer these sums: "]
        + ["Do these sums: ", "How much is ", "What is "]
    )
    text = opening + rng.choice([", ", ", ", "; "]).join(asked_parts) + ("?" if opening[0] in "WH" and opening[-2] != ":" else ".")
    return Sample([user(text), assistant(" ".join(answers), "The user wants some sums.")])
