"""Conversations that whole templates are run on, with the names that Transformers gives to what a template sees."""


def user(content):
    return {"role": "user", "content": content}


def system(content):
    return {"role": "system", "content": content}


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


def call(name, arguments, number=1):
    return {"id": f"call0000{number}", "type": "function", "function": {"name": name, "arguments": arguments}}


def result(content, name, number=1):
    return {"role": "tool", "content": content, "name": name, "tool_call_id": f"call0000{number}"}


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Looks up the weather,\nin \"plain\" words <now> & then.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Which town, e.g. Zürich"},
                "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
                "days": {"type": ["integer", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
                "at": {"type": "object", "properties": {"lat": {"type": "number"}}, "required": ["lat"]},
            },
            "required": ["city"],
        },
    },
}
BARE = {"type": "function", "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}}}

CALLS = [call("get_weather", {"city": "Zürich", "days": 2, "exact": True, "limit": None, "at": {"lat": 47.4, "tags": ["a", "b"]}})]
TWO_CALLS = [call("get_weather", {"city": "Rome"}), call("now", {}, 2)]

CONVERSATIONS = {
    "question": {"messages": [user("Hello")]},
    "system": {"messages": [system("Be kind.\n"), user("  Hello 😀 ")]},
    "turns": {"messages": [user("One"), assistant("Two "), user("Three\n\n"), assistant("Four"), user("Five")]},
    "no-prompt": {"messages": [system("S"), user("One"), assistant("Two")], "add_generation_prompt": False},
    "tools": {"messages": [system("Be kind."), user("Weather?")], "tools": [WEATHER, BARE]},
    "tools-alone": {"messages": [user("Weather?")], "tools": [BARE]},
    "round-trip": {
        "messages": [user("Weather?"), assistant("", tool_calls=CALLS), result('{"t": 20}', "get_weather")],
        "tools": [WEATHER],
    },
    "null-content": {
        "messages": [system("S"), user("Weather?"), assistant(None, tool_calls=CALLS), result("sunny", "get_weather"), assistant("It's sunny."), user("Thanks")],
        "tools": [WEATHER],
    },
    "two-calls": {
        "messages": [user("Both?"), assistant("Sure.", tool_calls=TWO_CALLS), result("wet", "get_weather"), result("12:00", "now", 2), assistant("Wet at noon."), user("ok")],
        "tools": [WEATHER, BARE],
    },
    "thought": {
        "messages": [user("2+2?"), assistant("4", reasoning_content="Add.\n"), user("3+3?")],
        "enable_thinking": True,
    },
    "thought-tags": {
        "messages": [user("2+2?"), assistant("<think>\nAdd.\n</think>\n\n4"), user("3+3?")],
        "enable_thinking": False,
    },
    "thought-call": {
        "messages": [user("Weather?"), assistant("", reasoning_content="Look it up.", tool_calls=CALLS), result("wet", "get_weather")],
        "tools": [WEATHER],
        "enable_thinking": True,
        "reasoning_effort": "high",
    },
    "parts": {"messages": [{"role": "user", "content": [{"type": "text", "text": "What "}, {"type": "image"}, {"type": "text", "text": "is it?"}]}]},
    "late-system": {"messages": [user("One"), assistant("Two"), system("Be short."), user("Three")]},
    "two-users": {"messages": [user("One"), user("Two")]},
}

ALWAYS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "add_generation_prompt": True}


def variables(name):
    return {**ALWAYS, **CONVERSATIONS[name]}
