"""A function of ours that works in the background, as the console sets it going."""

from dataclasses import dataclass

from chalicelib.services.functions import Functions


@dataclass(frozen=True)
class Runner:
    """The function, by its name; what sets it going; and under which word it is told the id of its work."""

    functions: Functions
    name: str
    noun: str = "mailing"

    def start(self, work_id: str) -> None:
        """Let it work on this."""
        self.functions.start(self.name, {self.noun: work_id})

    def write_report(self, work_id: str) -> None:
        """Let it write the report of this."""
        self.functions.start(self.name, {self.noun: work_id, "report": True})
