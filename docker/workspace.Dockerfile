# The data science workspace: JupyterLab with our extension, MLflow with its UI, TensorFlow and friends, s2i, docker, git.
# The context is the repository; the wheel of this package is in dist/ (docker/README.md has the commands). Arguments:
#   BASE_IMAGE   any glibc image with apt; Python of its own, or of its distribution
#   TENSORFLOW   tensorflow, or tensorflow[and-cuda], which brings CUDA as wheels: the same file for CPU and GPU
#   EXTRA        further requirements
#   Docker's own proxy arguments; PIP_INDEX_URL without a password
ARG BASE_IMAGE=python:3.12-slim-bookworm
ARG GO_IMAGE=${BASE_IMAGE}

FROM ${GO_IMAGE} AS s2i
COPY docker/builder/certs/ /usr/local/share/ca-certificates/
COPY docker/s2i/ /src/
# Any Go from 1.21 on fetches the one that go.mod asks for, by its checksum.
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    . /etc/os-release; \
    command -v go >/dev/null || { \
      # Beside the release, from wherever the base image gets it.
      mirror=$(grep -rhoE 'https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v security | head -n 1); \
      echo "deb $mirror $VERSION_CODENAME-backports main" >/etc/apt/sources.list.d/backports.list; \
      apt-get update -qq; \
      apt-get install -qq -y --no-install-recommends ca-certificates git >/dev/null; \
      apt-get install -qq -y --no-install-recommends -t "$VERSION_CODENAME-backports" golang-go >/dev/null; \
    }; \
    update-ca-certificates >/dev/null 2>&1; \
    GOTOOLCHAIN=auto bash /src/install.sh /out

FROM ${BASE_IMAGE}
COPY docker/builder/certs/ /usr/local/share/ca-certificates/
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update -qq; \
    apt-get install -qq -y --no-install-recommends \
      ca-certificates curl git less libgomp1 openssh-client procps tini util-linux >/dev/null; \
    command -v python3 >/dev/null || apt-get install -qq -y --no-install-recommends python3 python3-venv >/dev/null; \
    # Newer distributions have the client alone.
    apt-get install -qq -y --no-install-recommends docker-cli >/dev/null 2>&1 || \
      apt-get install -qq -y --no-install-recommends docker.io >/dev/null; \
    update-ca-certificates >/dev/null 2>&1; \
    rm -rf /var/lib/apt/lists/* /usr/share/doc/* /usr/share/man/* /usr/sbin/dockerd /usr/bin/containerd* /usr/sbin/runc

ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    LANG=C.UTF-8 \
    HOME=/home/work \
    USER=work \
    SHELL=/bin/bash \
    PATH=/opt/workspace/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    # NVIDIA's runtime reads these; without it they mean nothing.
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    MLFLOW_TRACKING_URI=http://127.0.0.1:5000

ARG TENSORFLOW=tensorflow
ARG EXTRA
ARG PIP_INDEX_URL
COPY docker/workspace/requirements.txt dist/*.whl /tmp/in/
RUN set -eu; \
    python3 -m venv /opt/workspace; \
    pip install --no-cache-dir --disable-pip-version-check -q uv; \
    [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="$PIP_INDEX_URL"; \
    VIRTUAL_ENV=/opt/workspace UV_LINK_MODE=copy uv pip install --no-cache --compile-bytecode -q \
      "$TENSORFLOW" ${EXTRA:-} -r /tmp/in/requirements.txt /tmp/in/*.whl; \
    rm -rf /tmp/in; \
    # Any uid with group 0 can work here, as the normal user does.
    useradd --uid 1000 --gid 0 --home-dir /home/work --create-home --shell /bin/bash work; \
    chmod -R g=u /home/work

COPY --from=s2i /out/s2i /usr/local/bin/s2i
COPY docker/workspace/etc/ /etc/workspace/
COPY docker/workspace/start docker/workspace/healthy /usr/local/bin/
RUN chmod 0755 /usr/local/bin/start /usr/local/bin/healthy; \
    mkdir -p /opt/workspace/etc/jupyter; \
    cp /etc/workspace/jupyter_server_config.py /opt/workspace/etc/jupyter/

WORKDIR /home/work
EXPOSE 8888 5000
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD ["healthy"]
# Root only for a moment, to take on the group of a mounted Docker socket; see docker/workspace/start.
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/start"]
