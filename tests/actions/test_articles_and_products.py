"""Articles and the catalogue: what is written is said, with its source; what is not is not guessed."""

from __future__ import annotations

import pytest

from actions.business.articles import articles
from actions.dialogue.answer_article import ActionAnswerArticle
from actions.dialogue.product_question import ActionProductQuestion, ValidateProductQuestionForm
from helpline.settings import ROOT
from tests.actions.goods import PRODUCTS
from tests.actions.kernel import Kernel
from tests.actions.stage import Stage

ACTION = ActionProductQuestion()
INTENTS = sorted(articles(ROOT / "data" / "articles"))


@pytest.fixture(autouse=True)
def stocked(kernel: Kernel) -> None:
    kernel.catalogue.products = PRODUCTS


@pytest.mark.parametrize("intent", INTENTS)
async def test_an_article_is_said_whole_with_its_title(stage: Stage, intent: str) -> None:
    """No figure is left open in it."""
    assert await stage.hears("well?", intent).runs(ActionAnswerArticle()) == ["utter_article"]
    assert stage.said[0]["title"]
    assert "{" not in stage.said[0]["text"]


async def test_an_intent_without_an_article(stage: Stage) -> None:
    """It is admitted, and a person offered."""
    assert await stage.hears("hm", "greet").runs(ActionAnswerArticle()) == ["utter_article_missing"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what colours does the jacket come in", ["utter_product_options", "utter_product_price"]),
        ("how much is the wool rug", ["utter_product_options", "utter_product_price"]),
        ("do you have the rain jaket in green, L", ["utter_product_available"]),
        ("is the red jacket in stock", ["utter_product_unavailable", "utter_product_instead"]),
        ("cheapest jacket?", ["utter_product_cheapest"]),
        ("how many kinds of mugs do you have", ["utter_product_count", "utter_product_options"]),
        ("is the mug good for tea", ["utter_product_description", "utter_product_beyond"]),
        ("tell me about the rug", ["utter_product_description", "utter_product_options"]),
        ("how many products do you sell", ["utter_product_all"]),
    ],
)
async def test_each_question_has_its_answer(stage: Stage, text: str, said: list[str]) -> None:
    """From the catalogue alone."""
    assert await stage.hears(text, "product_question").runs(ACTION) == said


async def test_and_in_green(stage: Stage) -> None:
    """The product talked about is remembered."""
    await stage.hears("how much is the rain jacket", "product_question").runs(ACTION)
    assert await stage.hears("and in green?", "product_question").runs(ACTION) == ["utter_product_some"]


async def test_what_we_do_not_sell(stage: Stage) -> None:
    """Said so; nothing is made up."""
    said = await stage.hears("do you sell bicycles", "product_question", product="bicycles").runs(ACTION)
    assert said == ["utter_product_unknown"]


async def test_no_product_named(stage: Stage) -> None:
    """It is asked for."""
    await stage.hears("i have a question about a product", "product_question").runs(ACTION)
    assert stage.slots["product_question_missing"] is True
    assert await stage.runs(ValidateProductQuestionForm()) == ["utter_product_ask"]
    await stage.hears("the mug").runs(ValidateProductQuestionForm())
    assert (await stage.runs(ACTION))[0] == "utter_product_options"
