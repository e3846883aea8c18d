"""What goes on behind the deployed console: whoever comes is found, and lists leave as files."""

import csv
import io

from tests.cloud.live_studio import LiveStudio, eventually
from tests.cloud.test_console import asked, opened


def screen(live: LiveStudio, view: str, do: str = "", typed: str = "", **given: str) -> str:
    """What an operator sees after a click; `typed` stands in the line at the top."""
    event = {**opened({"view": view, "do": do, **given}, _f="1", _q=typed)}
    return str(asked(live.cloud, live.outputs["console_aliases"]["operator"], event).answer)


def client(live: LiveStudio, ref: str, last_name: str) -> None:
    """Somebody new, told of by the studio's own system."""
    told = {"client_ref": ref, "first_name": "Lotte", "last_name": last_name, "email": f"{ref}@found.example"}
    assert live.record("client", **told, status="Client") == "stored"


def keys(live: LiveStudio, prefix: str) -> list[str]:
    """What stands in the bucket under a prefix."""
    listed = live.client("s3").list_objects_v2(Bucket=live.outputs["bucket"], Prefix=prefix)
    return [each["Key"] for each in listed.get("Contents", [])]


def test_who_is_recorded_is_found_by_name_as_soon_as_the_stream_has_come(live: LiveStudio) -> None:
    client(live, "f-1", "Findling")
    eventually(
        lambda: "Findling" in screen(live, "clients", "find", "findl"), "found by the name's beginning"
    )
    assert "Findling" in screen(live, "clients", "find", "f-1@found.example")


def test_a_list_leaves_as_a_file_that_a_function_of_its_own_writes(live: LiveStudio) -> None:
    client(live, "f-2", "Ausreise")
    eventually(lambda: "Ausreise" in screen(live, "clients", "find", "ausr"))
    assert "The file is being written" in screen(live, "clients", "export", list="all")
    (key,) = eventually(lambda: [each for each in keys(live, "exports/") if "/parts/" not in each])
    whole = live.client("s3").get_object(Bucket=live.outputs["bucket"], Key=key)["Body"].read()
    rows = list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"))))
    assert "Ausreise" in {row["last_name"] for row in rows}
