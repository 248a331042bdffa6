"""Report a problem with a payment: what the shop has booked is told, and a ticket goes to people who can look."""

from __future__ import annotations

from actions.business.lines import Line
from actions.business.problems import PaymentProblem, payment_problem
from actions.business.settling import method_of
from actions.dialogue.change import Preview, Sending, SubmitChange
from actions.dialogue.problem_ticket import ProblemTicket, short
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.problems import ProblemKind, Story
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.tickets import ContactEmail
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Payment, Refund

TOPIC = "payment_issue"
_SUBJECTS = {
    PaymentProblem.CHARGED_TWICE.value: "Charged twice or too much",
    PaymentProblem.DECLINED.value: "Payment declined",
    PaymentProblem.OTHER.value: "Problem with a payment",
}


def _of_an_order(answers: Answers) -> bool:
    """A charge belongs to an order; a payment that was declined made none."""
    return bool(answers["problem_kind"] == PaymentProblem.CHARGED_TWICE.value)


class EmailForCharge(AccountEmail):
    async def is_open(self, answers: Answers) -> bool:
        return _of_an_order(answers) and await super().is_open(answers)


class CodeForCharge(OneTimeCode):
    async def is_open(self, answers: Answers) -> bool:
        return _of_an_order(answers) and await super().is_open(answers)


class OrderOfCharge(OrderFor):
    async def is_open(self, answers: Answers) -> bool:
        return _of_an_order(answers) and await super().is_open(answers)


class ReportPayment(ProblemTicket):
    """What is booked for the order is told before a ticket is offered."""

    topic = TOPIC
    category = "payment"

    async def look(self, answers: Answers) -> Preview:
        values = {"summary": short(str(answers["ticket_summary"]))}
        return Preview(lines=await self._booked(answers) if answers["order_wanted"] else (), values=values)

    async def subject(self, sending: Sending) -> str:
        number = sending.arguments["order_number"]
        subject = _SUBJECTS[str(sending.arguments["kind"])]
        return f"{subject} (order {number})" if number else subject

    async def _booked(self, answers: Answers) -> list[Line]:
        order = await answers.order()
        paid = [_line("utter_payment_issue_paid", each, order.number) for each in order.payments]
        return [*paid, *(_line("utter_payment_issue_back", each, order.number) for each in order.refunds)]


def _line(response: str, moved: Payment | Refund, number: str) -> Line:
    return Line(response, {"amount": str(moved.amount), "method": method_of(moved), "order_number": number})


class ValidatePaymentIssueForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        ProblemKind(PaymentProblem, payment_problem, "utter_payment_issue_ask_kind"),
        EmailForCharge(others=True),
        CodeForCharge(),
        OrderOfCharge(Purpose(TOPIC, lambda _: None, none="utter_order_none")),
        Story("utter_payment_issue_ask_story", payment_problem),
        ContactEmail("utter_create_ticket_ask_email"),
        Confirmed(ReportPayment()),
    )


class ActionPaymentIssue(SubmitChange):
    backend = "tickets"
    change = ReportPayment()
