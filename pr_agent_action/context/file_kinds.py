"""Files that nobody writes by hand, told by their names."""

from __future__ import annotations

import re

_LOCK_FILES_WORDS = """
package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock
poetry.lock uv.lock pdm.lock pipfile.lock pixi.lock conda-lock.yml
cargo.lock gemfile.lock composer.lock go.sum go.work.sum mix.lock pubspec.lock podfile.lock package.resolved
packages.lock.json paket.lock project.assets.json gradle.lockfile buildscript-gradle.lockfile
flake.lock .terraform.lock.hcl module.bazel.lock stack.yaml.lock cabal.project.freeze rebar.lock cartfile.resolved
"""
LOCK_FILES = frozenset(_LOCK_FILES_WORDS.split())
_BINARY_EXTENSIONS_WORDS = """
png jpg jpeg gif webp avif ico bmp tiff psd ai sketch fig mp3 mp4 m4a wav ogg flac mov avi mkv webm
woff woff2 ttf otf eot pdf doc docx xls xlsx ppt pptx odt zip gz tgz bz2 xz zst 7z rar tar jar war ear aar apk ipa
exe dll so dylib a o obj lib bin dat class pyc pyd whl egg wasm node db sqlite sqlite3 parquet avro arrow npy npz
pkl pickle pt pth onnx safetensors h5 gguf tflite mo keystore jks p12 pfx der swf blend fbx glb
"""
BINARY_EXTENSIONS = frozenset(_BINARY_EXTENSIONS_WORDS.split())
VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|vendor|third[_-]?party|site-packages|Pods|Carthage/Checkouts"
    r"|\.yarn/(?:releases|plugins|sdks|cache)|\.venv|gradle/wrapper)/"
)
MINIFIED = re.compile(r"[.-]min\.(?:js|mjs|cjs|css)$|\.bundle\.(?:js|css)$|(?:^|/)dist/.+\.(?:js|mjs|cjs|css)$|\.map$")
GENERATED = re.compile(
    r"\.pb\.(?:go|cc|h|swift|dart|gw\.go)$|_pb2(?:_grpc)?\.pyi?$|_pb\.(?:js|d\.ts|rb)$|_grpc\.pb\.go$|\.pb\.[a-z]+\.go$"
    r"|\.(?:g|gr|freezed|gen|generated|mocks)\.[a-z]+$|[._]generated\.[a-z]+$|(?:^|/)zz_generated[^/]*$|_gen\.go$"
    r"|\.designer\.(?:cs|vb)$|(?:^|/)__generated__/|(?:^|/)__snapshots__/|\.snap$|\.xcodeproj/project\.pbxproj$",
    re.IGNORECASE,
)
# Names of ``ignore_language_framework``, and what the generators of each write.
FRAMEWORKS = {
    "protobuf": re.compile(r"\.pb\.[a-z.]+$|_pb2?\.(?:pyi?|js|ts|d\.ts|rb)$|(?:Proto|OuterClass)\.java$"),
    "grpc_python": re.compile(r"_pb2_grpc\.pyi?$"),
    "grpc_java": re.compile(r"Grpc\.java$"),
    "grpc_csharp": re.compile(r"Grpc\.cs$"),
    "grpc_typescript": re.compile(r"_grpc(?:_web)?_pb\.(?:js|ts|d\.ts)$|_grpc\.(?:js|ts)$"),
    "go_gen": re.compile(r"_gen\.go$|\.gen\.go$|_generated\.go$|(?:^|/)zz_generated[^/]*\.go$"),
    "graphql": re.compile(r"\.graphql\.(?:ts|js|swift|kt)$|\.generated\.(?:ts|tsx|graphql)$|(?:^|/)__generated__/"),
    "openapi": re.compile(r"(?:^|/)(?:__generated__|openapi-gen|gen-openapi|openapi_client|\.openapi-generator)/"),
    "swagger": re.compile(
        r"(?:^|/)(?:swagger-codegen|swagger_client|\.swagger-codegen)/|(?:^|/)swagger\.(?:json|ya?ml)$"
    ),
}


def kind_of(path: str) -> str:
    """Tell what kind of file, not written by hand, ``path`` names: ``""`` when it looks like any other."""
    name = path.rpartition("/")[2].lower()
    if name in LOCK_FILES:
        return "lock file"
    for kind, pattern in (("vendored code", VENDORED), ("minified or built", MINIFIED), ("generated code", GENERATED)):
        if pattern.search(path):
            return kind
    return ""


def is_binary(path: str) -> bool:
    """Tell by its extension whether a file is binary."""
    return path.lower().rpartition(".")[2] in BINARY_EXTENSIONS
