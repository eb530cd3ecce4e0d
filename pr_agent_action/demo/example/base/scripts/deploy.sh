#!/usr/bin/env bash
set -euo pipefail

target="${1:?where to}"
rsync -a build/ "$target"
