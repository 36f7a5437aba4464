"""`python -m openaeo` is the same as the console script."""

import sys

from openaeo.config.command import main

sys.exit(main())
