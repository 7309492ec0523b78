import sys

from watchroom.ops.cli import main

sys.exit(main())
