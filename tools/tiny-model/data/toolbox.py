"""The tools that conversations use: their names and arguments in several spellings, requests for them and results."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from conversation import Tool, to_json
from . import words
from .unicode_text import TRANSLATIONS

Values = dict[str, Any]


@dataclass(frozen=True)
class Family:
    """A kind of tool. `arguments` maps each of its values to the names that a declaration may give it, with its type."""

    names: list[str]
    descriptions: list[str]
    arguments: dict[str, tuple[str, list[str]]]
    values: Callable[[Random], Values]
    requests: list[str]
    short: list[str]
    results: Callable[[Random, Values], tuple[str, str]]


def declare(rng: Random, family: Family) -> tuple[Tool, dict[str, str]]:
    """A declaration of the tool, and the argument name of each value."""
    naming = {value: rng.choice(names) for value, (_, names) in family.arguments.items()}
    properties = {naming[value]: {"type": kind} for value, (kind, _) in family.arguments.items()}
    function: dict[str, Any] = {"name": rng.choice(family.names)}
    function["description"] = rng.choice(family.descriptions) if rng.random() < 0.85 else ""
    function["parameters"] = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": function}, naming


SKIES = ["sunny", "cloudy", "rainy", "windy", "snowy", "foggy", "clear", "stormy"]
CITY_ARGUMENT = {"city": ("string", ["city", "location", "place", "city", "location"])}


def weather_result(rng: Random, values: Values) -> tuple[str, str]:
    degrees, sky = rng.randint(-9, 39), rng.choice(SKIES)
    content = rng.choice(
        [f"{degrees} degrees and {sky}", to_json({"temperature": degrees, "condition": sky}), f"{sky}, {degrees} degrees", f"{sky}, {degrees}°C"]
        + [to_json({"condition": sky, "temperature": degrees}), f"{degrees}°C, {sky}", to_json({"temp": degrees, "sky": sky}), f"{degrees} {sky}"]
    )
    return content, f"It is {degrees} degrees and {sky} in {values['city']}."


def temperature_result(rng: Random, values: Values) -> tuple[str, str]:
    degrees = rng.randint(-9, 39)
    content = rng.choice([f"{degrees}°C", f"{degrees} degrees", str(degrees), to_json({"temperature": degrees}), f"{degrees} C"])
    return content, f"The temperature in {values['city']} is {degrees} degrees."


def clock(rng: Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def time_result(rng: Random, values: Values) -> tuple[str, str]:
    now = clock(rng)
    return rng.choice([now, to_json({"time": now}), f"The time is {now}", to_json({"now": now})]), f"It is {now} in {values['city']}."


def number(rng: Random) -> int:
    return rng.randint(0, 10 ** rng.randint(1, 5))


def two_numbers(rng: Random) -> Values:
    return {"a": number(rng), "b": number(rng)}


def number_result(rng: Random, _: Values) -> tuple[str, str]:
    value = number(rng)
    return rng.choice([str(value), to_json({"result": value}), f"{value}"]), f"The result is {value}."


def done(answer: str) -> Callable[[Random, Values], tuple[str, str]]:
    def results(rng: Random, values: Values) -> tuple[str, str]:
        return rng.choice(["ok", "done", "success", to_json({"status": "ok"}), to_json({"ok": True}), "OK"]), answer.format(**values)

    return results


def search_result(rng: Random, _: Values) -> tuple[str, str]:
    found = words.phrase(rng, 2, 5)
    return rng.choice([found, to_json({"result": found}), f"1. {found}"]), f"I found this: {found}"


def price_result(rng: Random, values: Values) -> tuple[str, str]:
    price = rng.randint(1, 999)
    return rng.choice([str(price), to_json({"price": price}), f"{price} USD"]), f"The price of {values['symbol']} is {price}."


def money_result(rng: Random, values: Values) -> tuple[str, str]:
    total = number(rng)
    return rng.choice([str(total), to_json({"result": total})]), f"{values['amount']} {values['from']} is {total} {values['to']}."


def translation_result(rng: Random, values: Values) -> tuple[str, str]:
    text = words.phrase(rng, 1, 3)
    return rng.choice([text, to_json({"translation": text})]), f"In {values['language']} it is: {text}"


LANGUAGES = "French German Spanish Italian Japanese Chinese Greek Russian Korean Dutch".split()
CURRENCIES = "USD EUR GBP JPY CHF CAD AUD INR".split()
ROOMS = ["kitchen", "bedroom", "garden", "bathroom", "office", "hall", "garage", "living room"]

FAMILIES = [
    Family(
        ["get_weather", "get_current_weather", "weather", "fetch_weather", "weather_lookup", "current_weather"],
        ["Get the weather of a city.", "Get the current weather for a location", "Weather in a place.", "Returns the weather"],
        CITY_ARGUMENT,
        lambda rng: {"city": words.place(rng)},
        ["What is the weather in {city}?", "What's the weather in {city}?", "What is the weather like in {city}?", "Is it raining in {city}?"]
        + ["How is the weather in {city}?", "Weather in {city}?", "What is the weather today in {city}?", "Tell me the weather in {city}."]
        + ["Check the weather in {city}.", "Is it sunny in {city}?", "Get the weather for {city}.", "What will the weather be in {city}?"]
        + ["Do I need an umbrella in {city}?", "I am going to {city}. How is the weather?", "Look up the weather in {city}."],
        ["the weather in {city}", "the weather for {city}"],
        weather_result,
    ),
    Family(
        ["get_temperature", "get_current_temperature", "temperature", "read_temperature"],
        ["Get the temperature of a city.", "Get the current temperature for a city", "Temperature in a place."],
        CITY_ARGUMENT,
        lambda rng: {"city": words.place(rng)},
        ["What is the temperature in {city}?", "How warm is it in {city}?", "How cold is it in {city}?", "What's the temperature in {city}?"]
        + ["Tell me the temperature in {city}.", "How hot is it in {city}?", "Temperature in {city}?", "Check the temperature in {city}."],
        ["the temperature in {city}", "the temperature of {city}"],
        temperature_result,
    ),
    Family(
        ["get_time", "get_current_time", "current_time", "world_clock", "time_in"],
        ["Get the time in a city.", "Current time of a place.", "Get the current time", "Tells the time in a city"],
        {"city": ("string", ["city", "timezone", "location", "place"])},
        lambda rng: {"city": words.place(rng)},
        ["What time is it in {city}?", "What is the time in {city}?", "Tell me the time in {city}.", "What's the time in {city}?"]
        + ["How late is it in {city}?", "Time in {city}?", "Get the time in {city}.", "What is the current time in {city}?"],
        ["the time in {city}", "the current time in {city}"],
        time_result,
    ),
    Family(
        ["add", "add_two_numbers", "add_numbers", "sum", "calculate_sum"],
        ["Add two numbers.", "Add two numbers together", "Returns a + b", "Sum of two numbers."],
        {"a": ("integer", ["a", "x", "first"]), "b": ("integer", ["b", "y", "second"])},
        two_numbers,
        ["What is {a} plus {b}?", "Add {a} and {b}.", "What is {a} + {b}?", "How much is {a} plus {b}?", "Calculate {a} + {b}."]
        + ["What is the sum of {a} and {b}?", "Sum {a} and {b}.", "Add {a} to {b}.", "Compute {a} plus {b}.", "{a} + {b}?"],
        ["the sum of {a} and {b}", "{a} plus {b}"],
        number_result,
    ),
    Family(
        ["multiply", "multiply_numbers", "product", "multiply_two_numbers"],
        ["Multiply two numbers.", "Returns a * b", "Product of two numbers."],
        {"a": ("integer", ["a", "x", "first"]), "b": ("integer", ["b", "y", "second"])},
        two_numbers,
        ["What is {a} times {b}?", "Multiply {a} by {b}.", "What is {a} * {b}?", "Multiply {a} and {b}.", "Calculate {a} times {b}."]
        + ["How much is {a} times {b}?", "What is the product of {a} and {b}?", "Compute {a} * {b}."],
        ["the product of {a} and {b}", "{a} times {b}"],
        number_result,
    ),
    Family(
        ["send_message", "send_sms", "send_text", "message"],
        ["Send a message to somebody.", "Send a text message", "Sends a message."],
        {"to": ("string", ["to", "recipient", "person"]), "text": ("string", ["text", "message", "content"])},
        lambda rng: {"to": words.name(rng), "text": words.phrase(rng, 2, 4)},
        ["Send {to} the message: {text}", 'Send a message to {to}: "{text}".', 'Tell {to} "{text}".', "Text {to}: {text}", "Message {to}: {text}"]
        + ['Send "{text}" to {to}.', "Write to {to}: {text}", 'Send {to} a message that says "{text}".', 'Text "{text}" to {to}.'],
        ['the message "{text}" to {to}'],
        done("I sent the message to {to}."),
    ),
    Family(
        ["set_timer", "start_timer", "timer", "create_timer"],
        ["Set a timer.", "Start a timer for some minutes", "Timer in minutes."],
        {"minutes": ("integer", ["minutes", "duration", "time"])},
        lambda rng: {"minutes": rng.randint(2, 90)},
        ["Set a timer for {minutes} minutes.", "Start a {minutes} minute timer.", "Timer for {minutes} minutes.", "Set a {minutes} minute timer."]
        + ["Remind me in {minutes} minutes.", "Start a timer for {minutes} minutes.", "I need a timer of {minutes} minutes."],
        ["a timer for {minutes} minutes"],
        done("The timer is set for {minutes} minutes."),
    ),
    Family(
        ["set_alarm", "create_alarm", "alarm", "wake_up"],
        ["Set an alarm.", "Creates an alarm at a time", "Wake the user up."],
        {"time": ("string", ["time", "at", "alarm_time"])},
        lambda rng: {"time": clock(rng)},
        ["Set an alarm for {time}.", "Wake me up at {time}.", "Wake me at {time}.", "Create an alarm at {time}.", "I need an alarm at {time}."]
        + ["Set the alarm to {time}."],
        ["an alarm for {time}"],
        done("The alarm is set for {time}."),
    ),
    Family(
        ["web_search", "search", "search_web", "google"],
        ["Search the web.", "Search the internet for a query", "Finds web pages."],
        {"query": ("string", ["query", "q", "text"])},
        lambda rng: {"query": words.phrase(rng, 1, 4)},
        ["Search the web for {query}.", "Search for {query}.", "Look up {query}.", "Find {query} on the web.", "Google {query}."]
        + ["Search the internet for {query}.", "Do a web search for {query}.", 'Search "{query}".'],
        ["a web search for {query}"],
        search_result,
    ),
    Family(
        ["translate", "translate_text", "translator"],
        ["Translate a text.", "Translate text to a language", "Translates."],
        {"text": ("string", ["text", "phrase", "words"]), "language": ("string", ["language", "target", "to"])},
        lambda rng: {"text": words.phrase(rng, 1, 3) if rng.random() < 0.8 else rng.choice(list(TRANSLATIONS)), "language": rng.choice(LANGUAGES)},
        ['Translate "{text}" to {language}.', "Translate {text} to {language}.", "How do you say {text} in {language}?", "What is {text} in {language}?"]
        + ['Translate "{text}" into {language}.', 'Say "{text}" in {language}.', 'What is "{text}" in {language}?'],
        ['the {language} translation of "{text}"'],
        translation_result,
    ),
    Family(
        ["convert_currency", "exchange", "currency_converter", "convert"],
        ["Convert money.", "Convert an amount between currencies", "Exchange rates."],
        {"amount": ("number", ["amount", "value"]), "from": ("string", ["from", "source"]), "to": ("string", ["to", "target"])},
        lambda rng: {"amount": rng.randint(1, 999), "from": (two := rng.sample(CURRENCIES, 2))[0], "to": two[1]},
        ["Convert {amount} {from} to {to}.", "How much is {amount} {from} in {to}?", "What is {amount} {from} in {to}?", "Change {amount} {from} into {to}."]
        + ["Exchange {amount} {from} for {to}.", "{amount} {from} in {to}?"],
        ["{amount} {from} in {to}"],
        money_result,
    ),
    Family(
        ["play_music", "play", "play_artist", "music_player"],
        ["Play music.", "Play songs of an artist", "Starts music."],
        {"artist": ("string", ["artist", "name", "band"])},
        lambda rng: {"artist": words.name(rng)},
        ["Play music by {artist}.", "Play {artist}.", "Play something by {artist}.", "I want to hear {artist}.", "Play a song by {artist}."]
        + ["Put on {artist}.", "Start some music by {artist}."],
        ["music by {artist}"],
        done("I am playing {artist}."),
    ),
    Family(
        ["get_stock_price", "stock_price", "get_price", "stock"],
        ["Get a stock price.", "Price of a stock symbol", "Returns the price of a share."],
        {"symbol": ("string", ["symbol", "ticker", "stock"])},
        lambda rng: {"symbol": "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(3, 4)))},
        ["What is the price of {symbol}?", "What is the stock price of {symbol}?", "How much is {symbol}?", "Get the price of {symbol}."]
        + ["How much does {symbol} cost?", "What does a share of {symbol} cost?", "Stock price of {symbol}?", "Tell me the price of {symbol}."],
        ["the price of {symbol}", "the stock price of {symbol}"],
        price_result,
    ),
    Family(
        ["set_light", "light", "switch_light", "control_light"],
        ["Switch a light on or off.", "Control the light in a room", "Lights."],
        {"room": ("string", ["room", "location", "where"]), "state": ("string", ["state", "power", "status"])},
        lambda rng: {"room": rng.choice(ROOMS), "state": rng.choice(["on", "off"])},
        ["Turn {state} the light in the {room}.", "Switch the {room} light {state}.", "Turn the {room} light {state}.", "Light {state} in the {room}."]
        + ["Switch {state} the {room} light.", "Turn the light in the {room} {state}.", "Put the {room} light {state}."],
        ["the {room} light {state}"],
        done("The light in the {room} is {state}."),
    ),
    Family(
        ["read_file", "open_file", "get_file", "cat_file"],
        ["Read a file.", "Reads the content of a file", "Returns a file's text."],
        {"path": ("string", ["path", "file", "filename"])},
        lambda rng: {"path": rng.choice(["", "docs/", "src/", "/tmp/", "/home/"]) + words.word(rng) + rng.choice([".txt", ".md", ".py", ".json"])},
        ["Read the file {path}.", "What is in {path}?", "Open {path}.", "Show me {path}.", "Show the content of {path}.", "What does {path} say?"]
        + ["Read {path}.", "Print the file {path}.", "What is in the file {path}?"],
        ["the file {path}"],
        lambda rng, values: ((text := words.phrase(rng, 2, 5)), f"The file says: {text}"),
    ),
]
