"""The size of the image, where there is one."""

from __future__ import annotations

import shutil
import subprocess

from tests.bench.figures import Figure, at_most, fact, megabytes

IMAGE = "pr-agent-action:test"
"""What tests/image builds."""
MOST_MB = 420 + 130
"""The image itself, and the programs of the analysers."""
TOPIC = "Image"


def image_size() -> list[Figure]:
    """Ask Docker; without it, or without the image, there is nothing to say."""
    docker = shutil.which("docker")
    command = [docker or "docker", "image", "inspect", "--format", "{{.Size}}", IMAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False) if docker else None
    if done is None or done.returncode:
        return [fact(TOPIC, f"`{IMAGE}`", "not measured: no Docker engine, or no such image, on this machine")]
    return [at_most(TOPIC, f"`{IMAGE}`", int(done.stdout) / 1_000_000, MOST_MB, show=megabytes)]
