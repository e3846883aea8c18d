"""SpamAssassin's own rules, without the network, on every letter that we ship."""

import mailbox
import subprocess
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

from local.letters import messages

MOST_POINTS = 1.0


def points(folder: Path, letters: dict[str, bytes]) -> dict[str, tuple[float, str]]:
    """Each letter's points, and the rules that gave them."""
    with closing(mailbox.mbox(folder / "letters")) as box:
        for raw in letters.values():
            box.add(raw)
    command = ["spamassassin", "--local", "--nocreate-prefs", "--prefspath=/dev/null", "--mbox"]
    judged = subprocess.run(
        [*command, "--cf=use_bayes 0", "--cf=report_safe 0", str(folder / "letters")],
        capture_output=True,
        check=True,
        timeout=300,
    )
    (folder / "judged").write_bytes(judged.stdout)
    names = {message_from_bytes(raw)["Message-ID"]: name for name, raw in letters.items()}
    found = {}
    with closing(mailbox.mbox(folder / "judged")) as box:  # Its order is the judge's own.
        for message in box:
            said = " ".join(str(message["X-Spam-Status"]).split())
            found[names[message["Message-ID"]]] = float(said.partition("score=")[2].split()[0]), said
    return found


def test_no_letter_looks_like_spam_and_what_is_spam_does(tmp_path: Path) -> None:
    letters = dict(messages())
    gtube = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    headers = (
        b"From: a@b.example\r\nTo: c@d.example\r\nMessage-ID: <spam@b.example>\r\nSubject: Hello\r\n\r\n"
    )
    spam = headers + gtube + b"\r\n"
    found = points(tmp_path, {**letters, "spam": spam})
    assert found.keys() == {*letters, "spam"}
    assert found.pop("spam")[0] > 100
    assert {name: said for name, (given, said) in found.items() if given > MOST_POINTS} == {}
