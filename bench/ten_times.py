"""The sample many times over, as files to import: `python -m bench.ten_times FOLDER [COPIES]`.

Ten copies are 69,190 sales of 23,570 clients. A copy's customers have references of their own.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from local.demo import files
from local.demo.people import person

COPIES = 10


def client_ref(copy: int, customer: int) -> str:
    """The reference of a copy's customer."""
    return f"X{copy}-{customer:05d}"


def clients(copies: int = COPIES) -> bytes:
    """Everyone, by name and status."""
    customers = sorted({sale.customer for sale in files.sales()})

    def lines() -> Iterator[str]:
        yield "client_ref,first_name,last_name,email,status"
        for copy in range(copies):
            for customer in customers:
                who = person(customer, 0)
                email = f"x{copy}.{who.email}"
                ref = client_ref(copy, customer)
                yield f"{ref},{who.first_name},{who.last_name},{email},{files.STATUS}"

    return ("\n".join(lines()) + "\n").encode()


def invoices(copies: int = COPIES) -> bytes:
    """Every sale, paid in full on its day: copy after copy, each in the order of the sample."""
    sold = files.sales()

    def lines() -> Iterator[str]:
        yield ",".join(files.INVOICES)
        for copy in range(copies):
            for number, sale in enumerate(sold):
                paid = f"{sale.on},{sale.dollars},0,{sale.dollars},{sale.on}"
                yield f"X{copy}-{number},{client_ref(copy, sale.customer)},{paid}"

    return ("\n".join(lines()) + "\n").encode()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    asked = int(sys.argv[2]) if len(sys.argv) > 2 else COPIES
    (folder / "clients.csv").write_bytes(clients(asked))
    (folder / "invoices.csv").write_bytes(invoices(asked))
