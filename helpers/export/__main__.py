"""The command line of `helpers.export`."""

import sys

from .command import main

sys.exit(main())
