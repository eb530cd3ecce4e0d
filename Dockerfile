# The Action's image. Amazon Bedrock or Google Vertex: docker build --build-arg EXTRAS="bedrock vertex" .
FROM python:3.13-slim AS build
ARG EXTRAS=""
WORKDIR /build
COPY requirements.txt requirements-extras.txt ./
COPY deploy/image/slim.py ./
RUN python -m venv --without-pip /opt/app \
 && pip --python /opt/app install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes --only-binary :all: -r requirements.txt \
 && if [ -n "$EXTRAS" ]; then pip --python /opt/app install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes --only-binary :all: -r requirements-extras.txt; fi \
 && python slim.py /opt/app/lib/python3.13/site-packages $EXTRAS
COPY pr_agent_action /opt/app/lib/python3.13/site-packages/pr_agent_action
COPY entrypoint.py /opt/app/entrypoint.py
# Bytecode saves seconds at every start; unchecked, so that a start looks at no source file's time.
RUN /opt/app/bin/python -m compileall -q --invalidation-mode unchecked-hash \
      /opt/app/lib/python3.13/site-packages /opt/app/entrypoint.py

FROM python:3.13-slim AS action
# Nothing is installed at run time: pip goes, and with it a way to install something.
RUN rm -rf /usr/local/lib/python3.13/site-packages/pip /usr/local/lib/python3.13/ensurepip /usr/local/bin/pip*
COPY --from=build /opt/app /opt/app
ENV PATH=/opt/app/bin:$PATH \
    LITELLM_LOCAL_MODEL_COST_MAP=True
# NOTE: no USER: the runner's output files belong to root. The entry point opens them and then drops to the owner of
# the workspace: https://docs.github.com/en/actions/reference/workflows-and-actions/dockerfile-support#user
ENTRYPOINT ["/opt/app/bin/python", "-IBu", "/opt/app/entrypoint.py"]
