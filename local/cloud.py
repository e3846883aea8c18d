"""The local cloud: one ministack server, its state in one folder, started and stopped as a whole.

State is written when the server is stopped in an orderly way (`down`, Ctrl-C, SIGTERM) and read at the next
start: tables, streams' positions, queues, functions and their code, the stack; the outbox by `outbox.keep`.
The bucket's files are written at once. After a kill -9 or a power cut the state is that of the last
orderly stop.
"""

import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from local.process import Failed, Program

ROOT = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
SERVER = ROOT / "local" / "server.py"
USUAL_PORT = 4566
ACCESS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": REGION}
# What a function may take at most; a call that waits for it must not give up sooner.
SECONDS_OF_A_FUNCTION = 900


@dataclass(frozen=True)
class Cloud:
    """A local cloud whose everything lives in `folder`."""

    folder: Path = ROOT / ".local"

    @property
    def program(self) -> Program:
        """The server."""
        return Program("cloud", self.folder, str(SERVER))

    @property
    def endpoint_url(self) -> str:
        """Where every AWS call and every page goes."""
        return f"http://127.0.0.1:{self.program.port}"

    def up(self, usual_port: int = USUAL_PORT) -> None:
        """Starts the server unless it runs; returns when it answers."""
        python = ROOT / ".venv-cloud" / "bin" / "python"
        if not python.exists():
            raise Failed("the local cloud is not installed: local/bootstrap")
        for name in ("tmp", "state", "files"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.program.start([str(python), "-P", str(SERVER)], self._environment, usual_port, self.answers)

    def answers(self) -> bool:
        """Whether the server can be spoken to."""
        try:
            with urllib.request.urlopen(f"{self.endpoint_url}/_ministack/health", timeout=2) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (urllib.error.URLError, OSError):
            return False

    def down(self) -> None:
        """Stops the server, which writes its state first; stopping what does not run is fine."""
        self.program.stop()
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)

    def reset(self) -> None:
        """Stops the server and forgets everything it held; what was vendored and packaged stays."""
        self.program.forget()
        for name in ("state", "files", "tmp"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def client(self, service: str) -> Any:
        """A boto3 client that speaks to this cloud and never to AWS."""
        return client_at(self.endpoint_url, service)

    def environment(self, function: str) -> dict[str, str]:
        """What the deployed function's code finds in its environment, for who uses that code from outside."""
        return environment_at(self.endpoint_url, function)

    def _environment(self, port: int) -> Mapping[str, str]:
        # Nothing of the caller's AWS settings may reach the functions: they inherit the server's environment.
        kept = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            **ACCESS,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "GATEWAY_PORT": str(port),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder / "files"),
            "TMPDIR": str(self.folder / "tmp"),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "TZ": "UTC",
        }


def client_at(endpoint_url: str, service: str) -> Any:
    """A boto3 client that speaks to the local cloud at this address and never to AWS."""
    import boto3
    from botocore.config import Config

    key, secret = ACCESS["AWS_ACCESS_KEY_ID"], ACCESS["AWS_SECRET_ACCESS_KEY"]
    # Its types take only names that are written out.
    session: Any = boto3.Session(key, secret, region_name=REGION)
    patient = Config(read_timeout=SECONDS_OF_A_FUNCTION + 30, retries={"total_max_attempts": 1})
    return session.client(service, endpoint_url=endpoint_url, config=patient)


def environment_at(endpoint_url: str, function: str) -> dict[str, str]:
    """What the deployed function's code finds in its environment, for who uses that code from outside."""
    deployed = client_at(endpoint_url, "lambda").get_function_configuration(FunctionName=function)
    return {**deployed["Environment"]["Variables"], **ACCESS, "AWS_ENDPOINT_URL": endpoint_url}
