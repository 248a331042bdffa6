"""Count entities that were found whole: the same kind, from the same character to the same character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.measure.reading import Entity


@dataclass(frozen=True)
class EntityScore:
    """How many there are, how many were found, and how many of these are right."""

    there: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.there)

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def entity_scores(texts: Iterable[tuple[Iterable[Entity], Iterable[Entity]]]) -> dict[str, EntityScore]:
    """By kind, and `all` of them; each text is what is there and what was found."""
    there, found, right = Counter[str](), Counter[str](), Counter[str]()
    for true, read in texts:
        meant, heard = set(map(_place, true)), set(map(_place, read))
        for counter, places in ((there, meant), (found, heard), (right, meant & heard)):
            counter.update(kind for kind, _, _ in places)
            counter["all"] += len(places)
    return {kind: EntityScore(there[kind], found[kind], right[kind]) for kind in sorted({*there, *found})}


def _place(entity: Entity) -> tuple[str, int, int]:
    return entity.entity, entity.start, entity.end
