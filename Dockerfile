# A mirror's or a pinned image goes in by --build-arg PYTHON_IMAGE=...
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS builder
# The same place in both stages: the virtual environment and the project hold absolute paths.
WORKDIR /srv/foreseen
# Without pip inside: the builder's own pip fills it from outside.
RUN python -m venv --without-pip /opt/venv
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN pip --python /opt/venv/bin/python install --disable-pip-version-check --no-cache-dir \
    --require-hashes --only-binary :all: -r requirements/build.txt -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
RUN pip --python /opt/venv/bin/python install --disable-pip-version-check --no-cache-dir \
    --no-deps --no-build-isolation --editable . \
    && pip --python /opt/venv/bin/python uninstall --yes setuptools \
    && /opt/venv/bin/python -m compileall -q app

FROM ${PYTHON_IMAGE}
# What installs packages has no business where requests are served.
RUN python -m pip uninstall --yes --root-user-action=ignore setuptools wheel pip \
    && rm -rf /usr/local/lib/python3*/ensurepip \
    && groupadd --system --gid 10001 foreseen \
    && useradd --system --uid 10001 --gid foreseen --home-dir /data --shell /usr/sbin/nologin foreseen \
    && install --directory --owner foreseen --group foreseen /data
WORKDIR /srv/foreseen
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /srv/foreseen/app app
COPY alembic.ini pyproject.toml LICENSE ./
COPY migrations migrations
COPY docs docs
COPY seeds seeds
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/foreseen.db
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Alive is enough here: a container that waits for its database must not be killed for it; /ready tells balancers.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('PORT', '8000')), timeout=4); c.request('GET', '/health'); sys.exit(c.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
CMD ["foreseen", "serve", "--host", "0.0.0.0"]
