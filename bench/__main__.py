"""Everything that is measured, one after the other: `python -m bench OUT`, where OUT holds the package."""

import subprocess
import sys
from pathlib import Path

PARTS = (
    ("Cold start of each function", "bench.cold_start", True),
    ("A sent form", "bench.form_post", False),
    ("A night", "bench.night", False),
    ("Entries against bare transactions", "bench.entries", False),
    ("What it costs", "bench.cost", False),
    ("Each screen of the console", "bench.console", False),
    ("The Client Referral Report", "bench.referral_report", False),
    ("The form on a phone", "bench.lighthouse", False),
)


def main() -> int:
    """Runs each part, and the size of the package first; 1 when one of them fails."""
    out = Path(sys.argv[1])
    size = (out / "deployment.zip").stat().st_size
    print(f"# The package\n\n{size / 1e6:.2f} MB\n", flush=True)
    failed = []
    for title, module, takes_package in PARTS:
        print(f"# {title}\n", flush=True)
        command = [sys.executable, "-m", module, *([str(out)] if takes_package else [])]
        if subprocess.run(command, check=False).returncode:
            failed.append(module)
        print(flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all measured")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
