"""What `make` calls: `python -m local up|run|down|reset|night`."""

import json
import signal
import sys
import threading
from typing import Any

from local import studio
from local.cloud import Cloud
from local.deploy import DeployFailed
from local.process import Failed


def tell(line: str) -> None:
    """Progress, for a person who waits."""
    print(line, flush=True)


def up(cloud: Cloud) -> None:
    """In the background: returns when everything answers."""
    tell(
        _listing(studio.up(cloud, tell))
        + "\n\nTo stop:            make down   (the studio is kept; make reset forgets it)"
    )


def run(cloud: Cloud) -> None:
    """In the foreground, until Ctrl-C."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        tell(
            _listing(studio.up(cloud, tell))
            + "\n\nTo stop:            Ctrl-C      (the studio is kept; make reset forgets it)"
        )
        ended.wait()
        tell("\nStopping, the studio is kept ...")
    finally:
        studio.down(cloud)


def down(cloud: Cloud) -> None:
    """Stops it; the state is kept."""
    studio.down(cloud)


def reset(cloud: Cloud) -> None:
    """Stops it and forgets everything."""
    studio.reset(cloud)


def night(cloud: Cloud) -> None:
    """Invokes the deployed night by hand and shows its figures."""
    outputs = json.loads((cloud.folder / "outputs.json").read_text())
    answer = cloud.client("lambda").invoke(
        FunctionName=outputs["functions"]["night"], Payload=json.dumps({"wait": True}).encode()
    )
    figures = json.loads(answer["Payload"].read())
    tell(json.dumps(figures, indent=2, ensure_ascii=False))
    if "FunctionError" in answer:
        raise Failed(f"the night failed; see {cloud.program.log}")


def _listing(outputs: dict[str, Any]) -> str:
    places = {
        "Public form": outputs["form_url"],
        "A referral link": outputs.get("referral_url"),
        "To pass it on": outputs.get("share_url"),
        "A client's page": outputs.get("own_page_url"),
        "In a host page": outputs["host_page_url"],
        "Letters and texts": outputs["outbox_url"],
        "Operators' console": outputs["console_url"],
        "For scripts": ".local/outputs.json",
        "To run the night": "make night",
    }
    return "\n".join(["", *(f"{name + ':':<20}{place}" for name, place in places.items() if place)])


COMMANDS = {"up": up, "run": run, "down": down, "reset": reset, "night": night}


def main() -> None:
    """Runs the command; what went wrong is said in a line, without a traceback."""
    try:
        COMMANDS[sys.argv[1]](Cloud())
    except (Failed, DeployFailed) as failed:
        raise SystemExit(str(failed)) from None


if __name__ == "__main__":
    main()
