"""Programs in the background, each with a note beside its log that says its process and its port."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Failed(RuntimeError):
    """A program did not do what it was asked; the message says what to look at."""


@dataclass(frozen=True)
class Program:
    """A background program named `name`, its note and log in `folder`; `mark` stands in its command line."""

    name: str
    folder: Path
    mark: str

    @property
    def log(self) -> Path:
        """What it prints."""
        return self.folder / f"{self.name}.log"

    @property
    def note(self) -> Path:
        """Its port, which it keeps for ever since stored addresses hold it, and while it runs its process."""
        return self.folder / f"{self.name}.json"

    def _noted(self, key: str) -> int | None:
        noted: Mapping[str, Any] = json.loads(self.note.read_text()) if self.note.exists() else {}
        return noted.get(key)

    @property
    def port(self) -> int:
        """The port it was given at its first start."""
        port = self._noted("port")
        if port is None:
            raise Failed(f"{self.name} was never started: make up")
        return port

    @property
    def pid(self) -> int | None:
        """Its process, None when it does not run."""
        pid = self._noted("pid")
        return pid if pid is not None and self._is_ours(pid) else None

    def start(
        self,
        command: Sequence[str],
        environment: Callable[[int], Mapping[str, str]],
        usual_port: int,
        ready: Callable[[], bool],
        seconds: float = 60,
    ) -> None:
        """Starts `command`, `{port}` in it made its port, unless it runs; returns when it is `ready`."""
        if self.pid is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        port = self._noted("port") or (usual_port if _is_free(usual_port) else free_port())
        if not _is_free(port):
            raise Failed(f"port {port} is taken by another program: stop that one, or `make reset` to move")
        # Not subprocess: the program is meant to outlive whoever starts it.
        into_log = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        pid = os.posix_spawn(
            command[0],
            [part.format(port=port) for part in command],
            environment(port),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(self.log), into_log, 0o644),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        self.note.write_text(json.dumps({"port": port, "pid": pid}) + "\n")
        if not waited(seconds, lambda: not self._is_ours(pid) or ready()) or not self._is_ours(pid):
            raise Failed(f"{self.name} did not start; see {self.log}")

    def stop(self, seconds: float = 90) -> None:
        """Asks it to end and waits; stopping what does not run is fine."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        ended = waited(seconds, lambda: not self._is_ours(pid))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # Its own children, and itself when it hangs.
        self.note.write_text(json.dumps({"port": self.port}) + "\n")
        if not ended:
            raise Failed(f"{self.name} had to be killed and may have lost changes; see {self.log}")

    def forget(self) -> None:
        """Stops it and drops its note and log; its next start may have another port."""
        self.stop()
        self.note.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """Whether `pid` runs and is this program, not a stranger that got its number."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if Path("/proc/self").exists():
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes()
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                return False
            # A process that is just starting has no command line yet; a dead one has none any more.
            return self.mark.encode() in line or (not line and state != "Z")
        listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)
        return self.mark.encode() in listed.stdout


def waited(seconds: float, happened: Callable[[], bool]) -> bool:
    """Whether it `happened` within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.1)
    return happened()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
