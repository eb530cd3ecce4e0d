"""Take out of an installed environment what the Action never imports, and refuse what must not be there.

Run by the Dockerfile: ``python slim.py SITE_PACKAGES [EXTRA ...]``. What goes, and why it may:

- litellm's proxy pages, its API listing and swagger: a server that the Action does not start;
- botocore, boto3 and s3transfer: imported for Amazon Bedrock only (kept with the extra ``bedrock``);
- hf_xet: the download accelerator of huggingface_hub; nothing is downloaded here;
- folders of tests inside packages.

A ``*.pth`` file or a ``sitecustomize`` runs at every start of Python: that is how a compromised release of litellm ran.
None is expected, so any one fails the build.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ALWAYS = (
    "litellm/proxy/_experimental",
    "litellm/proxy/swagger",
    "litellm/proxy/_lazy_openapi_snapshot.json",
    "hf_xet",
)
BEDROCK = ("botocore", "boto3", "s3transfer")
RUNS_AT_START = ("*.pth", "sitecustomize*", "usercustomize*")


def slim(site: Path, extras: list[str]) -> None:
    """Remove what is not used below ``site``; exit with a message when something is there that runs by itself."""
    unexpected = sorted(str(path) for pattern in RUNS_AT_START for path in site.rglob(pattern))
    if unexpected:
        sys.exit(f"refused: these would run at every start of Python: {', '.join(unexpected)}")
    for name in ALWAYS if "bedrock" in extras else (*ALWAYS, *BEDROCK):
        target = site / name
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
    for tests in [path for name in ("tests", "test") for path in site.rglob(name) if path.is_dir()]:
        shutil.rmtree(tests)


if __name__ == "__main__":
    slim(Path(sys.argv[1]), sys.argv[2:])
