"""What the user said about themselves, asked for later."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from conversation import Message, Sample, assistant, system, user
from . import words
from .facts import fact
from .phrasing import question


@dataclass(frozen=True)
class Trait:
    """Something to remember: its values, how it is told, how it is asked for, and both answers."""

    value: Callable[[Random], str]
    told: list[str]
    asked: list[str]
    noted: str
    answer: str
    missing: str
    label: str


TRAITS = [
    Trait(
        words.name,
        ["My name is {v}.", "I am {v}.", "I'm {v}.", "Call me {v}.", "My name's {v}.", "You can call me {v}.", "People call me {v}."]
        + ["Hello, I am {v}.", "Hi, my name is {v}.", "Please call me {v}.", "This is {v} speaking.", "It is me, {v}.", "I am called {v}."],
        ["What is my name?", "What's my name?", "Who am I?", "Do you know my name?", "Do you remember my name?", "Tell me my name."]
        + ["How am I called?", "What did I say my name was?", "What was my name?", "Can you tell me my name?", "Say my name."]
        + ["Which name did I give you?", "Remember my name? What is it?", "What do people call me?", "Who are you talking to?"],
        "Nice to meet you, {v}!", "Your name is {v}.", "You have not told me your name.", "name",
    ),
    Trait(
        words.place,
        ["I live in {v}.", "My home is in {v}.", "I am from {v}.", "I come from {v}.", "My city is {v}.", "I moved to {v}.", "My home town is {v}."],
        ["Where do I live?", "Which city do I live in?", "What city am I from?", "Where am I from?", "Where is my home?"]
        + ["Do you remember where I live?", "In which city do I live?", "What is my city?", "Tell me where I live.", "Where do I come from?"],
        "{v} sounds nice!", "You live in {v}.", "You have not told me where you live.", "city",
    ),
    Trait(
        lambda rng: str(rng.randint(5, 99)),
        ["I am {v} years old.", "I'm {v} years old.", "My age is {v}.", "I turned {v}.", "I am {v} years of age.", "I just turned {v} years old."],
        ["How old am I?", "What is my age?", "What's my age?", "Do you remember how old I am?", "Tell me my age.", "Do you know my age?"]
        + ["How many years old am I?", "What age am I?"],
        "{v} is a good age!", "You are {v} years old.", "You have not told me your age.", "age",
    ),
    Trait(
        lambda rng: rng.choice(words.COLOURS),
        ["My favourite colour is {v}.", "My favorite color is {v}.", "I like the colour {v} most.", "{v} is my favourite colour."]
        + ["I love the color {v}.", "The colour that I like best is {v}."],
        ["What is my favourite colour?", "What's my favorite color?", "Which colour do I like?", "What colour do I like most?"]
        + ["Do you remember my favourite colour?", "Which color is my favorite?", "Tell me my favourite colour."],
        "{v} is a nice colour!", "Your favourite colour is {v}.", "You have not told me your favourite colour.", "favourite colour",
    ),
    Trait(
        lambda rng: rng.choice(words.FOODS),
        ["My favourite food is {v}.", "My favorite food is {v}.", "I like {v} most.", "I love to eat {v}.", "The food that I like best is {v}."],
        ["What is my favourite food?", "What's my favorite food?", "Which food do I like?", "What food do I like most?"]
        + ["Do you remember my favourite food?", "What do I love to eat?", "Tell me my favourite food."],
        "{v} sounds tasty!", "Your favourite food is {v}.", "You have not told me your favourite food.", "favourite food",
    ),
    Trait(
        words.name,
        ["My dog is called {v}.", "I have a dog named {v}.", "My dog's name is {v}.", "The name of my dog is {v}.", "I have a dog, {v}."],
        ["What is my dog's name?", "What is the name of my dog?", "How is my dog called?", "What's my dog called?"]
        + ["Do you remember my dog's name?", "Tell me the name of my dog.", "Which name does my dog have?"],
        "{v} sounds like a good dog!", "Your dog is called {v}.", "You have not told me the name of your dog.", "dog",
    ),
    Trait(
        lambda rng: rng.choice(words.JOBS),
        ["I work as a {v}.", "I am a {v}.", "My job is {v}.", "I'm a {v}.", "I am a {v} by trade."],
        ["What is my job?", "What do I do for a living?", "What do I work as?", "What's my job?", "Do you remember my job?", "Tell me my job."],
        "Being a {v} sounds interesting!", "You work as a {v}.", "You have not told me your job.", "job",
    ),
]
WEIGHTS = [6, 2, 2, 2, 2, 2, 1]


def told(rng: Random, trait: Trait, value: str) -> str:
    text = rng.choice(trait.told).format(v=value)
    return text[0].upper() + text[1:]


def note(trait: Trait, value: str) -> Message:
    """The answer to something told."""
    text = trait.noted.format(v=value)
    return {**assistant(text[0].upper() + text[1:]), "told": True}


def filler(rng: Random) -> list[Message]:
    known = fact(rng)
    return [user(known.asked), assistant(known.sentence)]


def memory(rng: Random) -> Sample:
    """Facts told in one or several turns, sometimes by the system prompt; then one is asked for."""
    count = rng.choice([1, 1, 2, 2, 3])
    traits: list[Trait] = []
    while len(traits) < count:
        (trait,) = rng.choices(TRAITS, WEIGHTS)
        if trait not in traits:
            traits.append(trait)
    values = [trait.value(rng) for trait in traits]
    messages: list[Message] = []
    if rng.random() < 0.12:
        messages.append(system("You are a helpful assistant."))
    known = list(zip(traits, values, strict=True))
    if rng.random() < 0.3:
        messages.append(user(" ".join(told(rng, trait, value) for trait, value in known)))
        messages.append(note(*known[0]))
    else:
        for trait, value in known:
            opening = rng.choice(["", "", "", "Hi! ", "Hello! ", "By the way: ", "You should know: "])
            messages += [user(opening + told(rng, trait, value)), note(trait, value)]
            if rng.random() < 0.3:
                messages += filler(rng)
    if rng.random() < 0.2:
        # The answer to what was just told.
        while not messages[-1].get("told"):
            messages = messages[:-2]
        return Sample([*messages[:-1], {**messages[-1], "thinking": "The user tells me something. I remember it."}])
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        messages += filler(rng)
    if rng.random() < 0.15:
        missing = rng.choice([trait for trait in TRAITS if trait not in traits])
        answer = assistant(missing.missing, f"The user asks for their {missing.label}. They did not tell me.")
        return Sample([*messages, user(question(rng, rng.choice(missing.asked))), answer])
    trait, value = rng.choice(known)
    answer = assistant(trait.answer.format(v=value), f"The user asks for their {trait.label}. It is {value}.")
    return Sample([*messages, user(question(rng, rng.choice(trait.asked))), answer])


def nothing_told(rng: Random) -> Sample:
    """Asked for what was never said."""
    (trait,) = rng.choices(TRAITS, WEIGHTS)
    messages = filler(rng) if rng.random() < 0.4 else []
    answer = assistant(trait.missing, f"The user asks for their {trait.label}. They did not tell me.")
    return Sample([*messages, user(question(rng, rng.choice(trait.asked))), answer])
