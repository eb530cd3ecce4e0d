"""The script that makes the image small, on a made-up ``site-packages``."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "image" / "slim.py"
UNUSED = (
    "litellm/proxy/_experimental/out/index.html",
    "litellm/proxy/swagger/swagger-ui.js",
    "litellm/proxy/_lazy_openapi_snapshot.json",
    "hf_xet/hf_xet.abi3.so",
    "hf_xet-1.8.0.dist-info/METADATA",
    "regex/tests/test_regex.py",
)
FOR_BEDROCK = ("boto3/__init__.py", "botocore/data/endpoints.json", "botocore-1.44.5.dist-info/METADATA")
USED = ("litellm/main.py", "litellm/proxy/_types.py", "regex/__init__.py", "litellm-1.106.2.dist-info/METADATA")


@pytest.fixture
def slim() -> Callable[..., Any]:
    script: Callable[..., Any] = runpy.run_path(str(SCRIPT))["slim"]
    return script


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the packages of ``tmp_path`` lie, an environment with programs."""
    site = tmp_path / "lib" / "python3.13" / "site-packages"
    programs = [f"../../../bin/{name}" for name in ("ruff", "litellm", "Activate.ps1", "sg")]
    for name in (*UNUSED, *FOR_BEDROCK, *USED, *programs):
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    (tmp_path / "bin" / "python").symlink_to("/usr/local/bin/python")
    return site


def test_what_is_never_imported_goes_with_its_metadata(slim: Callable[..., Any], site: Path, tmp_path: Path) -> None:
    slim(tmp_path)
    assert [name for name in (*UNUSED, *FOR_BEDROCK) if (site / name).exists()] == []
    assert [name for name in USED if not (site / name).exists()] == []
    assert (site / "litellm/proxy/_experimental").exists()
    assert sorted(path.name for path in site.iterdir()) == ["litellm", "litellm-1.106.2.dist-info", "regex"]


def test_only_python_and_the_analysers_programs_stay(slim: Callable[..., Any], site: Path, tmp_path: Path) -> None:
    slim(tmp_path)
    assert sorted(path.name for path in (tmp_path / "bin").iterdir()) == ["python", "ruff"]


@pytest.mark.parametrize("extras", [["bedrock"], ["bedrock", "vertex"]])
def test_the_extra_keeps_boto3(slim: Callable[..., Any], site: Path, tmp_path: Path, extras: list[str]) -> None:
    slim(tmp_path, extras)
    assert [name for name in (*FOR_BEDROCK, *USED) if not (site / name).exists()] == []
    assert [name for name in UNUSED if (site / name).exists()] == []


def test_an_empty_environment_is_small_enough(slim: Callable[..., Any], tmp_path: Path) -> None:
    slim(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "planted",
    ["litellm_init.pth", "sitecustomize.py", "usercustomize.py", "sitecustomize/__init__.py", "deep/down/x.pth"],
)
def test_what_runs_at_every_start_fails_the_build(site: Path, tmp_path: Path, planted: str) -> None:
    path = site / planted
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("import os; os.system('true')", encoding="utf-8")
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("refused: these would run at every start of Python: ")
    assert planted.removesuffix("/__init__.py") in done.stderr
    assert (site / UNUSED[0]).exists(), "nothing is touched before all was looked through"


def test_an_unknown_extra_fails_the_build(slim: Callable[..., Any], site: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="bedrok is no extra; there are bedrock and vertex"):
        slim(tmp_path, ["bedrok"])
    assert (site / FOR_BEDROCK[0]).exists()
