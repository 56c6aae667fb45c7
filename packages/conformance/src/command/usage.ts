export const usage = `Usage: cria-conformance <url> [options]

Checks whether the server at <url> is compatible with the Ollama HTTP API, rule by rule.

Models (without them, the smallest that can do it is taken from /api/tags)
  --model <name>             a model that chats
  --embed-model <name>       a model for embeddings
  --rerank-model <name>      a model that ranks documents
  --vision-model <name>      a model that sees images

What is checked
  --only <chapters>          only these chapters or checks, such as chat,tags or chat.stream
  --profile <clients>        only what these clients need, such as copilot or zed
  --level must|should        must: only the rules without which a client breaks
                             should: broken SHOULDs fail the run, too
  --ollama-version <x.y.z>   the rules of this version, whatever the server says
  --read-only                leave the server's store alone
  --expected-failures <file> checks that may fail, an id per line; one that passes fails the run
  --list                     list the checks and end

How
  --seed <n>                 seed of all that is drawn; printed by every run
  --runs <n>                 values that each property tries (default 20)
  --timeout <seconds>        for one answer (default 60)
  --time-limit <seconds>     for the whole run (default 900)
  --base-path <path>         path before /api and /v1, such as /ollama
  --header <name: value>     sent with every request; may be repeated

What comes out
  --report <formats>         files to write: json,junit,html,md,results,badge
  --output <folder>          where (default .)
  --verbose                  list the checks that pass, too
  --no-color
  --version, --help

A server that has no model but takes one gets a tiny one for the run, unless --read-only or --model is given.

Ends with 0 if the server conforms, 1 if it does not, 2 if the run could not be made.
`;
