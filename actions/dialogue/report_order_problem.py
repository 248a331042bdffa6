"""Report that something of an order is missing, damaged or wrong: a ticket of high priority, linked to the order."""

from __future__ import annotations

from actions.business.problems import OrderProblem, order_problem
from actions.business.swapping import item_name
from actions.dialogue.change import Preview, Sending, SubmitChange
from actions.dialogue.problem_ticket import ProblemTicket, short
from actions.dialogue.questions.confirmed import Confirmed
from actions.dialogue.questions.order_for import OrderFor, Purpose
from actions.dialogue.questions.problems import ProblemKind, Story
from actions.dialogue.questions.question import Answers
from actions.dialogue.questions.which_items import WhichItems
from actions.dialogue.questions.who import AccountEmail, OneTimeCode
from actions.dialogue.support_form import SupportForm
from helpline.backends.values import Order

TOPIC = "report_order_problem"


class ReportProblem(ProblemTicket):
    """What is wrong, with which items."""

    topic = TOPIC
    category = "order_problem"

    async def look(self, answers: Answers) -> Preview:
        named = _names(await answers.order(), answers["chosen_items"] or [])
        story, kind = short(str(answers["ticket_summary"])), str(answers["problem_kind"])
        values = {"order_number": answers["order_wanted"], "items": named, "kind": kind, "summary": story}
        return Preview(values=values)

    async def subject(self, sending: Sending) -> str:
        order = await sending.desks.orders.find(sending.arguments["order_number"])
        kind = str(sending.arguments["kind"]).capitalize()
        return f"{kind}: {_names(order, sending.arguments['items'])} (order {order.number})"


class ValidateReportOrderProblemForm(SupportForm):
    form = f"{TOPIC}_form"
    questions = (
        AccountEmail(others=True),
        OneTimeCode(),
        OrderFor(Purpose(TOPIC, lambda _: None, none="utter_order_none")),
        ProblemKind(OrderProblem, order_problem, "utter_report_order_problem_ask_kind"),
        WhichItems(),
        Story("utter_report_order_problem_ask_story", order_problem),
        Confirmed(ReportProblem()),
    )


class ActionReportOrderProblem(SubmitChange):
    backend = "tickets"
    change = ReportProblem()


def _names(order: Order, items: list[str]) -> str:
    return ", ".join(item_name(item) for item in order.items if item.id in items)
