"""``python -m truyvet`` is the ``truyvet`` command."""

import sys

from truyvet.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
