"""Give every test of an action a fresh kernel of fakes, in use."""

from __future__ import annotations

import pytest

from actions import bootstrap
from tests.actions.kernel import Kernel
from tests.actions.stage import Stage


@pytest.fixture
def kernel() -> Kernel:
    composed = Kernel()
    bootstrap.use(composed.desks())
    return composed


@pytest.fixture
def stage(kernel: Kernel) -> Stage:
    return Stage()
