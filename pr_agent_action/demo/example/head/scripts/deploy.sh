#!/usr/bin/env bash
set -eo pipefail

target="${1:?where to}"
rsync -a build/ "$target"
rm -rf $OLD_RELEASE/*
