"""Take out of an installed environment what the Action never imports, and refuse what must not be there.

Run by the Dockerfile: ``python slim.py ENVIRONMENT [EXTRA ...]``. What goes, and why it may:

- litellm's proxy pages, its API listing and swagger: a server that the Action does not start (its modules stay, as a
  completion imports some of them);
- boto3 with botocore and s3transfer: imported for Amazon Bedrock only (kept with the extra ``bedrock``);
- hf_xet: the download accelerator of huggingface_hub; nothing is downloaded here;
- folders of tests inside packages;
- programs but for Python itself and those that ``analysers/tools`` runs.

A ``*.pth`` file or a ``sitecustomize`` runs at every start of Python: that is how a compromised release of litellm ran.
None is expected, so any one fails the build.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SITE = "lib/python*/site-packages"
EXTRAS = ("bedrock", "vertex")
UNUSED = (
    "litellm/proxy/_experimental/out",
    "litellm/proxy/_lazy_openapi_snapshot.json",
    "litellm/proxy/swagger",
    "hf_xet",
)
BEDROCK = ("boto3", "botocore", "s3transfer")
TESTS = ("test", "tests")
PROGRAMS = ("ast-grep", "detect-secrets", "hadolint", "ruff", "shellcheck", "yamllint", "zizmor")
RUNS_AT_START = ("*.pth", "sitecustomize*", "usercustomize*")


def slim(environment: Path, extras: Sequence[str] = ()) -> None:
    """Remove what is not used in ``environment``, a virtual one.

    Raises:
        SystemExit: something is there that runs by itself, or an extra is unknown; then nothing was removed.
    """
    unknown = sorted(set(extras) - set(EXTRAS))
    if unknown:
        sys.exit(f"refused: {', '.join(unknown)} is no extra; there are {' and '.join(EXTRAS)}")
    unexpected = sorted(str(path) for pattern in RUNS_AT_START for path in environment.rglob(pattern))
    if unexpected:
        sys.exit(f"refused: these would run at every start of Python: {', '.join(unexpected)}")
    for path in [*_programs(environment / "bin"), *_packages(environment, extras), *_tests(environment)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _programs(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*") if path.is_file() and not path.is_symlink() and path.name not in PROGRAMS)


def _packages(environment: Path, extras: Sequence[str]) -> Iterator[Path]:
    for name in UNUSED if "bedrock" in extras else (*UNUSED, *BEDROCK):
        yield from environment.glob(f"{SITE}/{name}")
        # NOTE: with its metadata, or whoever asks for the version (huggingface_hub does) takes it for installed.
        yield from environment.glob(f"{SITE}/{name}-*.dist-info")


def _tests(environment: Path) -> Iterator[Path]:
    return (path for name in TESTS for path in environment.glob(f"{SITE}/**/{name}"))


if __name__ == "__main__":
    slim(Path(sys.argv[1]), sys.argv[2:])
