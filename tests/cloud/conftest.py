"""The deployed product on a local cloud of the tests' own, beside whatever `make up` runs."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from local import outputs as written
from local import pages, studio
from local.cloud import Cloud
from local.process import free_port
from tests.cloud.live_studio import LiveStudio
from tests.cloud.office import Office

# The clock would wake the night and the sender in the middle of a test.
BY_HAND = {"Schedules": "DISABLED"}


@contextmanager
def deployed(
    folder: Path, parameters: dict[str, str] | None = None
) -> Iterator[tuple[Cloud, dict[str, Any]]]:
    """A local cloud with the product deployed and nothing in it, and its outputs; gone at the end."""
    cloud = Cloud(folder)
    cloud.up(free_port())
    try:
        yield cloud, studio.deployed(cloud, studio.packaged(), {**BY_HAND, **(parameters or {})})
    finally:
        # Nobody asks for its state again: it need not be written first.
        if cloud.program.pid is not None:
            os.killpg(cloud.program.pid, signal.SIGKILL)
        cloud.reset()


@pytest.fixture(scope="session")
def _deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cloud, dict[str, Any]]]:
    with deployed(tmp_path_factory.mktemp("cloud")) as both:
        yield both


@pytest.fixture(scope="session")
def cloud(_deployed: tuple[Cloud, dict[str, Any]]) -> Cloud:
    """One deployed local cloud for all tests of the session that do not need an empty one."""
    return _deployed[0]


@pytest.fixture(scope="session")
def outputs(_deployed: tuple[Cloud, dict[str, Any]]) -> dict[str, Any]:
    """What the deployed stack tells: the keys of `.local/outputs.json` that come from the template."""
    return _deployed[1]


@pytest.fixture(scope="session")
def _live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    with deployed(tmp_path_factory.mktemp("live")) as (cloud, outputs):
        cloud.client("sesv2").create_email_identity(EmailIdentity="lantern.example")
        studio_there = LiveStudio(cloud, outputs)
        studio_there.set_up()
        yield studio_there


@pytest.fixture(scope="module")
def live(_live: LiveStudio) -> LiveStudio:
    """A studio that is set up, live and open; shared by all files, so each test brings people of its own.

    Whatever another file has changed in its set-up is as it was.
    """
    _live.set_up_again()
    return _live


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with deployed(tmp_path_factory.mktemp("office")) as (cloud, outputs):
        cloud.client("sesv2").create_email_identity(EmailIdentity="lantern.example")
        own = {"public_url": outputs["form_url"], "quiet_from": "00:00", "quiet_until": "00:00"}
        there = LiveStudio(cloud, outputs, own)
        there.set_up()
        yield Office(there)


@pytest.fixture(scope="module")
def office(_office: Office) -> Office:
    """A studio of its own for what operators do in its console, set up as every other file finds it."""
    _office.live.set_up_again()
    return _office


@pytest.fixture(scope="session")
def console_url(_office: Office) -> Iterator[str]:
    """The page over the office's dashboards, as `make up` opens it."""
    cloud = _office.live.cloud
    written.write(cloud.folder, _office.live.outputs)
    try:
        yield pages.start(cloud.folder, free_port()) + "/console"
    finally:
        pages.program(cloud.folder).stop()


@pytest.fixture
def new_studio(tmp_path: Path) -> Iterator[Callable[..., tuple[Cloud, dict[str, Any]]]]:
    """Makes a deployed local cloud of a test's own, empty; parameters of the template may be given."""
    with ExitStack() as made:
        folders = (tmp_path / str(number) for number in count())

        def make(**parameters: str) -> tuple[Cloud, dict[str, Any]]:
            return made.enter_context(deployed(next(folders), parameters))

        yield make
