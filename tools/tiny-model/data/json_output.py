"""Answers in JSON: about countries, from a sentence, and as lists."""

from random import Random
from typing import Any

from conversation import Sample, assistant, system, to_json, user
from . import words
from .facts import CAPITALS, DAYS, Fact, fact
from .phrasing import command

LANGUAGES = dict(
    pair.split("=")
    for pair in (
        "France=French,Germany=German,Spain=Spanish,Italy=Italian,Portugal=Portuguese,England=English,Canada=English French,"
        "Switzerland=German French Italian,Belgium=Dutch French,Japan=Japanese,China=Chinese,Brazil=Portuguese,Mexico=Spanish,"
        "Argentina=Spanish,Russia=Russian,Greece=Greek,Norway=Norwegian,Sweden=Swedish,Austria=German,Australia=English"
    ).split(",")
)

JSON_SYSTEMS = ["Answer in JSON.", "Always answer with JSON.", "Reply with JSON only.", "Use JSON for each answer.", "You answer in JSON."]
JSON_SYSTEMS += ["Respond using JSON.", "Your answers are JSON objects.", "Output only JSON.", "Every reply must be JSON."]
ASKS = [" Answer in JSON.", " Respond using JSON.", " Reply in JSON.", " Use JSON.", " As JSON.", " Give the answer as JSON.", " JSON only."]
ASKS += [" Answer as a JSON object.", " In JSON, please.", " Output JSON.", " Return JSON.", " Reply with JSON only.", " Format: JSON."]


def sample(asked: str, value: Any, rng: Random) -> Sample:
    messages = [user(asked), assistant(to_json(value), "The user wants JSON.")]
    return Sample(messages)


def joined(keys: list[str], rng: Random) -> str:
    quoted = [f'"{key}"' for key in keys] if rng.random() < 0.3 else keys
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + rng.choice([" and ", ", ", ", and "]) + quoted[-1]


def about_country(rng: Random) -> Sample:
    """The country's name, capital and languages, all or those that are asked for."""
    country = rng.choice(list(LANGUAGES))
    everything = {"name": country, "capital": CAPITALS[country], "languages": LANGUAGES[country].split(" ")}
    if rng.random() < 0.5:
        asked = rng.choice([f"Tell me about {country}.", f"Describe {country}.", f"What do you know about {country}?", f"Give me facts about {country}."])
        return sample(asked + rng.choice(ASKS), everything, rng)
    keys = rng.sample(list(everything), rng.randint(1, 3))
    want = rng.choice(["with the keys {k}", "with keys {k}", "with {k}", "with the fields {k}", "that has {k}", "containing {k}"]).format(k=joined(keys, rng))
    asked = rng.choice(
        [f"Describe {country} as JSON {want}.", f"Give me a JSON object {want} for {country}.", f"Return JSON {want} about {country}."]
        + [f"Tell me about {country} as JSON {want}.", f"Write a JSON object {want} for {country}.", f"{country} as JSON {want}."]
    )
    return sample(asked, {key: everything[key] for key in keys}, rng)


def person(rng: Random) -> tuple[str, dict[str, Any]]:
    """A sentence about somebody, and what it says."""
    who, city, age, job = words.name(rng), words.place(rng), rng.randint(5, 99), rng.choice(words.JOBS)
    text, keys = rng.choice(
        [(f"{who} is {age} years old and lives in {city}.", "name age city"), (f"{who} is {age} years old.", "name age")]
        + [(f"{who} lives in {city} and works as a {job}.", "name city job"), (f"{who} is a {job} from {city}.", "name city job")]
        + [(f"{who}, {age}, lives in {city}.", "name age city"), (f"{who} is a {age} year old {job}.", "name age job")]
        + [(f"My friend {who} lives in {city}. {who} is {age}.", "name city age"), (f"{who} works as a {job}.", "name job")]
        + [(f"In {city} lives {who}, a {job} aged {age}.", "name city age job"), (f"My name is {who} and I am {age} years old.", "name age")]
    )
    everything = {"name": who, "age": age, "city": city, "job": job}
    return text, {key: everything[key] for key in keys.split(" ")}


def extraction(rng: Random) -> Sample:
    text, value = person(rng)
    if rng.random() < 0.25:
        keys = list(value)
    else:
        keys = rng.sample(list(value), rng.randint(1, len(value)))
    ask = rng.choice(
        [f"Extract {joined(keys, rng)} as JSON.", f"Give {joined(keys, rng)} as JSON.", f"Return JSON with the keys {joined(keys, rng)}."]
        + [f"Make a JSON object with {joined(keys, rng)}.", f"Write JSON with {joined(keys, rng)}.", f"JSON with keys {joined(keys, rng)}, please."]
        + [f"Put {joined(keys, rng)} into JSON.", f"As JSON: {joined(keys, rng)}.", f"Find {joined(keys, rng)} and answer in JSON."]
    )
    asked = f"{text} {ask}" if rng.random() < 0.6 else f"{ask.rstrip('.')}: {text}"
    return sample(asked, {key: value[key] for key in keys}, rng)


def key_of(known: Fact) -> dict[str, Any]:
    return {"answer": int(known.short) if known.short.isdigit() else known.short}


def fact_as_json(rng: Random) -> Sample:
    known = fact(rng)
    value = key_of(known)
    if rng.random() < 0.5:
        messages = [system(rng.choice(JSON_SYSTEMS)), user(known.asked), assistant(to_json(value), known.thought + " I answer in JSON.")]
        return Sample(messages)
    asked = known.asked if known.asked[-1] in ".!?" else known.asked + "?"
    return Sample([user(asked + rng.choice(ASKS)), assistant(to_json(value), known.thought + " I answer in JSON.")])


LISTS = {"colours": ["red", "green", "blue", "yellow", "black"], "colors": ["red", "green", "blue", "yellow", "black"]}
LISTS |= {"animals": ["dog", "cat", "horse", "cow", "bird"], "fruits": ["apple", "banana", "orange", "pear", "cherry"]}
LISTS |= {"days": DAYS[:5], "numbers": [1, 2, 3, 4, 5], "cities": ["Paris", "London", "Tokyo", "Rome", "Berlin"]}
NUMBERS = ["two", "three", "four", "five"]


def listed(rng: Random) -> Sample:
    kind = rng.choice(list(LISTS))
    count = rng.randint(2, 5)
    spoken = NUMBERS[count - 2] if rng.random() < 0.7 else str(count)
    asked = rng.choice(
        [f"List {spoken} {kind} as a JSON array.", f"Give me {spoken} {kind} as a JSON list.", f"Write a JSON array of {spoken} {kind}."]
        + [f"Return a JSON array with {spoken} {kind}.", f"Name {spoken} {kind} as a JSON array.", f"{spoken} {kind} as JSON array."]
    )
    return sample(command(rng, asked[0].upper() + asked[1:]), LISTS[kind][:count], rng)


def json_output(rng: Random) -> Sample:
    return rng.choice([about_country, extraction, extraction, extraction, fact_as_json, fact_as_json, listed])(rng)
