"""Tell a plain yes from everything that only sounds like one."""

from __future__ import annotations

import re

from actions.business.message import Message

_YES = re.compile(
    r"\b(?:y|ye|yes+|yep|yup+|yeah+|yea|yah?|yas+|aye|yeh|ok|oke|oki|okay|okey|kk?|sure|surely|certain(?:ly)?|cor+ect|"
    r"right|rite|exact(?:ly)?|precisely|indeed|true|absolutely|defini?te?ly|defo|totally|affirmative|agreed?|confirm\w*|"
    r"accept\w*|approved?|proceed|continue|carry on|go (?:ahead|for it|on)|do (?:it|that|so|this)|please|pls|plz|fine|"
    r"perfect|great|good|al+ ?right|course|ofc|by all means|why not|sounds|works|positive|deal|make it so|"
    r"(?:send|cancel|change|return|exchange|delete|swap|pay) (?:it|that|them)|y(?:es)? ?sir|roger|gladly|"
    r"(?:that'?s|that is) (?:it|the one|me|mine)|i do|i am|it is|it does|you (?:may|can)|makes sense|let'?s go|"
    r"si|oui|ja)(?!\w)|👍|✅|👌",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might|unsure|uncertain|dunno|idk|guess|suppose|think so|depends?|h+m+|mh+m*|"
    r"u+h*m+|u+h+|er+m?|e+h+m*|wait|hold on|later|not|never|no|nah|nope|if|unless|but|except|without|instead|rather|"
    r"let me (?:think|see|check)|(?:don.?t|do not|can.?t|won.?t))\b|\?\s*$",
    re.IGNORECASE,
)


def yes_or_no(message: Message) -> bool | None:
    """A pressed button, or words that hold a yes and nothing that takes it back; None for anything between.

    The model takes "maybe" and "hmm" for a yes, as it must take them for something.
    """
    if message.intent == "deny":
        return False
    if message.intent != "affirm":
        return None
    said = message.text.replace("’", "'")
    return True if message.is_button or (_YES.search(said) and not _HEDGED.search(said)) else None
