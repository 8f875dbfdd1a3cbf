"""An engine as a program: it asks a model for a proverb and judges it by counting.

    export OPENAI_BASE_URL=http://127.0.0.1:8080/v1
    omega stress --engine "command:python3 examples/engines/proverb.py" --model MODEL --count 20

It reads one JSON document from stdin (run, seed, model, inputs) and prints one to stdout (scores,
verdicts, artifacts). It needs nothing but Python 3.8. Any other exit code than 0 and any other
output are infrastructure errors of the run, never scores; what is printed to stderr is kept with
the run as stderr.txt.

The program calls the model by itself, so the budget, retries and faults of the stress are not
around its calls. Where they shall be, point OPENAI_BASE_URL at a proxy that adds them.
"""

import json
import os
import re
import sys
import urllib.request

SUBJECTS = ["patience", "tools", "rain", "neighbours", "bread"]
BANNED = {"very", "really", "leverage"}


def generate(model, prompt, seed):
    """One call of a server that speaks OpenAI's chat completions. Fails loudly."""
    request = urllib.request.Request(
        os.environ["OPENAI_BASE_URL"].rstrip("/") + "/chat/completions",
        data=json.dumps(
            {
                "model": model,
                "messages": [{"role": "user", "content": prompt}],
                "max_tokens": 64,
                "temperature": 0.7,
                "seed": seed,
            }
        ).encode(),
        headers={
            "content-type": "application/json",
            "authorization": "Bearer " + os.environ.get("OPENAI_API_KEY", "none"),
        },
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    choice = answer["choices"][0]
    # An answer that was cut off or filtered is no proverb.
    if choice["finish_reason"] != "stop":
        raise RuntimeError("the text ended with " + str(choice["finish_reason"]))
    return choice["message"]["content"]


def main():
    run = json.load(sys.stdin)
    subject = SUBJECTS[run["seed"] % len(SUBJECTS)]
    text = generate(run.get("model", "default"), f"Write one proverb about {subject}, in 20 words.", run["seed"])
    words = re.findall(r"[^\W\d_]+", text.lower())
    banned_count = sum(word in BANNED for word in words)
    is_short = 0 < len(words) <= 60
    print(f"run {run['run']}: {len(words)} words", file=sys.stderr)
    json.dump(
        {
            "hard_score": 1.0 if banned_count == 0 else 0.0,
            "hard_pass": banned_count == 0,
            "soft_score": 1.0 if is_short else min(1.0, 60 / max(len(words), 1)),
            "soft_pass": is_short,
            "output": text,
            "artifacts": [{"path": "proverb.txt", "content": f"{subject}: {text}\n"}],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
