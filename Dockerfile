# Builds an environment with exactly what the lock file names, then copies it into an image without pip's leavings.
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/quorum
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY content content
COPY scheduler scheduler
COPY storage storage
RUN /opt/quorum/bin/pip install --no-cache-dir --constraint requirements.lock .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 quorum && install -d -o quorum -g quorum /data
COPY --from=build /opt/quorum /opt/quorum
ENV PATH=/opt/quorum/bin:$PATH PYTHONUNBUFFERED=1 QUORUM_DATABASE_URL=sqlite:////data/quorum.db
USER quorum
WORKDIR /home/quorum
VOLUME /data
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot"]
