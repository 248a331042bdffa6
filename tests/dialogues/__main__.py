"""Play conversation files by hand: `python -m tests.dialogues [WORDS…] [--fill]`.

WORDS choose the conversations whose folder or name holds one of them. `--fill` writes what the shop showed into the
files whose `shop:` is missing, for you to read before you keep it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import yaml

from tests.dialogues.conversations import FOLDER, Conversation, conversations
from tests.dialogues.player import play
from tests.dialogues.shopkeeper import Shopkeeper
from tests.support.postgres import installation
from tests.support.stack import running_stack

_FOUND = "shop "


def main(arguments: list[str]) -> int:
    words = [word.lower() for word in arguments if not word.startswith("--")]
    chosen = [each for each in conversations() if _fits(each, words)]
    sys.stdout.write(f"{len(chosen)} conversations; starting everything.\n")
    failed: list[Conversation] = []
    with installation(), running_stack() as stack, Shopkeeper(stack) as shop:
        for place, conversation in enumerate(chosen, 1):
            began = time.monotonic()
            faults = play(conversation, stack.assistant_url, shop)
            verdict = "failed" if faults else "passed"
            sys.stdout.write(
                f"{place:>4}/{len(chosen)} {verdict} {time.monotonic() - began:4.1f} s  "
                f"{conversation.folder}: {conversation.name}\n"
            )
            if faults:
                failed.append(conversation)
                sys.stdout.write("\n".join(f"       {line}" for line in "\n".join(faults).splitlines()) + "\n")
                if "--fill" in arguments and not conversation.shop:
                    _fill(conversation, faults)
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - len(failed)} passed, {len(failed)} failed.\n")
    return 1 if failed else 0


def _fits(conversation: Conversation, words: list[str]) -> bool:
    named = f"{conversation.folder}: {conversation.name}".lower()
    return not words or any(word in named for word in words)


def _fill(conversation: Conversation, faults: list[str]) -> None:
    """Add the differences found to the conversation's entry in its file."""
    found = {}
    for fault in faults:
        if fault.startswith(_FOUND):
            path, _, rest = fault.removeprefix(_FOUND).partition(": expected no change, found ")
            found[path] = rest
    for path in sorted((FOLDER / conversation.folder).glob("*.yml")):
        name = f"- conversation: {conversation.name}\n"
        if found and not path.name.startswith("test_") and name in path.read_text("utf-8"):
            _insert(path, name, found)


def _insert(path: Path, name: str, found: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    begin = text.index(name) + len(name)
    end = text.find("\n- conversation:", begin)
    end = len(text.rstrip()) if end < 0 else end
    lines = yaml.safe_dump({"shop": found}, width=1000, sort_keys=False).rstrip().splitlines()
    block = "\n" + "\n".join(f"  {line}" for line in lines)
    path.write_text(text[:end].rstrip("\n") + block + "\n" + ("" if text[end:].strip() == "" else text[end:]), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
