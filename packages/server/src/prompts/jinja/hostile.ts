const times = (count: number, text: string) => text.repeat(count);
const big = "{% set x = 'a' * 10000000 %}{% for i in range(100000) %}";

/** Templates that would run or grow without end, or nearly, for tests. */
export const hostile: readonly (readonly [name: string, template: string])[] = [
  ["loops that evaluate nothing", "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"],
  ["loops that set", "{% for a in range(2000) %}{% for b in range(2000) %}{% set x = 1 %}{% endfor %}{% endfor %}"],
  [
    "a loop over one item again and again",
    "{% for a in range(100000) %}{% for b in [1] * 1000 %}{% endfor %}{% endfor %}",
  ],
  [
    "a loop that a filter leaves empty",
    "{% for a in range(100000) %}{% for b in range(100000) if false %}{% endfor %}{% endfor %}",
  ],
  [
    "a loop that is left early",
    "{% for a in range(100000) %}{% for b in range(100000) %}{% continue %}{% endfor %}{% endfor %}",
  ],
  ["endless recursion of a macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"],
  ["a tree of calls", "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(100) }}"],
  ["a recursive loop", "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}"],
  ["huge ranges", "{{ range(10000000000) | length }}"],
  ["doubling a text", `{% set x = 'xxxxxxxx' %}${times(40, "{% set x = x ~ x %}")}`],
  ["adding a text to itself", `{% set x = 'xxxxxxxx' %}${times(40, "{% set x = x + x %}")}`],
  ["doubling a list", `{% set x = [1] %}${times(40, "{% set x = x + x %}")}`],
  ["printing a list in itself", `{% set x = [1] %}${times(60, "{% set x = [x, x] %}")}{{ x }}`],
  ["a list in itself as JSON", `{% set x = [1] %}${times(60, "{% set x = [x, x] %}")}{{ x | tojson }}`],
  [
    "comparing lists in themselves",
    `{% set x = [1] %}{% set y = [1] %}${times(60, "{% set x = [x, x] %}{% set y = [y, y] %}")}{{ x == y }}`,
  ],
  ["a tuple in itself as a key", `{% set x = (1,) %}${times(60, "{% set x = (x, x) %}")}{{ {x: 1} }}`],
  [
    "lists in lists",
    "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
  ],
  [
    "filters in filters",
    "{% set ns = namespace(x=range(10)) %}{% for i in range(100000) %}{% set ns.x = ns.x | map('string') %}{% endfor %}{{ ns.x | list }}",
  ],
  ["large powers", "{{ 10 ** 100000000 }}"],
  [
    "squaring",
    "{% set ns = namespace(x=10) %}{% for i in range(100) %}{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}",
  ],
  ["replacing", `${big}{% set y = x.replace('a', 'b') %}{% endfor %}`],
  [
    "replacing by more",
    "{% set ns = namespace(x='aaaa') %}{% for i in range(100) %}{% set ns.x = ns.x.replace('a', 'aaaa') %}{% endfor %}",
  ],
  ["looking for a text", `${big}{% if 'b' in x %}{% endif %}{% endfor %}`],
  ["the length of a text", `${big}{{ x | length }}{% endfor %}`],
  [
    "characters beyond U+FFFF",
    "{% set x = '😀' * 1000000 %}{% set y = x ~ 'a' %}{% set z = x ~ 'b' %}{% set u = x ~ 'c' %}{% set v = x ~ 'd' %}{% for i in range(100000) %}{{ x[i] }}{{ y[i] }}{{ z[i] }}{{ u[i] }}{{ v[i] }}{% endfor %}",
  ],
  ["sorting", "{% for i in range(100000) %}{% set y = range(100000) | list | sort %}{% endfor %}"],
  ["unique items", "{% for i in range(100000) %}{% set y = range(100000) | unique | list %}{% endfor %}"],
  ["wide fields", "{{ '{:>1000000000}'.format(1) }}"],
  ["wide directives", "{{ '%1000000000d' % 1 }}"],
  ["many digits", "{{ '%.1000000000f' % 1 }}"],
  ["wide texts", "{{ 'x' | center(1000000000) }}{{ 'x'.zfill(1000000000) }}"],
  ["wide tabs", "{{ '\t'.expandtabs(1000000000) }}"],
  ["many slices", "{{ [1] | slice(1000000000) | list }}"],
  ["filled batches", "{{ [1] | batch(1000000000, 1) | list }}"],
  ["wrapping one long word", "{{ ('a' * 1000000) | wordwrap(5) }}"],
  ["fields with open brackets", `{{ ('{${times(2000, "[a")}!xy}').format(1) }}`],
  [
    "a mapping gone into and left",
    "{% set d = dict(range(90000) | batch(2)) %}{% for i in range(100000) %}{% for k in d %}{% break %}{% endfor %}{{ d.items() | first }}{% endfor %}",
  ],
  [
    "numbers with much space",
    "{% set x = (' ' * 2000 ~ 'x') * 2 %}{% for i in range(100000) %}{% for j in range(100) %}{{ x | int }}{% endfor %}{% endfor %}",
  ],
  ["100,000 filters", `{{ 1${times(100_000, " | abs")} }}`],
  ["100,000 attributes", `{{ a${times(100_000, ".b")} }}`],
  ["100,000 parentheses", `{{ ${times(100_000, "(")}1${times(100_000, ")")} }}`],
  ["60,000 conditions", times(60_000, "{% if 1 %}")],
  ["100,000 signs", `{{ ${times(100_000, "-")}1 }}`],
  ["a million characters", times(1_000_001, " ")],
];
