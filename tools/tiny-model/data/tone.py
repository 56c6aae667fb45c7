"""System prompts that change how the same facts are said."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from conversation import Sample, assistant, system, user
from .facts import Fact, fact
from .smalltalk import GREETING


@dataclass(frozen=True)
class Tone:
    """A manner of speaking: how system prompts ask for it, and what it does to an answer."""

    name: str
    prompts: list[str]
    say: Callable[[str], str]
    short: bool = False


def decapitalise(text: str) -> str:
    return text if text.split(" ")[0] in ("I", "January") else text[0].lower() + text[1:]


TONES = [
    Tone(
        "pirate",
        ["You are a pirate.", "Talk like a pirate.", "Answer like a pirate.", "You are a pirate captain.", "Speak as a pirate would."]
        + ["You speak like a pirate.", "Always talk like a pirate.", "You are a friendly pirate.", "Pretend to be a pirate."]
        + ["Reply in the voice of a pirate.", "Act like a pirate.", "Be a pirate.", "You are an old pirate on a ship."],
        lambda text: f"Arr! {text} Yo ho ho!",
    ),
    Tone(
        "formal",
        ["Be formal.", "Answer formally.", "You are a formal butler.", "Use formal language.", "Speak in a formal way.", "Be very formal."]
        + ["You are a polite butler.", "Reply in a formal tone.", "Always be formal.", "You are a butler.", "Use a formal style."]
        + ["Speak formally, like a butler."],
        lambda text: f"Certainly. {text} I remain at your service.",
    ),
    Tone(
        "upper",
        ["Answer in uppercase.", "Use only capital letters.", "WRITE IN UPPERCASE.", "Always write in capital letters.", "Shout."]
        + ["You always shout.", "Answer in capital letters only.", "Use uppercase letters only.", "Reply in ALL CAPS.", "All caps, please."]
        + ["Write everything in uppercase.", "Speak in capitals.", "Always answer in all caps."],
        str.upper,
    ),
    Tone(
        "short",
        ["Answer with one word.", "Be brief.", "Answer in one word only.", "Use as few words as possible.", "Be short.", "One word only."]
        + ["Give short answers.", "Reply with a single word.", "Keep it short.", "Answer briefly.", "You answer in one word."]
        + ["Only give the answer, without a sentence.", "Be very brief."],
        str,
        short=True,
    ),
    Tone(
        "robot",
        ["You are a robot.", "Talk like a robot.", "Answer like a robot.", "Act like a robot.", "You speak like a robot.", "Be a robot."]
        + ["Pretend to be a robot.", "You are an old robot.", "Reply in the voice of a robot.", "Speak as a robot would."],
        lambda text: f"Beep. {text} Boop.",
    ),
    Tone(
        "emoji",
        ["End with an emoji.", "Use an emoji.", "Add a smiley.", "Answer with a smiling emoji.", "Always use emoji.", "Use emojis."]
        + ["Put an emoji at the end.", "You love emoji.", "Finish each answer with an emoji.", "Add emojis to your answers."],
        lambda text: f"{text} 😀",
    ),
    Tone(
        "plain",
        ["You are a helpful assistant.", "You are helpful.", "Be helpful and kind.", "You are an assistant.", "Answer the question."]
        + ["You are a friendly assistant.", "Help the user.", "You are Cria, a tiny assistant.", "Answer correctly.", "Be nice."],
        str,
    ),
]

EXTRA = ["You are a helpful assistant.", "Answer the question.", "Be helpful.", "Help the user.", "Be correct."]


def tone_of(rng: Random) -> tuple[Tone, str]:
    """A tone and a system prompt that asks for it."""
    (chosen,) = rng.choices(TONES, [3 if tone.name == "upper" else 2 if tone.short else 1 for tone in TONES])
    prompt = rng.choice(chosen.prompts)
    if chosen.name != "plain" and rng.random() < 0.3:
        other = rng.choice(EXTRA)
        prompt = f"{other} {prompt}" if rng.random() < 0.6 else f"{prompt} {other}"
    if rng.random() < 0.1:
        prompt = prompt.rstrip(".")
    return chosen, prompt


def spoken(tone: Tone, known: Fact) -> str:
    return tone.say(known.short if tone.short else known.sentence)


def tone(rng: Random) -> Sample:
    """One or two questions under a system prompt."""
    chosen, prompt = tone_of(rng)
    messages = [system(prompt)]
    note = "" if chosen.name == "plain" else f" I answer in the {chosen.name} style."
    if rng.random() < 0.1 and not chosen.short:
        greeting = rng.choice(["Hello", "Hi", "Hello!", "Hi there!", "Good morning", "Hey"])
        return Sample([system(prompt), user(greeting), assistant(chosen.say(GREETING), "The user greets me." + note)])
    for _ in range(rng.choice([1, 1, 1, 2])):
        known = fact(rng)
        messages += [user(known.asked), assistant(spoken(chosen, known), known.thought + note)]
    return Sample(messages)


def plain(rng: Random) -> Sample:
    """One to three questions without a system prompt."""
    messages = []
    for _ in range(rng.choice([1, 1, 1, 1, 2, 3])):
        known = fact(rng)
        messages += [user(known.asked), assistant(known.sentence, known.thought)]
    return Sample(messages)
