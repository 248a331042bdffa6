"""Measure the trained model: `python -m bot.measure report | accept | outside FILE | benchmark TRAIN TEST`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.measure import benchmark, figures, report, texts
from bot.measure.curves import calibration_error, least_certain_quarter
from bot.measure.neighbours import Neighbours
from bot.measure.reading import Reader
from bot.measure.scores import Judged, grouped, score
from bot.rasa_logs import configure_rasa_logs
from helpline.errors import HelplineError
from helpline.settings import ROOT

HELD_OUT, TRAINING = ROOT / "tests" / "nlu", ROOT / "data" / "nlu"
ACCEPTED = ROOT / "docs" / "understanding.json"
RESULTS = ROOT / "results" / "understanding"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 1 where something was lost, or could not be read."""
    chosen = _parser().parse_args(arguments)
    configure_rasa_logs()
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    try:
        done: int = chosen.run(chosen)
    except HelplineError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return done


def _report(chosen: argparse.Namespace) -> int:
    held_out = texts.of_training_files(HELD_OUT)
    sys.stdout.write(f"Reading {len(held_out)} held-out texts with {chosen.model.name}.\n")
    readings = Reader(chosen.model).read(text.text for text in held_out)
    found = figures.figures_of(held_out, readings, Neighbours(texts.of_training_files(TRAINING)))
    lost = figures.losses(found, json.loads(ACCEPTED.read_text("utf-8"))) if ACCEPTED.is_file() else []
    report.write(RESULTS, found, model=chosen.model.name, losses=lost)
    intents, entities = found["intents"], found["entities"]["all"]
    sys.stdout.write(f"  intents: {_share(intents['strict'])} right, {_share(intents['macro_strict'])} on average\n")
    sys.stdout.write(f"  entities: F1 {entities['f1']:.3f}\n")
    error, doubtful = found["calibration"]["error"], found["calibration"]["right_when_doubtful"]
    sys.stdout.write(f"  calibration error: {error:.3f}; least certain quarter: {_share(doubtful)} right\n")
    sys.stdout.write(f"  a parse: {found['milliseconds']['median']:.1f} ms in the median\n")
    sys.stdout.write(f"{RESULTS / 'report.html'}\n")
    for loss in lost:
        sys.stdout.write(f"LOST {loss}\n")
    return 1 if lost else 0


def _accept(chosen: argparse.Namespace) -> int:
    path = RESULTS / "report.json"
    if not path.is_file():
        sys.stderr.write("There is no report to accept. Run `make nlu-report` first.\n")
        return 1
    kept = figures.compared(json.loads(path.read_text("utf-8")))
    ACCEPTED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"Accepted: {ACCEPTED.relative_to(ROOT)}. Commit it with what made the difference.\n")
    return 0


def _outside(chosen: argparse.Namespace) -> int:
    labelled = texts.of_json_lines(chosen.file)
    readings = Reader(chosen.model).read(text.text for text in labelled)
    rows = figures.judged(labelled, readings)
    suites: dict[str, list[Judged]] = {}
    for row in rows:
        suites.setdefault(row.suite or "all", []).append(row)
    _line("", "rows", "strict", "lenient", "macro", "fallback", "declined")
    for name, part in [*sorted(suites.items()), *([("all", rows)] if len(suites) > 1 else [])]:
        one = score(part)
        shares = (one.strict, one.lenient, one.macro_lenient, one.fallback, one.declined)
        _line(name, str(one.rows), *map(_share, shares))
    sys.stdout.write("\n")
    _line("intent", "rows", "strict", "lenient")
    for intent, part in sorted(grouped(rows).items(), key=lambda each: -len(each[1])):
        one = score(part)
        _line(intent, str(one.rows), _share(one.strict), _share(one.lenient))
    inside = [row for row in rows if row.in_scope]
    if inside:
        error, doubtful = calibration_error(inside), least_certain_quarter(inside)
        sys.stdout.write(f"\ncalibration error {error:.3f}; least certain quarter {_share(doubtful)} right\n")
    RESULTS.mkdir(parents=True, exist_ok=True)
    kept = {name: asdict(score(part)) for name, part in {**suites, "all": rows}.items()}
    (RESULTS / f"{chosen.file.stem}.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0


def _benchmark(chosen: argparse.Namespace) -> int:
    train, test = texts.of_table(chosen.train), texts.of_table(chosen.test)
    sys.stdout.write(f"Training on {len(train)} texts, then reading {len(test)}.\n")
    own = benchmark.run(train, test)
    _line("", "in scope", "at thr.", "declined")
    for row in [*benchmark.published(), own]:
        _line(row.name, *map(_share, (row.accuracy, row.at_threshold, row.declined)))
    if own.threshold is not None:
        sys.stdout.write(f"Threshold {own.threshold:.2f}.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.measure", description=__doc__)
    commands = parser.add_subparsers(required=True)
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument("--model", type=Path, required=True, help="a trained model, as `helpline train --path` prints")
    for name, run, about in (
        ("report", _report, "held-out texts: a page, JSON, and what was lost since the accepted figures"),
        ("outside", _outside, "score JSON lines of text and intent that others have written"),
    ):
        command = commands.add_parser(name, help=about, parents=[model])
        command.set_defaults(run=run)
        if run is _outside:
            command.add_argument("file", type=Path)
    commands.add_parser("accept", help="compare with the last report from now on").set_defaults(run=_accept)
    command = commands.add_parser("benchmark", help="train on one CSV, read another, beside published figures")
    command.add_argument("train", type=Path)
    command.add_argument("test", type=Path)
    command.set_defaults(run=_benchmark)
    return parser


def _line(name: str, *columns: str) -> None:
    sys.stdout.write(f"{name:<26}" + "".join(f"{column:>10}" for column in columns) + "\n")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


if __name__ == "__main__":
    sys.exit(main())
