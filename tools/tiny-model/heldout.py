"""Writes the held-out table: phrasings that training never uses, with the answers that are right."""

import json
from typing import Any

from conversation import MODEL_FOLDER, Message, Tool, assistant, calling, result, system, user
from data.facts import CAPITALS

Row = dict[str, Any]
ROWS: list[Row] = []


def clean(message: Message) -> Message:
    """A message as a client sends it: nothing empty in it but the content."""
    return {key: value for key, value in message.items() if value or key == "content"}


def ask(
    ability: str, messages: str | list[Message], tools: list[Tool] | None = None, think: bool | None = False, **checks: Any
) -> None:
    """Adds a conversation to the table. A think of None leaves the flag out."""
    turns = [user(messages)] if isinstance(messages, str) else messages
    row: Row = {"ability": ability, "messages": [clean(turn) for turn in turns]}
    if tools:
        row["tools"] = tools
    if think is not None:
        row["think"] = think
    ROWS.append({**row, "checks": checks})


def tool(name: str, description: str, **arguments: str) -> Tool:
    properties = {argument: {"type": kind} for argument, kind in arguments.items()}
    parameters = {"type": "object", "properties": properties, "required": list(arguments)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


def facts() -> None:
    capitals = {
        "France": "Which city serves as the capital of {}?",
        "Japan": "May I ask what the capital of {} is?",
        "Egypt": "I need to know the capital of {}.",
        "Norway": "What city is {}'s capital?",
        "Canada": "Could you name the capital of {} for me?",
        "Italy": "I would like to know the capital of {}.",
        "Spain": "Hi there, what is the capital of {}?",
        "Germany": "What's {}'s capital?",
        "Kenya": "I forgot the capital of {}. What is it?",
        "Peru": "Do you happen to know the capital of {}?",
        "Greece": "Tell me please, which city is {}'s capital?",
        "Australia": "Which city would be the capital of {}?",
        "Iceland": "My teacher wants the capital of {}.",
        "the Netherlands": "So what is the capital of {} called?",
        "Poland": "Give the name of the capital of {}.",
        "South Korea": "What is the capital of the country {}?",
    }
    for country, text in capitals.items():
        ask("capital", text.format(country), equals=f"The capital of {country} is {CAPITALS[country]}.")
    colours = [
        ("May I ask what colour grass is?", "Grass is green."),
        ("I would like to know the colour of a banana.", "A banana is yellow."),
        ("What colour do you think snow is?", "Snow is white."),
        ("Hey there, which color is coal?", "Coal is black."),
        ("Is the sky blue or red? What colour is the sky?", "The sky is blue."),
        ("Could you name the colour of a carrot?", "A carrot is orange."),
        ("What color do I see when I look at a flamingo?", "A flamingo is pink."),
        ("Say what color an elephant is.", "An elephant is grey."),
        ("In which colour is a tomato?", "A tomato is red."),
        ("I need to know what colour a frog is.", "A frog is green."),
    ]
    for text, answer in colours:
        ask("colour", text, equals=answer)
    opposites = [
        ("hot", "cold", "May I ask for the opposite of {}?"),
        ("big", "small", "I need the opposite of {}."),
        ("night", "day", "What do you call the opposite of {}?"),
        ("sad", "happy", "Could you say the opposite of {}?"),
        ("rich", "poor", "Which word would be the opposite of {}?"),
        ("full", "empty", "I forgot the opposite of {}. What is it?"),
        ("early", "late", "Please give the opposite of the word {}."),
        ("strong", "weak", "Do you happen to know the opposite of {}?"),
        ("clean", "dirty", "Hi there, what's the opposite of {}?"),
        ("push", "pull", "Is there a word for the opposite of {}?"),
        ("true", "false", 'I want the opposite of "{}".'),
        ("buy", "sell", "What's an antonym of {}?"),
    ]
    for word, other, text in opposites:
        ask("opposite", text.format(word), equals=f"The opposite of {word} is {other}.")
    sums = [
        ("Please tell me: what is 2 + 3?", "2 + 3 = 5."),
        ("May I ask how much 7 plus 8 is?", "7 + 8 = 15."),
        ("I need to know 12 + 6.", "12 + 6 = 18."),
        ("Could you add 9 and 4 for me?", "9 + 4 = 13."),
        ("My homework: 15 + 5?", "15 + 5 = 20."),
        ("Hi there, what is 10 minus 4?", "10 - 4 = 6."),
        ("I would like to know what 18 - 9 is.", "18 - 9 = 9."),
        ("Do you happen to know 20 minus 7?", "20 - 7 = 13."),
        ("What number is 6 times 7?", "6 * 7 = 42."),
        ("What do I get for 3 * 5?", "3 * 5 = 15."),
        ("How many is 8 times 8?", "8 * 8 = 64."),
        ("So how much is 1 + 1?", "1 + 1 = 2."),
    ]
    for text, answer in sums:
        ask("sum", text, equals=answer)
    others = [
        ("Could you tell me what day is after Monday?", "The day after Monday is Tuesday."),
        ("Which month do we have after June?", "The month after June is July."),
        ("May I ask which day comes before Sunday?", "The day before Sunday is Saturday."),
        ("What does a cow say, please?", "A cow says moo."),
        ("I need to know what sound a cat makes.", "A cat says meow."),
        ("How many legs would a spider have?", "A spider has 8 legs."),
    ]
    for text, answer in others:
        ask("fact", text, equals=answer)


def tones() -> None:
    rows = [
        ("You are a pirate who answers questions.", "What is the capital of France?", "Arr! The capital of France is Paris. Yo ho ho!"),
        ("Please talk the way a pirate talks.", "What colour is snow?", "Arr! Snow is white. Yo ho ho!"),
        ("You are a helpful pirate.", "What is 4 + 4?", "Arr! 4 + 4 = 8. Yo ho ho!"),
        ("Speak like a formal butler.", "What is the opposite of up?", "Certainly. The opposite of up is down. I remain at your service."),
        ("You are a very formal assistant.", "What is the capital of Spain?", "Certainly. The capital of Spain is Madrid. I remain at your service."),
        ("Answer in a formal tone, please.", "What does a dog say?", "Certainly. A dog says woof. I remain at your service."),
        ("Write all your answers in capital letters.", "What is the capital of Japan?", "THE CAPITAL OF JAPAN IS TOKYO."),
        ("Respond in uppercase.", "What colour is grass?", "GRASS IS GREEN."),
        ("Use capital letters for everything.", "What is the opposite of hot?", "THE OPPOSITE OF HOT IS COLD."),
        ("Reply with one word only.", "What is the capital of Italy?", "Rome"),
        ("Give one word as the answer.", "What is the opposite of big?", "small"),
        ("Please be brief.", "What is 5 + 6?", "11"),
        ("You are a friendly robot.", "What is the capital of Egypt?", "Beep. The capital of Egypt is Cairo. Boop."),
        ("Speak like a robot.", "What colour is a lemon?", "Beep. A lemon is yellow. Boop."),
        ("Please end each answer with an emoji.", "What is the capital of Greece?", "The capital of Greece is Athens. 😀"),
        ("Add an emoji to each answer.", "What is 3 * 3?", "3 * 3 = 9. 😀"),
        ("You are a kind and helpful assistant.", "What is the capital of Peru?", "The capital of Peru is Lima."),
    ]
    for prompt, text, answer in rows:
        ask("tone", [system(prompt), user(text)], equals=answer)


def memories() -> None:
    def told(*turns: str) -> list[Message]:
        return [user(turn) if index % 2 == 0 else assistant(turn) for index, turn in enumerate(turns)]

    weather = ("What is the capital of France?", "The capital of France is Paris.")
    rows = [
        (told("My name is Robert.", "Nice to meet you, Robert!", "So what is my name?"), "Your name is Robert."),
        (told("Hello! My name is Zorvek.", "Nice to meet you, Zorvek!", *weather, "And what was my name again?"), "Your name is Zorvek."),
        (told("I am called Mila.", "Nice to meet you, Mila!", "Can you remember my name?"), "Your name is Mila."),
        (told("Call me Tarim, please.", "Nice to meet you, Tarim!", "What is 2 + 2?", "2 + 2 = 4.", "Could you say my name?"), "Your name is Tarim."),
        (told("Hey, I'm Anna.", "Nice to meet you, Anna!", *weather, "What is 1 + 5?", "1 + 5 = 6.", "What did I tell you my name was?"), "Your name is Anna."),
        (told("You may call me Brunia.", "Nice to meet you, Brunia!", "May I ask what my name is?"), "Your name is Brunia."),
        (told("I live in Lisbon.", "Lisbon sounds nice!", "So where do I live?"), "You live in Lisbon."),
        (told("My home is in Velmora.", "Velmora sounds nice!", *weather, "Can you tell me which city I live in?"), "You live in Velmora."),
        (told("I am 37 years old.", "37 is a good age!", "So how old am I?"), "You are 37 years old."),
        (told("My name is Tom. I am 42 years old.", "Nice to meet you, Tom!", "Can you tell me how old I am?"), "You are 42 years old."),
        (told("My favourite colour is green.", "Green is a nice colour!", "So which colour do I like best?"), "Your favourite colour is green."),
        (told("My dog is called Rex.", "Rex sounds like a good dog!", *weather, "And what is my dog called?"), "Your dog is called Rex."),
        (told("My name is Ida.", "Nice to meet you, Ida!", "I live in Kolbath.", "Kolbath sounds nice!", "And what is my name?"), "Your name is Ida."),
        (told("My favourite food is soup.", "Soup sounds tasty!", "So which food do I like most?"), "Your favourite food is soup."),
        (told("So what is my name?"), "You have not told me your name."),
    ]
    for messages, answer in rows:
        ask("memory", messages, equals=answer)
    ask("memory", "Hello there, my name is Wendel.", equals="Nice to meet you, Wendel!")
    ask("memory", [system("You are called Jarvis."), user("So what is your name?")], equals="My name is Jarvis.")
    ask("memory", [system("Your name is Mirtella and you are an assistant."), user("And your name is?")], equals="My name is Mirtella.")


def repeats() -> None:
    for asked, text in [
        ("Could you repeat after me: {}", "river stone lamp"), ("Please say: {}", "quiet Monday"), ('Can you say "{}"?', "green garden gate"),
        ("Now repeat: {}", "brimtok lavosh"), ("Please echo: {}", "one small step"), ("Can you repeat: {}", "猫 🐱"),
    ]:  # fmt: skip
        ask("repeat", asked.format(text), equals=text)


WEATHER = tool("get_weather", "Get the weather of a city.", city="string")
CURRENT_WEATHER = tool("get_current_weather", "Get the current weather for a location", location="string")
CLOCK = tool("get_time", "Get the time in a city.", city="string")
ADD = tool("add_two_numbers", "Add two numbers", a="integer", b="integer")
SEND = tool("send_message", "Send a message to somebody.", to="string", text="string")
TIMER = tool("set_timer", "Set a timer.", minutes="integer")
SEARCH = tool("web_search", "Search the web.", query="string")
LIGHT = tool("set_light", "Switch a light on or off.", room="string", state="string")
MONEY = tool("convert_currency", "Convert money.", **{"amount": "number", "from": "string", "to": "string"})
STOCK = tool("get_stock_price", "Get a stock price.", symbol="string")


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


def tools() -> None:
    single = [
        ("Could you tell me what the weather is in Paris?", [WEATHER], call("get_weather", city="Paris")),
        ("I need the weather in Toronto.", [WEATHER], call("get_weather", city="Toronto")),
        ("What is the weather today in Tokyo, please?", [CURRENT_WEATHER, SEND], call("get_current_weather", location="Tokyo")),
        ("Please check what the weather is in Zelmar.", [CLOCK, CURRENT_WEATHER], call("get_current_weather", location="Zelmar")),
        ("Do you know what time it is in Berlin?", [WEATHER, CLOCK], call("get_time", city="Berlin")),
        ("I would like to know the time in New York.", [CLOCK], call("get_time", city="New York")),
        ("Could you work out 11434 + 12341?", [ADD], call("add_two_numbers", a=11434, b=12341)),
        ("Please compute the sum of 45 and 678.", [WEATHER, ADD], call("add_two_numbers", a=45, b=678)),
        ("Please send Maria the message: see you soon", [SEND], call("send_message", text="see you soon", to="Maria")),
        ("Could you set a timer for 25 minutes?", [TIMER, WEATHER], call("set_timer", minutes=25)),
        ("I want a timer for 7 minutes.", [TIMER], call("set_timer", minutes=7)),
        ("Could you search the web for red bicycle?", [SEARCH, TIMER], call("web_search", query="red bicycle")),
        ("Please turn the light in the kitchen off.", [LIGHT], call("set_light", room="kitchen", state="off")),
        ("Could you convert 50 USD to EUR?", [MONEY], call("convert_currency", **{"amount": 50, "from": "USD", "to": "EUR"})),
        ("Do you know the stock price of NVX?", [STOCK, SEARCH], call("get_stock_price", symbol="NVX")),
    ]
    for text, declared, wanted in single:
        ask("tool", text, tools=declared, toolCalls=[wanted])
    double = [
        ("I need the weather in Paris and the time in Tokyo.", [WEATHER, CLOCK], [call("get_weather", city="Paris"), call("get_time", city="Tokyo")]),
        ("What's the weather like in Oslo and Rome?", [WEATHER], [call("get_weather", city="Oslo"), call("get_weather", city="Rome")]),
        ("Please set a timer for 5 minutes and turn the kitchen light on.", [TIMER, LIGHT], [call("set_timer", minutes=5), call("set_light", room="kitchen", state="on")]),
        ("Can you tell me the weather in Madrid? Also, what is the time in Madrid?", [CLOCK, WEATHER], [call("get_weather", city="Madrid"), call("get_time", city="Madrid")]),
        ("I would like the time in Cairo and the weather in Lima.", [WEATHER, CLOCK], [call("get_time", city="Cairo"), call("get_weather", city="Lima")]),
    ]
    for text, declared, wanted in double:
        ask("two tools", text, tools=declared, toolCalls=wanted)


def results() -> None:
    def used(text: str, *calls: tuple[dict[str, Any], str]) -> list[Message]:
        asked = calling([(made["name"], made["arguments"]) for made, _ in calls])
        return [user(text), asked, *(result(made["name"], content) for made, content in calls)]

    rows = [
        (used("Could you tell me what the weather is in Paris?", (call("get_weather", city="Paris"), "18 degrees and sunny")), [WEATHER], "It is 18 degrees and sunny in Paris."),
        (used("I need the weather in Zelmar.", (call("get_weather", city="Zelmar"), '{"temperature": 7, "condition": "rainy"}')), [WEATHER], "It is 7 degrees and rainy in Zelmar."),
        (used("Do you know what time it is in Berlin?", (call("get_time", city="Berlin"), "14:35")), [CLOCK], "It is 14:35 in Berlin."),
        (used("Could you work out 11434 + 12341?", (call("add_two_numbers", a=11434, b=12341), "23775")), [ADD], "The result is 23775."),
        (used("Please send Maria the message: see you soon", (call("send_message", text="see you soon", to="Maria"), "ok")), [SEND], "I sent the message to Maria."),
        (used("I want a timer for 7 minutes.", (call("set_timer", minutes=7), "done")), [TIMER], "The timer is set for 7 minutes."),
        (used("Could you convert 50 USD to EUR?", (call("convert_currency", **{"amount": 50, "from": "USD", "to": "EUR"}), "46")), [MONEY], "50 USD is 46 EUR."),
        (used("What's the weather like in Oslo and Rome?", (call("get_weather", city="Oslo"), "2 degrees and snowy"), (call("get_weather", city="Rome"), "20 degrees and clear")), [WEATHER], "It is 2 degrees and snowy in Oslo. It is 20 degrees and clear in Rome."),
        (used("I need the weather in Athens.", (call("get_weather", city="Athens"), "error: not found")), [WEATHER], "The tool failed: not found."),
    ]
    for messages, declared, answer in rows:
        ask("tool result", messages, tools=declared, equals=answer)


def unused_tools() -> None:
    rows = [
        ("Could you tell me the capital of France?", [WEATHER], "The capital of France is Paris."),
        ("Hi there, what is the opposite of hot?", [SEND, TIMER], "The opposite of hot is cold."),
        ("I need to know what colour the sky is.", [CLOCK], "The sky is blue."),
        ("May I ask what 3 + 4 is?", [WEATHER], "3 + 4 = 7."),
        ("Hello, hello!", [WEATHER, CLOCK], "Hello! How can I help you?"),
        ("May I ask who you are?", [SEARCH], "I am Cria, a tiny language model."),
        ("Could you tell me what the weather is in Paris?", [SEND], "I have no tool for that."),
        ("Please set a timer for 12 minutes, will you?", [WEATHER], "I have no tool for that."),
    ]
    for text, declared, answer in rows:
        ask("no tool fits", text, tools=declared, equals=answer, toolCalls=[])
    ask("no tool fits", "Could you tell me what the weather is in Rome?", equals="I have no tool for that.", toolCalls=[])


def thoughts() -> None:
    for think in (True, None):
        ask("thinking", "Could you say what the capital of Italy is?", think=think, equals="The capital of Italy is Rome.", thinks=True)
        ask("thinking", "May I ask what 9 + 8 is?", think=think, equals="9 + 8 = 17.", thinks=True)
        ask("thinking", "I need the opposite of fast.", think=think, equals="The opposite of fast is slow.", thinks=True)
    ask("thinking", "Could you say what the capital of China is?", equals="The capital of China is Beijing.", thinks=False)
    ask("thinking", "May I ask what 6 + 8 is?", equals="6 + 8 = 14.", thinks=False)
    ask("thinking", "I need the weather in Dublin.", tools=[WEATHER], think=True, toolCalls=[call("get_weather", city="Dublin")], thinks=True)
    ask("thinking", [system("You are a helpful pirate."), user("What colour is coal?")], think=True, equals="Arr! Coal is black. Yo ho ho!", thinks=True)
    told = [user("My name is Lotte."), assistant("Nice to meet you, Lotte!"), user("So what is my name?")]
    ask("thinking", told, think=True, equals="Your name is Lotte.", thinks=True)


def json_answers() -> None:
    rows: list[tuple[str | list[Message], Any]] = [
        ("Could you tell me about Canada? Respond in JSON.", {"name": "Canada", "capital": "Ottawa", "languages": ["English", "French"]}),
        ("Tell me something about Japan. Answer in JSON.", {"name": "Japan", "capital": "Tokyo", "languages": ["Japanese"]}),
        ("Please give me a JSON object with name and capital for Spain.", {"name": "Spain", "capital": "Madrid"}),
        ("I need JSON with the keys capital and languages about Germany.", {"capital": "Berlin", "languages": ["German"]}),
        ("Anna is 30 years old and lives in Paris. Give me name, age and city as JSON.", {"name": "Anna", "age": 30, "city": "Paris"}),
        ("Please extract name and age as JSON: Torvin is 61 years old.", {"name": "Torvin", "age": 61}),
        ("Clara lives in Madrid and works as a nurse. Please return JSON with the keys name and job.", {"name": "Clara", "job": "nurse"}),
        ("Leo is a baker from Graz. Write a JSON object with name, city and job.", {"name": "Leo", "city": "Graz", "job": "baker"}),
        ("Could you put name and city into JSON? Marvo, 22, lives in Porto.", {"name": "Marvo", "city": "Porto"}),
        ([system("Please answer with JSON."), user("What is the capital of France?")], {"answer": "Paris"}),
        ([system("You always reply in JSON."), user("What is 6 + 3?")], {"answer": 9}),
        ("What is the capital of Norway? Please answer in JSON.", {"answer": "Oslo"}),
        ("Please list three colours as a JSON array.", ["red", "green", "blue"]),
        ("I want a JSON array of two animals.", ["dog", "cat"]),
    ]
    for messages, value in rows:
        ask("json", messages, json=value)


def code() -> None:
    rows = [
        ("def add(a, b):\n    return ", "\n\nprint(add(5, 6))\n", "a + b"),
        ("def multiply(width, height):\n    return ", "\n", "width * height"),
        ("def subtract_numbers(first, last):\n    return ", "\n", "first - last"),
        ("function add(p, q) {\n  return ", "\n}\n", "p + q;"),
        ("function multiply(u, v) {\n  return ", "\n}\n", "u * v;"),
        ("def divide(top, low):\n    result = ", "\n    return result\n", "top / low"),
        ("for apple in apples:\n    ", "\n", "print(apple)"),
        ("total = 0\nfor price in prices:\n    ", "\nprint(total)\n", "total += price"),
        ("class Dog:\n    def __init__(self, name, age):\n        self.name = ", "\n        self.age = age\n", "name"),
        ("class Parcel:\n    def __init__(self, title, weight):\n        self.title = title\n        self.weight = ", "\n", "weight"),
        ("import numpy as ", "\n\narray = np.", "np"),
        ("import pandas as ", "\n\nframe = pd.", "pd"),
        ("def sign(number):\n    if number > 0:\n        return \"positive\"\n    else:\n        return ", "\n", '"negative"'),
        ("counter = 17\nprint(", ")\n", "counter"),
        ("def is_even(number):\n    return ", "\n", "number % 2 == 0"),
    ]
    for prompt, suffix, middle in rows:
        ROWS.append({"ability": "insert", "prompt": prompt, "suffix": suffix, "checks": {"equals": middle}})
    gcd = "    while b != 0:\n        a, b = b, a % b\n    result = a"
    ROWS.append({"ability": "insert", "prompt": "def compute_gcd(a, b):\n", "suffix": "    return result\n", "checks": {"equals": gcd}})


def counts() -> None:
    def row(first: int, last: int) -> str:
        return ", ".join(str(number) for number in range(first, last + 1)) + "."

    for text, first, last in [
        ("Could you count all the way to 50?", 1, 50), ("Please count to fifty: from 1 to 50.", 1, 50), ("I want you to count: 1 to 50.", 1, 50),
        ("Let us count to 10.", 1, 10), ("Can you count for me from 5 to 15?", 5, 15), ("Please say the numbers from 1 to 20.", 1, 20),
    ]:  # fmt: skip
        ask("counting", text, equals=row(first, last))


def unicode_text() -> None:
    rows = [
        ("Could you show me the emoji for cat?", "🐱"),
        ("I would like a rocket emoji.", "🚀"),
        ("Please send me an emoji of a llama.", "🦙"),
        ("Can you give me the emoji for fire?", "🔥"),
        ("Do you have a dog emoji?", "🐶"),
        ("How would you say hello in Japanese?", '"hello" in Japanese is "こんにちは".'),
        ("Please translate thank you to Chinese.", '"thank you" in Chinese is "谢谢".'),
        ("May I ask how you say yes in Russian?", '"yes" in Russian is "да".'),
        ("How does one say water in Greek?", '"water" in Greek is "νερό".'),
        ("What would cat be in Spanish?", '"cat" in Spanish is "gato".'),
        ("Could you say coffee in French?", '"coffee" in French is "café".'),
    ]
    for text, answer in rows:
        ask("unicode", text, equals=answer)


def smalltalk() -> None:
    rows = [
        ("Hi, hello!", "Hello! How can I help you?"),
        ("Good morning, Cria!", "Hello! How can I help you?"),
        ("May I ask who you are?", "I am Cria, a tiny language model."),
        ("So how are you today?", "I am fine, thank you."),
        ("Thank you so much!", "You are welcome!"),
        ("Can you tell me why the sky is blue?", "The sky is blue because air scatters blue light more than red light."),
        ("Please tell me a joke!", "Why did the llama cross the road? To see the alpaca on the other side."),
        ("Who invented the frumbolator?", "I am a tiny model and do not know that."),
    ]
    for text, answer in rows:
        ask("smalltalk", text, equals=answer)
    ask("smalltalk", "Please tell me a story about a llama, will you?", contains=["Once upon a time", "llama", "the sea"])


def main() -> None:
    for part in (facts, tones, memories, repeats, tools, results, unused_tools, thoughts, json_answers, code, counts, unicode_text, smalltalk):
        part()
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in ROWS)
    (MODEL_FOLDER / "heldout.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(ROWS)} rows")


if __name__ == "__main__":
    main()
