# The Action's image. Amazon Bedrock or Google Vertex: docker build --build-arg EXTRAS="bedrock vertex" .
FROM python:3.13-slim AS build
WORKDIR /build
# Hashed wheels only: nothing is compiled, and no package's own code runs before it was looked through.
ENV PIP_NO_CACHE_DIR=1 PIP_ONLY_BINARY=:all: PIP_REQUIRE_HASHES=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt ./
RUN python -m venv --without-pip /opt/app && pip --python /opt/app install --no-compile -r requirements.txt
ARG EXTRAS=""
COPY requirements-extras.txt deploy/image/slim.py ./
RUN if [ -n "$EXTRAS" ]; then pip --python /opt/app install --no-compile -r requirements-extras.txt; fi \
 && python slim.py /opt/app $EXTRAS
# Bytecode saves seconds at every start; unchecked, so that a start looks at no source file's time; without the parts of
# litellm's proxy that no completion imports (9 MB).
RUN python -IB -m compileall -q -j 0 --invalidation-mode unchecked-hash \
      -x 'litellm/proxy/(auth|client|db|guardrails|hooks|management_endpoints|management_helpers)/' /opt/app/lib
COPY pr_agent_action /opt/app/lib/python3.13/site-packages/pr_agent_action
COPY entrypoint.py /opt/app/entrypoint.py
RUN python -IB -m compileall -q --invalidation-mode unchecked-hash /opt/app/lib/python3.13/site-packages/pr_agent_action

FROM python:3.13-slim AS action
# Nothing is installed at run time: pip goes, and with it a way to install something. Python's own modules come without
# bytecode in this base image, so that each start would compile the four hundred that are used.
RUN rm -rf /usr/local/lib/python3.13/ensurepip /usr/local/lib/python3.13/site-packages/pip* /usr/local/bin/pip* \
 && python -IB -m compileall -q -j 0 --invalidation-mode unchecked-hash -x 'idlelib|pydoc_data|tkinter|turtledemo' \
      /usr/local/lib/python3.13
COPY --from=build /opt/app /opt/app
ENV PATH=/opt/app/bin:$PATH \
    LITELLM_LOCAL_MODEL_COST_MAP=True
# NOTE: no USER: the runner's output files belong to root. The entry point opens them and then drops to the owner of
# the workspace: https://docs.github.com/en/actions/reference/workflows-and-actions/dockerfile-support#user
ENTRYPOINT ["/opt/app/bin/python", "-IBu", "/opt/app/entrypoint.py"]
