"""Text beyond ASCII: emoji and other scripts, whose bytes are spread over several tokens."""

from random import Random

from conversation import Sample, assistant, user
from . import words
from .phrasing import command, question

EMOJI = dict(
    pair.split("=")
    for pair in (
        "cat=🐱,dog=🐶,mouse=🐭,heart=❤️,star=⭐,sun=☀️,moon=🌙,fire=🔥,tree=🌳,rocket=🚀,car=🚗,house=🏠,apple=🍎,pizza=🍕,"
        "fish=🐟,flower=🌸,ghost=👻,robot=🤖,llama=🦙,smile=😀,book=📖,clock=🕐"
    ).split(",")
)

TRANSLATIONS = {
    "hello": "French=bonjour,German=hallo,Spanish=hola,Italian=ciao,Japanese=こんにちは,Chinese=你好,Russian=привет,Greek=γεια,Korean=안녕",
    "thank you": "French=merci,German=danke,Spanish=gracias,Italian=grazie,Japanese=ありがとう,Chinese=谢谢,Russian=спасибо,Greek=ευχαριστώ",
    "yes": "French=oui,German=ja,Spanish=sí,Italian=sì,Japanese=はい,Chinese=是,Russian=да,Greek=ναι",
    "no": "French=non,German=nein,Spanish=no,Italian=no,Japanese=いいえ,Chinese=不,Russian=нет,Greek=όχι",
    "cat": "French=chat,German=Katze,Spanish=gato,Italian=gatto,Japanese=猫,Chinese=猫,Russian=кошка,Greek=γάτα",
    "water": "French=eau,German=Wasser,Spanish=agua,Italian=acqua,Japanese=水,Chinese=水,Russian=вода,Greek=νερό",
    "coffee": "French=café,German=Kaffee,Spanish=café,Italian=caffè,Japanese=コーヒー,Chinese=咖啡,Russian=кофе,Greek=καφές",
    "good night": "French=bonne nuit,German=gute Nacht,Spanish=buenas noches,Italian=buona notte,Japanese=おやすみ,Chinese=晚安",
}
TABLE = {english: dict(pair.split("=") for pair in row.split(",")) for english, row in TRANSLATIONS.items()}


def emoji(rng: Random) -> Sample:
    name = rng.choice(list(EMOJI))
    asked = rng.choice(
        [f"Show me the emoji for {name}.", f"Which emoji is a {name}?", f"What is the emoji for {name}?", f"Give me a {name} emoji."]
        + [f"Send me a {name} emoji.", f"Draw a {name} as an emoji.", f"{name} emoji?", f"Emoji for {name}?", f"Give me the {name} emoji."]
        + [f"Write the emoji of a {name}.", f"What does the {name} emoji look like?", f"Answer with a {name} emoji.", f"I need a {name} emoji."]
    )
    asked = question(rng, asked) if asked.endswith("?") else command(rng, asked)
    return Sample([user(asked.replace(" a apple", " an apple")), assistant(EMOJI[name], f"The user wants the emoji for {name}.")])


def named_emoji(rng: Random) -> Sample:
    """What an emoji shows."""
    name = rng.choice(list(EMOJI))
    asked = rng.choice(["What is {e}?", "What does {e} mean?", "What does {e} show?", "Explain {e}", "{e} means what?", "What do you see here? {e}"])
    return Sample([user(asked.format(e=EMOJI[name])), assistant(f"{EMOJI[name]} shows: {name}.", f"The user shows the emoji for {name}.")])


def translation(rng: Random) -> Sample:
    english = rng.choice(list(TABLE))
    language = rng.choice(list(TABLE[english]))
    asked = rng.choice(
        [f"How do you say {english} in {language}?", f"Translate {english} to {language}.", f'What is "{english}" in {language}?']
        + [f'Translate "{english}" into {language}.', f'Say "{english}" in {language}.', f"What is the {language} word for {english}?"]
        + [f"What is {english} in {language}?", f'How do I say "{english}" in {language}?', f"{english} in {language}?", f"Say {english} in {language}."]
        + [f"What does {english} translate to in {language}?", f"Which {language} word means {english}?", f"In {language}, how do you say {english}?"]
    )
    asked = question(rng, asked) if asked.endswith("?") else command(rng, asked)
    text = f'"{english}" in {language} is "{TABLE[english][language]}".'
    return Sample([user(asked), assistant(text, f"The user wants {english} in {language}. It is {TABLE[english][language]}.")])


def copied(rng: Random) -> Sample:
    """Repeats emoji and foreign words, byte by byte."""
    pool = list(EMOJI.values()) + [word for row in TABLE.values() for word in row.values() if not word.isascii()]
    text = " ".join(rng.choice(pool) for _ in range(rng.randint(1, 3)))
    if rng.random() < 0.3:
        text += " " + words.made_up(rng)
    asked = rng.choice([f"Repeat: {text}", f"Repeat after me: {text}", f"Say: {text}", f'Say "{text}".', f"Echo: {text}", f"Copy this text: {text}"])
    return Sample([user(asked), assistant(text, "The user wants me to repeat some words.")])


def unicode_text(rng: Random) -> Sample:
    return rng.choice([emoji, emoji, named_emoji, translation, translation, translation, copied])(rng)
