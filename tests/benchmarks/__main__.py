"""`make bench`: what Quorum costs, each figure as a ratio to something else measured in the same run."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
for name in ("start", "review_step", "suggest"):
    import_module(name).run()
