"""Sets what the deployment would set, before anything of ours is imported."""

import os

from tests.template import environment

os.environ.update(environment())
