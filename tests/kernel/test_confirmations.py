"""A change needs a yes to exactly the question that was read."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from helpline import confirmations
from helpline.confirmations import Doubt, NotConfirmed
from helpline.db import async_engine
from tests.kernel.talk import Talk, begin

ACTION = "cancel_order"
ARGUMENTS = {"order_number": "#W7654321", "reason": "no longer needed"}

pytestmark = pytest.mark.usefixtures("database")


async def _asked(talk: Talk, *, read: bool = True) -> confirmations.Confirmation:
    turn = await talk.writes("cancel it")
    asked = await confirmations.ask(turn, action=ACTION, arguments=ARGUMENTS, preview_id="pv_1")
    seq = await talk.answers(turn, confirmation_id=asked.id)
    if read:
        await talk.reads(seq)
    return asked


async def _refusal(turn, *, action: str = ACTION, arguments: object = None) -> Doubt:
    with pytest.raises(NotConfirmed) as raised:
        await confirmations.accept(turn, action=action, arguments=arguments or ARGUMENTS)
    return raised.value.reason


async def test_a_button_of_the_question_confirms():
    """The signed button names its question; that it was seen is plain."""
    talk = await begin()
    asked = await _asked(talk, read=False)
    turn = await talk.presses(asked.id)
    accepted = await confirmations.accept(turn, action=ACTION, arguments=ARGUMENTS)
    assert (accepted.id, accepted.preview_id) == (asked.id, "pv_1")


async def test_a_typed_yes_after_the_question_was_read_confirms():
    """A typed yes counts like the button."""
    talk = await begin()
    asked = await _asked(talk)
    turn = await talk.writes("yes")
    assert (await confirmations.accept(turn, action=ACTION, arguments=ARGUMENTS)).id == asked.id


async def test_a_yes_typed_before_the_question_was_delivered_is_refused():
    """It answered something else."""
    talk = await begin()
    await _asked(talk, read=False)
    assert await _refusal(await talk.writes("yes")) is Doubt.NOT_DELIVERED


async def test_a_yes_already_waiting_when_the_question_was_delivered_is_refused():
    """Two quick messages: the second was written before the question could be read."""
    talk = await begin()
    turn = await talk.writes("cancel it")
    early_yes = await talk.writes("yes")
    asked = await confirmations.ask(turn, action=ACTION, arguments=ARGUMENTS, preview_id="pv_1")
    await talk.reads(await talk.answers(turn, confirmation_id=asked.id))
    assert await _refusal(early_yes) is Doubt.NOT_DELIVERED


async def test_the_button_of_another_question_is_refused():
    """An old yes in the history confirms nothing new."""
    talk = await begin()
    await _asked(talk)
    assert await _refusal(await talk.presses("an-older-one")) is Doubt.OTHER_BUTTON


async def test_anything_new_voids_the_question():
    """A turn between question and yes means: ask again."""
    talk = await begin()
    asked = await _asked(talk)
    between = await talk.writes("when do I get my money back?")
    await talk.answers(between, "In 5 to 7 business days.")
    assert await _refusal(await talk.presses(asked.id)) is Doubt.SOMETHING_NEW


async def test_a_new_question_voids_the_older_one():
    """One open question a conversation."""
    talk = await begin()
    older = await _asked(talk)
    await _asked(talk)
    assert await _refusal(await talk.presses(older.id)) is Doubt.OTHER_BUTTON


async def test_other_arguments_than_asked_are_refused():
    """A yes to one order does not cancel another."""
    talk = await begin()
    asked = await _asked(talk)
    turn = await talk.presses(asked.id)
    assert await _refusal(turn, arguments={**ARGUMENTS, "order_number": "#W1"}) is Doubt.OTHER_ARGUMENTS


async def test_another_action_than_asked_is_refused():
    """A yes to a ticket cancels nothing."""
    talk = await begin()
    asked = await _asked(talk)
    assert await _refusal(await talk.presses(asked.id), action="create_ticket") is Doubt.OTHER_ARGUMENTS


async def test_the_same_turn_done_again_gets_the_same_answer():
    """A replayed turn finds its own yes, and a later turn does not."""
    talk = await begin()
    asked = await _asked(talk)
    turn = await talk.presses(asked.id)
    first = await confirmations.accept(turn, action=ACTION, arguments=ARGUMENTS)
    assert await confirmations.accept(turn, action=ACTION, arguments=ARGUMENTS) == first
    await talk.answers(turn, "Done.")
    assert await _refusal(await talk.writes("yes")) is Doubt.NONE_OPEN


async def test_a_no_closes_the_question():
    """After a no, nothing is open to be confirmed."""
    talk = await begin()
    asked = await _asked(talk)
    await confirmations.decline(await talk.writes("no"))
    assert await _refusal(await talk.presses(asked.id)) is Doubt.NONE_OPEN


async def test_a_question_expires():
    """A yes hours later is asked for again."""
    talk = await begin()
    asked = await _asked(talk)
    async with async_engine().begin() as connection:
        await connection.execute(text("UPDATE helpline.confirmations SET expires_at = now() - interval '1 second'"))
    assert await _refusal(await talk.presses(asked.id)) is Doubt.EXPIRED


async def test_a_refused_yes_leaves_nothing_open():
    """After any doubt the question has to be asked anew."""
    talk = await begin()
    asked = await _asked(talk)
    turn = await talk.presses(asked.id)
    await _refusal(turn, arguments={"order_number": "#W1"})
    assert await _refusal(turn) is Doubt.NONE_OPEN


async def test_conversations_do_not_confirm_for_each_other():
    """A button of one conversation means nothing in another."""
    mine, other = await begin(), await begin()
    asked = await _asked(mine)
    assert await _refusal(await other.presses(asked.id)) is Doubt.NONE_OPEN
