"""Code with a hole: functions, loops, branches, classes and imports in Python and JavaScript."""

from random import Random
from string import ascii_lowercase

from conversation import Sample
from . import words

OPERATORS = {"add": "+", "sum": "+", "plus": "+", "subtract": "-", "minus": "-", "difference": "-", "multiply": "*", "product": "*", "divide": "/"}
PARAMETERS = ["a", "b", "x", "y", "n", "m", "left", "right", "first", "second", "i", "j", "value", "other", "num1", "num2"]
FIELDS = ["name", "age", "size", "colour", "title", "price", "value"]
MODULES = {"numpy": "np", "pandas": "pd", "matplotlib.pyplot": "plt", "tensorflow": "tf", "seaborn": "sns"}


def identifier(rng: Random) -> str:
    """A variable's name: usual ones, single letters, words, and made-up words, so that names are copied, not guessed."""
    kind = rng.random()
    if kind < 0.2:
        return rng.choice(PARAMETERS)
    if kind < 0.35:
        return rng.choice(ascii_lowercase)
    if kind < 0.6:
        return words.made_up(rng)
    return rng.choice(words.EVERYDAY + words.THINGS + words.ADJECTIVES)


def two(rng: Random) -> tuple[str, str]:
    first, second = identifier(rng), identifier(rng)
    return (first, second) if first != second else two(rng)


def cut(rng: Random, before: str, middle: str, after: str) -> Sample:
    """A hole, at times widened to the line before it or narrowed to the rest of a word."""
    if rng.random() < 0.25 and len(middle) > 3:
        keep = rng.randint(1, len(middle) - 2)
        before, middle = before + middle[:keep], middle[keep:]
    return Sample(prompt=before, suffix=after, answer=middle)


def arithmetic(rng: Random) -> Sample:
    name, (a, b) = rng.choice(list(OPERATORS)), two(rng)
    called = name if rng.random() < 0.7 else rng.choice([f"{name}_numbers", f"{name}_two", f"my_{name}", f"{name}_values"])
    body = f"{a} {OPERATORS[name]} {b}"
    tail = rng.choice(["\n", "\n\nprint(" + called + "(1, 2))\n", f"\n\nresult = {called}(3, 4)\n"])
    if rng.random() < 0.3:
        return Sample(prompt=f"def {called}({a}, {b}):\n", suffix=tail, answer=f"    return {body}")
    if rng.random() < 0.45:
        called = name if rng.random() < 0.5 else name + "Numbers"
        return cut(rng, f"function {called}({a}, {b}) {{\n  return ", f"{body};", "\n}\n")
    return cut(rng, f"def {called}({a}, {b}):\n    return ", body, tail)


def assigned(rng: Random) -> Sample:
    name = rng.choice([f"{word}_result" for word in OPERATORS] + ["result", "total", "answer"])
    function, (a, b) = rng.choice(list(OPERATORS)), two(rng)
    head, after, body = f"def {function}({a}, {b}):\n", f"\n    return {name}\n", f"{a} {OPERATORS[function]} {b}"
    if rng.random() < 0.6:
        return cut(rng, f"{head}    {name} = ", body, after)
    return Sample(prompt=head, suffix=after, answer=f"    {name} = {body}")


def gcd(rng: Random) -> Sample:
    a, b = rng.choice([("a", "b"), ("x", "y"), ("m", "n")])
    name = rng.choice(["compute_gcd", "gcd", "find_gcd"])
    result = rng.choice(["result", "result", "gcd", "answer"])
    gap = rng.choice(["", "\n"])
    answer = f"    while {b} != 0:\n        {a}, {b} = {b}, {a} % {b}\n    {result} = {a}\n"
    return Sample(prompt=f"def {name}({a}, {b}):{gap}", suffix=f"    return {result}", answer=answer if gap else "\n" + answer)


def sign(rng: Random) -> Sample:
    v = identifier(rng)
    name = rng.choice(["sign", "check", "classify", "describe", identifier(rng)])
    head = f"def {name}({v}):\n    if {v} > 0:\n        return "
    if rng.random() < 0.5:
        return cut(rng, f'{head}"positive"\n    else:\n        return ', '"negative"', "\n")
    return cut(rng, head, '"positive"', '\n    else:\n        return "negative"\n')


def loop(rng: Random) -> Sample:
    item = identifier(rng)
    row = (item if rng.random() < 0.5 else identifier(rng)) + "s"
    kind = rng.randrange(3)
    if kind == 0:
        return cut(rng, f"for {item} in {row}:\n    ", f"print({item})", "\n")
    if kind == 1:
        count = rng.choice(["n", "10", "100", "count", "size"])
        return cut(rng, f"for {item} in range({count}):\n    ", f"print({item})", "\n")
    return cut(rng, f"total = 0\nfor {item} in {row}:\n    ", f"total += {item}", "\nprint(total)\n")


def initialiser(rng: Random) -> Sample:
    owner, fields = words.made_up(rng).capitalize(), rng.sample(sorted({*FIELDS, words.made_up(rng), identifier(rng), identifier(rng)}), 2)
    head = f"class {owner}:\n    def __init__(self, {', '.join(fields)}):\n"
    lines = [f"        self.{field} = {field}" for field in fields]
    which = rng.randrange(2)
    before = head + ("" if which == 0 else lines[0] + "\n") + f"        self.{fields[which]} = "
    after = "\n" + (lines[1] + "\n" if which == 0 else "")
    return cut(rng, before, fields[which], after)


def imported(rng: Random) -> Sample:
    module = rng.choice(list(MODULES))
    short = MODULES[module]
    if rng.random() < 0.5:
        return Sample(prompt=f"import {module} as ", suffix=rng.choice([f"\n\n{short}.", "\n", f"\n\nx = {short}."]), answer=short)
    return Sample(prompt="import ", suffix=f" as {short}\n", answer=module)


def constant(rng: Random) -> Sample:
    """A variable that the code after the hole uses."""
    name, number = identifier(rng), str(rng.randint(1, 999))
    if rng.random() < 0.5:
        return cut(rng, f"{name} = {number}\nprint(", name, ")\n")
    return cut(rng, f"const {name} = {number};\nconsole.log(", name, ");\n")


def even(rng: Random) -> Sample:
    v = identifier(rng)
    name, rest = rng.choice([("is_even", "0"), ("is_odd", "1"), ("even", "0"), ("odd", "1")])
    return cut(rng, f"def {name}({v}):\n    return ", f"{v} % 2 == {rest}", "\n")


def fill_middle(rng: Random) -> Sample:
    makers = [arithmetic] * 6 + [assigned] * 2 + [gcd, sign, loop, loop, initialiser, initialiser, imported, constant, constant, even]
    return rng.choice(makers)(rng)
