"""Measurements, each printed as a ratio: see README.md."""

import tests  # noqa: F401 - sets what the deployment would set, before anything of ours is imported
