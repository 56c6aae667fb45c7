"""Short questions with one short answer: capitals, colours, opposites, sums, days, animals."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .phrasing import command, question


@dataclass(frozen=True)
class Fact:
    """A question as asked, the answer as a sentence and as one word, and what to think before it."""

    asked: str
    sentence: str
    short: str
    thought: str


CAPITALS = dict(
    pair.split("=")
    for pair in (
        "France=Paris,Germany=Berlin,Spain=Madrid,Italy=Rome,Portugal=Lisbon,England=London,Ireland=Dublin,Austria=Vienna,"
        "Poland=Warsaw,Greece=Athens,Norway=Oslo,Sweden=Stockholm,Finland=Helsinki,Denmark=Copenhagen,Belgium=Brussels,"
        "Hungary=Budapest,Russia=Moscow,Turkey=Ankara,Egypt=Cairo,Kenya=Nairobi,Japan=Tokyo,China=Beijing,India=New Delhi,"
        "Thailand=Bangkok,South Korea=Seoul,Vietnam=Hanoi,Australia=Canberra,Canada=Ottawa,Mexico=Mexico City,Brazil=Brasilia,"
        "Argentina=Buenos Aires,Peru=Lima,Chile=Santiago,Cuba=Havana,Switzerland=Bern,Iceland=Reykjavik,Ukraine=Kyiv,"
        "Romania=Bucharest,Nigeria=Abuja,the Netherlands=Amsterdam"
    ).split(",")
)

COLOUR_OF = dict(
    pair.split("=")
    for pair in (
        "the sky=blue,grass=green,a banana=yellow,snow=white,coal=black,blood=red,a lemon=yellow,the sea=blue,milk=white,"
        "a tomato=red,a carrot=orange,chocolate=brown,a frog=green,the sun=yellow,an orange=orange,a strawberry=red,"
        "a crow=black,a polar bear=white,an elephant=grey,a flamingo=pink,a leaf=green,a pumpkin=orange,an eggplant=purple,"
        "a fire truck=red"
    ).split(",")
)

OPPOSITE_PAIRS = [
    pair.split("=")
    for pair in (
        "hot=cold,big=small,up=down,left=right,day=night,black=white,happy=sad,fast=slow,old=young,rich=poor,full=empty,"
        "open=closed,hard=soft,wet=dry,light=dark,early=late,loud=quiet,strong=weak,long=short,good=bad,true=false,"
        "inside=outside,near=far,first=last,clean=dirty,love=hate,win=lose,start=stop,high=low,thick=thin,"
        "sweet=sour,push=pull,buy=sell,give=take"
    ).split(",")
]
OPPOSITES = {a: b for a, b in OPPOSITE_PAIRS} | {b: a for a, b in OPPOSITE_PAIRS}

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
SOUNDS = dict(
    pair.split("=")
    for pair in "dog=woof,cat=meow,cow=moo,sheep=baa,duck=quack,pig=oink,lion=roar,bee=buzz,frog=croak,owl=hoot".split(",")
)
LEGS = {"dog": 4, "cat": 4, "spider": 8, "bird": 2, "human": 2, "ant": 6, "horse": 4, "snake": 0, "bee": 6, "chicken": 2}


def pick(rng: Random, templates: tuple[list[str], list[str]], **slots: str) -> str:
    """One of the questions or commands, with its slots filled."""
    questions, commands = templates
    index = rng.randrange(len(questions) + len(commands))
    if index < len(questions):
        return question(rng, questions[index].format(**slots))
    return command(rng, commands[index - len(questions)].format(**slots))


CAPITAL_TEMPLATES = (
    ["What is the capital of {c}?", "What's the capital of {c}?", "Which city is the capital of {c}?", "{c}'s capital?"]
    + ["What is {c}'s capital city?", "What is the capital city of {c}?", "What city is the capital of {c}?", "Capital of {c}?"]
    + ["Do you know the capital of {c}?", "Do you know what the capital of {c} is?", "The capital of {c} is?", "{c}: capital?"]
    + ["The capital of {c} is what?", "What would be the capital of {c}?", "What is the name of the capital of {c}?"]
    + ["I wonder what the capital of {c} is?", "Which town is the capital of {c}?", "What do you call the capital of {c}?"]
    + ["What is the main city of {c}, its capital?", "For {c}, what is the capital?", "Is there a capital of {c}? Which city?"],
    ["Tell me the capital of {c}.", "Name the capital of {c}.", "Give me the capital of {c}.", "Say the capital of {c}."]
    + ["Tell me what the capital of {c} is.", "Name the capital city of {c}.", "Tell me which city is the capital of {c}."]
    + ["Write the capital of {c}.", "Find the capital of {c}.", "Remind me of the capital of {c}.", "Tell me {c}'s capital."],
)
COLOUR_TEMPLATES = (
    ["What colour is {t}?", "What color is {t}?", "Which colour is {t}?", "What is the colour of {t}?", "Colour of {t}?"]
    + ["What is the color of {t}?", "Which color does {t} have?", "What colour does {t} have?", "{t} is what colour?"]
    + ["Do you know what colour {t} is?", "Do you know the color of {t}?", "What colour would {t} be?", "The colour of {t} is?"]
    + ["What is the usual colour of {t}?", "If I look at {t}, what colour is it?", "What color is {t} usually?", "{t}: color?"],
    ["Tell me the colour of {t}.", "Name the color of {t}.", "Tell me what color {t} is.", "Give me the colour of {t}."]
    + ["Say which colour {t} has.", "Name the colour of {t}.", "Tell me which color {t} is."],
)
OPPOSITE_TEMPLATES = (
    ["What is the opposite of {w}?", "What's the opposite of {w}?", "Opposite of {w}?", "{w} is the opposite of what?"]
    + ["Which word is the opposite of {w}?", "What word means the opposite of {w}?", "What is the contrary of {w}?"]
    + ["Do you know the opposite of {w}?", "The opposite of {w} is?", "What would be the opposite of {w}?", "{w}: opposite?"]
    + ['What is the opposite of "{w}"?', 'What is the opposite of the word "{w}"?', "What is the reverse of {w}?"]
    + ["If something is not {w}, what is the opposite?", "What is an antonym of {w}?", "What is the antonym for {w}?"],
    ["Tell me the opposite of {w}.", "Name the opposite of {w}.", "Give me the opposite of {w}.", "Say the opposite of {w}."]
    + ['Give me the opposite of "{w}".', "Find a word that is the opposite of {w}.", "Tell me what the opposite of {w} is."],
)
SUM_TEMPLATES = (
    ["What is {a} {o} {b}?", "What's {a} {o} {b}?", "How much is {a} {o} {b}?", "{a} {o} {b}?", "{a} {o} {b} = ?", "{a} {o} {b} is?"]
    + ["What does {a} {o} {b} make?", "What do you get for {a} {o} {b}?", "Can you work out {a} {o} {b}?", "{a} {o} {b} ="]
    + ["Do you know {a} {o} {b}?", "What is the result of {a} {o} {b}?", "How much does {a} {o} {b} make?"],
    ["Calculate {a} {o} {b}.", "Compute {a} {o} {b}.", "Tell me what {a} {o} {b} is.", "Work out {a} {o} {b}.", "Solve {a} {o} {b}."]
    + ["Give me the result of {a} {o} {b}.", "Tell me how much {a} {o} {b} is."],
)
AND_TEMPLATES = (["What is the sum of {a} and {b}?", "How much is {a} and {b}?"], ["Add {a} and {b}.", "Sum {a} and {b}."])
NEXT_TEMPLATES = (
    ["Which {k} comes {s} {x}?", "What {k} comes {s} {x}?", "What {k} is {s} {x}?", "What is the {k} {s} {x}?", "{k} {s} {x}?"]
    + ["Which {k} is it {s} {x}?", "Which {k} is {s} {x}?", "What comes {s} {x}?"],
    ["Name the {k} {s} {x}.", "Tell me the {k} {s} {x}.", "Tell me which {k} comes {s} {x}.", "Give me the {k} {s} {x}."],
)
SOUND_TEMPLATES = (
    ["What does a {x} say?", "What sound does a {x} make?", "Which sound does a {x} make?", "How does a {x} sound?"]
    + ["What noise does a {x} make?", "What is the sound of a {x}?"],
    ["Tell me what a {x} says.", "Make the sound of a {x}.", "Tell me the sound of a {x}.", "Name the sound that a {x} makes."],
)
LEGS_TEMPLATES = (
    ["How many legs does a {x} have?", "How many legs has a {x}?", "How many legs are on a {x}?", "A {x} has how many legs?"]
    + ["What number of legs does a {x} have?", "On how many legs does a {x} walk?"],
    ["Tell me how many legs a {x} has.", "Count the legs of a {x}.", "Give me the number of legs of a {x}."],
)


def a(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def article(text: str) -> str:
    """Makes "a owl" into "an owl"."""
    for noun in ("owl", "ant"):
        text = text.replace(f" a {noun}", f" an {noun}").replace(f"A {noun}", f"An {noun}")
    return text


def capital(rng: Random) -> Fact:
    country = rng.choice(list(CAPITALS))
    city = CAPITALS[country]
    asked = pick(rng, CAPITAL_TEMPLATES, c=country)
    return Fact(asked, f"The capital of {country} is {city}.", city, f"The user asks for the capital of {country}. It is {city}.")


def colour(rng: Random) -> Fact:
    thing = rng.choice(list(COLOUR_OF))
    shade = COLOUR_OF[thing]
    asked = pick(rng, COLOUR_TEMPLATES, t=thing)
    sentence = f"{thing[0].upper()}{thing[1:]} is {shade}."
    return Fact(asked, sentence, shade, f"The user asks for the colour of {thing}. It is {shade}.")


def opposite(rng: Random) -> Fact:
    word = rng.choice(list(OPPOSITES))
    other = OPPOSITES[word]
    asked = pick(rng, OPPOSITE_TEMPLATES, w=word)
    return Fact(asked, f"The opposite of {word} is {other}.", other, f"The user asks for the opposite of {word}. It is {other}.")


OPERATORS = {"+": ["+", "+", "plus", "and"], "-": ["-", "-", "minus"], "*": ["*", "times", "x", "multiplied by"]}


def numbers(rng: Random, sign: str) -> tuple[int, int, int]:
    """Two small numbers and what the operator makes of them."""
    if sign == "*":
        left, right = rng.randint(1, 10), rng.randint(1, 10)
        return left, right, left * right
    left, right = rng.randint(0, 20), rng.randint(0, 20)
    if sign == "+":
        return left, right, left + right
    left, right = max(left, right), min(left, right)
    return left, right, left - right


def small_sum(rng: Random) -> Fact:
    sign = rng.choice("++-*")
    left, right, value = numbers(rng, sign)
    spoken = rng.choice(OPERATORS[sign])
    templates = SUM_TEMPLATES if spoken != "and" else AND_TEMPLATES
    asked = pick(rng, templates, a=str(left), b=str(right), o=spoken)
    return Fact(asked, f"{left} {sign} {right} = {value}.", str(value), f"The user asks for {left} {sign} {right}. It is {value}.")


def next_in_row(rng: Random) -> Fact:
    kind, row = rng.choice([("day", DAYS), ("month", MONTHS)])
    index = rng.randrange(len(row))
    side = rng.choice(["after", "before"])
    other = row[(index + (1 if side == "after" else -1)) % len(row)]
    asked = pick(rng, NEXT_TEMPLATES, k=kind, s=side, x=row[index])
    return Fact(asked, f"The {kind} {side} {row[index]} is {other}.", other, f"The user asks for the {kind} {side} {row[index]}. It is {other}.")


def sound(rng: Random) -> Fact:
    animal = rng.choice(list(SOUNDS))
    noise = SOUNDS[animal]
    asked = article(pick(rng, SOUND_TEMPLATES, x=animal))
    return Fact(asked, f"{a(animal).capitalize()} says {noise}.", noise, f"The user asks for the sound of {a(animal)}. It is {noise}.")


def legs(rng: Random) -> Fact:
    animal = rng.choice(list(LEGS))
    count = str(LEGS[animal])
    asked = article(pick(rng, LEGS_TEMPLATES, x=animal))
    sentence = f"{a(animal).capitalize()} has {count} legs."
    return Fact(asked, sentence, count, f"The user asks for the number of legs of {a(animal)}. It is {count}.")


KINDS: list[Callable[[Random], Fact]] = [capital] * 5 + [colour] * 3 + [opposite] * 4 + [small_sum] * 6 + [next_in_row, sound, legs]


def fact(rng: Random) -> Fact:
    return rng.choice(KINDS)(rng)
