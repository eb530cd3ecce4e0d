"""What is in the image, and what is not."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Sequence

import pytest

from pr_agent_action.demo.fake_model import FakeModelServer
from tests.fakes.container import docker
from tests.image.conftest import Build

pytestmark = pytest.mark.docker
MEGABYTE = 1_000_000
NOBODY = "http://127.0.0.1:9"
MODELS = (
    "anthropic/claude-opus-4-1",
    "azure/gpt-4o",
    "cohere_chat/command-r",
    "databricks/any",
    "deepseek/deepseek-chat",
    "gemini/gemini-2.5-pro",
    "groq/any",
    "mistral/mistral-large-latest",
    "ollama/any",
    "openai/gpt-4o",
    "openrouter/any/any",
    "xai/any",
)
PROGRAMS = ("ast-grep", "detect-secrets", "hadolint", "ruff", "shellcheck", "yamllint", "zizmor")
EXTRAS = ("bedrock/converse/amazon.nova-pro-v1:0", "bedrock/anthropic.claude-v2", "vertex_ai/gemini-2.5-pro")
REFUSED = re.compile("Connection refused|Connection error|default credentials were not found")
ASK = f"""
import litellm, sys
litellm.suppress_debug_info = True
for model in sys.argv[1:]:
    try:
        litellm.completion(
            model, [{{"role": "user", "content": "Hello?"}}], api_key="k-0", api_base="{NOBODY}", api_version="1",
            max_retries=0, timeout=3, aws_access_key_id="k", aws_secret_access_key="s", aws_region_name="eu-central-1",
            vertex_project="p", vertex_location="eu",
        )
    except Exception as error:
        print(model, type(error).__name__, str(error).replace(chr(10), " "))
"""


def python(image: str, code: str) -> str:
    """Run code in the image as its entry point is run, and return what it printed, errors and all."""
    done = docker("run", "--rm", "--network=host", "--entrypoint=/opt/app/bin/python", image, "-IBc", code)
    assert done.returncode == 0, done.stdout
    return done.stdout


def refused(image: str, models: Sequence[str]) -> list[str]:
    """Ask each model where nobody listens; return those whose call came as far as that."""
    entry = ("--env=NO_GCE_CHECK=true", "--entrypoint=/opt/app/bin/python")
    said = docker("run", "--rm", "--network=host", *entry, image, "-IBc", ASK, *models).stdout
    return [line.split()[0] for line in said.splitlines() if line.startswith(tuple(models)) and REFUSED.search(line)]


def sh(image: str, script: str) -> list[str]:
    """Run a script of the shell in the image; return the lines that it printed."""
    return docker("run", "--rm", "--network=none", "--entrypoint=/bin/sh", image, "-c", script).stdout.splitlines()


def test_it_is_small(image: str) -> None:
    size = int(docker("image", "inspect", "--format", "{{.Size}}", image).stdout)
    analysers = sum(map(int, sh(image, "find /opt/app/bin -type f -printf '%s\\n'")))
    assert size - analysers < 420 * MEGABYTE
    assert analysers < 130 * MEGABYTE


def test_nothing_is_left_that_builds_or_installs(image: str) -> None:
    assert sh(image, "command -v pip pip3 cc gcc make git hf litellm") == []
    left = sh(image, "ls -A /opt/app/bin")
    assert [name for name in left if not name.startswith("python") and name not in PROGRAMS] == []
    packages = "/usr/local/lib/python3.13/site-packages /opt/app/lib/python3.13/site-packages"
    assert sh(image, f"find {packages} -maxdepth 1 -name 'pip*' -o -name 'hf_xet*' -o -name 'boto*'") == []
    assert sh(image, "find /opt/app -name tests -o -name test -o -name swagger -o -name demo") == []
    assert sh(image, "find /root/.cache /var/cache/apt /var/lib/apt/lists /tmp -type f 2>/dev/null") == []


def test_the_analysers_programs_are_there(image: str) -> None:
    for name in PROGRAMS if platform.machine() == "x86_64" else set(PROGRAMS) - {"shellcheck"}:
        assert docker("run", "--rm", f"--entrypoint=/opt/app/bin/{name}", image, "--version").returncode == 0, name


def test_nothing_runs_at_every_start(image: str) -> None:
    assert sh(image, "find /opt/app -name '*.pth' -o -name 'sitecustomize*' -o -name 'usercustomize*'") == []


def test_nobody_but_root_may_change_the_code(image: str) -> None:
    assert sh(image, "find /opt/app ! -type l '(' ! -user root -o -perm /022 ')'") == []


def test_every_module_of_a_completion_comes_from_bytecode(image: str) -> None:
    with FakeModelServer(["Hello."]) as model:
        code = f"""
import json, os, sys
import pr_agent_action.entrypoints.action
import litellm
answer = litellm.completion(
    "openai/gpt-4o", [{{"role": "user", "content": "Hello?"}}], api_key="sk-0", api_base="{model.url}", max_retries=0
)
specs = [module.__spec__ for module in sys.modules.values() if module.__spec__]
unchecked = lambda path: os.path.exists(path) and open(path, "rb").read(8)[4:] == b"\\1\\0\\0\\0"
sources = [spec.origin for spec in specs if spec.cached and not unchecked(spec.cached)]
print(json.dumps({{"answer": answer.choices[0].message.content, "modules": len(specs), "sources": sources}}))
"""
        found = json.loads(python(image, code).splitlines()[-1])
    assert found["answer"] == "Hello."
    assert found["modules"] > 1000
    assert found["sources"] == []


def test_bytecode_is_used_as_the_entry_point_is_started(image: str) -> None:
    flags = ["-IBuv", "-c", "import pr_agent_action.entrypoints.action, email.mime.text"]
    said = docker("run", "--rm", "--entrypoint=/opt/app/bin/python", image, *flags).stdout
    loaded = re.findall(r"^# code object from '?([^']+?)'?$", said, re.MULTILINE)
    assert len(loaded) > 300
    assert [path for path in loaded if not path.endswith(".pyc")] == []


def test_no_provider_misses_a_module(image: str) -> None:
    assert refused(image, MODELS) == [*MODELS]


def test_litellm_is_imported_without_asking_for_prices(image: str) -> None:
    assert "True" in python(image, "import os; print(os.environ['LITELLM_LOCAL_MODEL_COST_MAP'])")


def test_the_extras_bring_bedrock_and_vertex(build: Build) -> None:
    image = build("pr-agent-action:test-extras", "--build-arg", "EXTRAS=bedrock vertex")
    python(image, "import boto3, google.auth; boto3.client('bedrock-runtime', region_name='eu-central-1')")
    assert refused(image, (*EXTRAS, *MODELS)) == [*EXTRAS, *MODELS]
