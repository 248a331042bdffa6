"""The account: name, e-mail, newsletter, export, password, balance, and its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.dialogue.check_balance import ActionCheckBalance
from actions.dialogue.delete_account import ActionDeleteAccount, ValidateDeleteAccountForm
from actions.dialogue.edit_account import ActionEditAccount, ValidateEditAccountForm
from actions.dialogue.export_data import ActionExportData, ValidateExportDataForm
from actions.dialogue.newsletter import ActionNewsletter, ValidateNewsletterForm
from actions.dialogue.reset_password import ActionResetPassword, ValidateResetPasswordForm
from helpline.identity.identities import Level
from tests.actions.goods import ANN
from tests.actions.kernel import GUEST, VERIFIED, Kernel
from tests.actions.stage import Stage

EDIT, DELETE = ValidateEditAccountForm(), ValidateDeleteAccountForm()
NEWSLETTER, EXPORT, RESET = ValidateNewsletterForm(), ValidateExportDataForm(), ValidateResetPasswordForm()


@pytest.fixture(autouse=True)
def signed_in(kernel: Kernel) -> None:
    kernel.identities.identity = VERIFIED
    kernel.accounts.customer = ANN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("change my last name to Miller", "Ann Miller"),
        ("i got married, my surname is now Stone-Baker", "Ann Stone-Baker"),
        ("my first name is misspelt, it should be anne", "Anne Lee"),
        ("please change my name to Anna Maria Stone", "Anna Maria Stone"),
    ],
)
async def test_a_name_in_one_sentence(stage: Stage, kernel: Kernel, text: str, name: str) -> None:
    """First, last or both, as said; shown before the yes."""
    assert await stage.hears(text, "edit_account").runs(EDIT) == ["utter_edit_account_confirm"]
    assert stage.said[0]["value"] == name
    await stage.hears("yes", "affirm").runs(EDIT)
    assert await stage.runs(ActionEditAccount()) == ["utter_edit_account_done"]
    assert f"{kernel.accounts.customer.first_name} {kernel.accounts.customer.last_name}" == name


async def test_what_to_change_is_asked(stage: Stage) -> None:
    """Nothing said: three buttons; then the name, whole."""
    assert await stage.hears("update my details", "edit_account").runs(EDIT) == ["utter_edit_account_ask_field"]
    assert await stage.hears("my name").runs(EDIT) == ["utter_edit_account_ask_name"]
    assert await stage.hears("ann miller").runs(EDIT) == ["utter_edit_account_confirm"]


async def test_an_email_is_proved_by_its_code(stage: Stage, kernel: Kernel) -> None:
    """The code goes to the new address; typing it in changes it, without another question."""
    said = await stage.hears("change my email to new@example.com", "edit_account", email="new@example.com").runs(EDIT)
    assert said == ["utter_edit_account_ask_code"]
    assert kernel.email_changes.called("begin") == [{"email": "new@example.com"}]
    await stage.hears("••••••").runs(EDIT)
    assert await stage.runs(ActionEditAccount()) == ["utter_edit_account_email_done"]


async def test_a_wrong_code_changes_nothing(stage: Stage, kernel: Kernel) -> None:
    """It is said, and the code stays open."""
    kernel.email_changes.right_code = False
    await stage.hears("change my email to new@example.com", "edit_account", email="new@example.com").runs(EDIT)
    assert await stage.hears("••••••").runs(EDIT) == ["utter_identity_code_wrong"]
    assert stage.asks == "email_proved"


async def test_what_cannot_be_changed_is_said(stage: Stage) -> None:
    """A telephone number is not kept."""
    said = await stage.hears("my phone number changed", "edit_account").runs(EDIT)
    assert said == ["utter_edit_account_not_here"]


async def test_deletion_asks_twice(stage: Stage, kernel: Kernel) -> None:
    """What would be lost, the first question, the second, and then everything goes, also here."""
    kernel.accounts.open_orders = 2
    said = await stage.hears("delete my account", "delete_account").runs(DELETE)
    assert said == [
        "utter_delete_account_open_orders",
        "utter_delete_account_balance",
        "utter_delete_account_ask_understood",
    ]
    assert await stage.hears("yes", "affirm").runs(DELETE) == ["utter_delete_account_confirm"]
    assert not kernel.accounts.deleted
    await stage.hears("yes", "affirm").runs(DELETE)
    assert await stage.runs(ActionDeleteAccount()) == ["utter_delete_account_done"]
    assert kernel.accounts.deleted
    assert kernel.erased == ["c_100"]
    assert kernel.identities.identity.level is Level.GUEST


@pytest.mark.parametrize("yeses", [0, 1])
async def test_no_keeps_the_account(stage: Stage, kernel: Kernel, yeses: int) -> None:
    """At either question."""
    await stage.hears("delete my account", "delete_account").runs(DELETE)
    for _ in range(yeses):
        await stage.hears("yes", "affirm").runs(DELETE)
    await stage.hears("no", "deny").runs(DELETE)
    assert await stage.runs(ActionDeleteAccount()) == ["utter_delete_account_kept"]
    assert not kernel.accounts.deleted
    assert kernel.erased == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("unsubscribe me pls", "off"),
        ("stop sending me your newsletter!!", "off"),
        ("sign me up for the newsletter", "on"),
    ],
)
async def test_newsletter_by_the_first_words(stage: Stage, kernel: Kernel, text: str, state: str) -> None:
    """On or off is heard at once."""
    kernel.accounts.customer = replace(ANN, newsletter=state == "off")
    assert await stage.hears(text, "newsletter").runs(NEWSLETTER) == ["utter_newsletter_confirm"]
    assert stage.said[0]["state"] == state
    await stage.hears("yes", "affirm").runs(NEWSLETTER)
    assert await stage.runs(ActionNewsletter()) == ["utter_newsletter_done"]
    assert kernel.accounts.customer.newsletter is (state == "on")


async def test_newsletter_that_is_off_already(stage: Stage) -> None:
    """Nothing is asked where nothing would change."""
    assert await stage.hears("unsubscribe", "newsletter").runs(NEWSLETTER) == ["utter_newsletter_already"]


async def test_export_is_mailed_to_the_address_on_file(stage: Stage, kernel: Kernel) -> None:
    """Shown masked, and asked for once."""
    assert await stage.hears("i want a copy of my data", "export_data").runs(EXPORT) == ["utter_export_data_confirm"]
    assert "ann@example.com" not in stage.said[0]["email"]
    await stage.hears("yes", "affirm").runs(EXPORT)
    assert await stage.runs(ActionExportData()) == ["utter_export_data_done"]
    assert len(kernel.accounts.called("request_export")) == 1


async def test_a_guest_resets_a_password(stage: Stage, kernel: Kernel) -> None:
    """Guests too, and the answer tells nothing about accounts."""
    kernel.identities.identity = GUEST
    said = await stage.hears("forgot my password", "reset_password").runs(RESET)
    assert said == ["utter_reset_password_ask_email"]
    await stage.hears("bob@example.com", email="bob@example.com").runs(RESET)
    await stage.hears("yes", "affirm").runs(RESET)
    assert await stage.runs(ActionResetPassword()) == ["utter_reset_password_done"]
    assert kernel.accounts.called("reset_password") == [{"email": "bob@example.com"}]


async def test_balance_and_other_methods(stage: Stage) -> None:
    """Never more than kind, brand and last four digits."""
    said = await stage.hears("whats on my gift card", "check_balance").runs(ActionCheckBalance())
    assert said == ["utter_check_balance", "utter_check_balance_others"]
    assert stage.said[0]["balance"] == "$20.00"
    assert stage.said[1]["methods"] == "Visa card ending in 9212, PayPal"
