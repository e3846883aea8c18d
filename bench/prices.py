"""What AWS asks for what we use, by its public list: on demand, in us-east-1, without any free tier.

As known on 2026-11-22; to be checked against the price list of that day before anyone counts on it. Not in
here, since it hangs on how long and how much is kept: storage, backups, logs, alarms, data going out.
"""

from decimal import Decimal

REGION, AS_OF = "us-east-1", "2026-11-22"
MILLION = 1_000_000
READ_UNIT = Decimal("0.125") / MILLION
"""DynamoDB on demand, a read request unit: 4 kB read consistently."""
WRITE_UNIT = Decimal("0.625") / MILLION
"""DynamoDB on demand, a write request unit: 1 kB."""
INVOCATION = Decimal("0.20") / MILLION
"""Lambda, a request."""
GB_SECOND = Decimal("0.0000166667")
"""Lambda on x86, a gigabyte for a second."""
QUEUE_REQUEST = Decimal("0.40") / MILLION
"""SQS, standard queue, each request."""
FILE_WRITE = Decimal("0.005") / 1_000
"""S3 Standard, PUT, COPY, POST or LIST."""
FILE_READ = Decimal("0.0004") / 1_000
"""S3 Standard, GET and all other."""
LETTER = Decimal("0.10") / 1_000
"""SES, an email sent; attachments and dedicated addresses apart."""

MILLISECONDS_A_CALL = 15
"""ASSUMED, not measured: a call to AWS from a warm function, there and back, with our own work around it."""
MILLISECONDS_A_START = 10
"""ASSUMED: what an invocation takes besides its calls. Cold starts are left out."""
