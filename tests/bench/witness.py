"""Run the Action and write when litellm's import began and ended: ``python witness.py REPORT``."""

from __future__ import annotations

import json
import runpy
import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from threading import Thread
from types import ModuleType

ENTRY_POINT = Path(__file__).parent.parent.parent / "entrypoint.py"


class Witness(MetaPathFinder):
    """Finds nothing; notes when litellm is looked for, and then when it is there."""

    def __init__(self, report: Path) -> None:
        self.report = report

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "litellm":
            Thread(target=self._watch, args=(time.monotonic(),), daemon=True).start()
        return None

    def _watch(self, began: float) -> None:
        while not hasattr(sys.modules.get("litellm"), "completion"):
            time.sleep(0.01)
        self.report.write_text(json.dumps({"began": began, "ended": time.monotonic()}), encoding="utf-8")


if __name__ == "__main__":
    sys.meta_path.insert(0, Witness(Path(sys.argv[1])))
    sys.path.insert(0, str(ENTRY_POINT.parent))
    runpy.run_path(str(ENTRY_POINT), run_name="__main__")
