"""Find in an event of Slack what a customer has written to us, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_WITH_WORDS = frozenset({None, "", "file_share", "thread_broadcast", "me_message"})
_MARKED = re.compile(r"<([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Place:
    """Where somebody writes: identity never passes to another person in the same thread.

    Args:
        thread: the time stamp of its first post; empty for a direct message outside any thread.
        is_direct: nobody else reads it.
    """

    team: str
    channel: str
    thread: str
    user: str
    is_direct: bool


@dataclass(frozen=True)
class Post:
    """One post of a customer.

    Args:
        stamp: the post's time stamp, its name in its channel: its two events, and every retry, carry the same.
        is_mention: it calls the assistant by name, and may begin a conversation in a channel.
        files: how many files hang on it.
    """

    place: Place
    stamp: str
    text: str
    is_mention: bool
    files: int


def post_in(envelope: Mapping[str, Any]) -> Post | None:
    """The customer's post in an event; None for everything else, our own words and edits among it."""
    event = envelope.get("event")
    if not isinstance(event, Mapping) or event.get("type") not in ("message", "app_mention"):
        return None
    if event.get("subtype") not in _WITH_WORDS or event.get("bot_id") or event.get("hidden") or "edited" in event:
        return None
    team = event.get("user_team") or event.get("team") or envelope.get("team_id")
    user, channel, stamp = event.get("user"), event.get("channel"), event.get("ts")
    if not all(isinstance(value, str) and value for value in (team, user, channel, stamp)):
        return None
    own = _own_users(envelope)
    if user in own:
        return None
    is_direct = event.get("channel_type") == "im" or str(channel).startswith("D")
    is_mention = event["type"] == "app_mention" or any(f"<@{each}>" in str(event.get("text")) for each in own)
    begun = event.get("thread_ts") or ("" if is_direct else stamp)
    place = Place(str(team), str(channel), str(begun), str(user), is_direct)
    files = event.get("files")
    text = plain(str(event.get("text") or ""), without=own)
    return Post(place, str(stamp), text, is_mention, len(files) if isinstance(files, list) else 0)


def plain(text: str, *, without: frozenset[str] = frozenset()) -> str:
    """What a person sees of Slack's marked-up text; mentions of the users in `without` are left out.

    >>> plain("<@U1> where is <https://shop.example/o/1|order 1> &amp; why?", without=frozenset({"U1"}))
    'where is order 1 & why?'
    """
    seen = _MARKED.sub(lambda found: _seen(found[1], found[2], without), text)
    seen = seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _CONTROLS.sub(" ", _UNSTORABLE.sub("", seen)).strip()


def _seen(target: str, label: str | None, without: frozenset[str]) -> str:
    if target.startswith("@"):
        return "" if target[1:] in without else f"@{label or 'somebody'}"
    if target.startswith("#"):
        return f"#{label or 'channel'}"
    if target.startswith("!"):
        return label or ""
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def _own_users(envelope: Mapping[str, Any]) -> frozenset[str]:
    """The users the assistant itself is, as Slack names them in every event."""
    found = envelope.get("authorizations")
    listed = found if isinstance(found, list) else []
    return frozenset(str(each["user_id"]) for each in listed if isinstance(each, Mapping) and each.get("user_id"))
