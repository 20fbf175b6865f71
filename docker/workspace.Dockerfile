# The data science workspace: JupyterLab with our extension, MLflow with its UI, TensorFlow and friends, s2i, docker, git.
# The context is the repository; the wheel of this package is in dist/ (docker/README.md has the commands). Arguments:
#   BASE_IMAGE   any glibc image with apt; Python of its own, or of its distribution
#   GO_IMAGE     what s2i is compiled in; one without Go gets it from its distribution
#   TENSORFLOW   tensorflow, or tensorflow[and-cuda], which brings CUDA as wheels: the same file for CPU and GPU
#   EXTRA        further requirements
#   Docker's own proxy arguments; PIP_INDEX_URL without a password
ARG BASE_IMAGE=python:3.12-slim-bookworm
ARG GO_IMAGE=${BASE_IMAGE}

FROM ${GO_IMAGE} AS s2i
COPY docker/builder/certs/ /usr/local/share/ca-certificates/
COPY docker/s2i/ /src/
RUN bash /src/go.sh && GOTOOLCHAIN=auto bash /src/install.sh /out

FROM ${BASE_IMAGE}
COPY docker/builder/certs/ /usr/local/share/ca-certificates/
RUN set -eu; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update -qq; \
    apt-get install -qq -y --no-install-recommends \
      ca-certificates curl git less libgomp1 openssh-client procps tini util-linux >/dev/null; \
    python3 -c 'import ensurepip' 2>/dev/null || \
      apt-get install -qq -y --no-install-recommends python3 python3-venv >/dev/null; \
    # Newer distributions have the client alone.
    apt-get install -qq -y --no-install-recommends docker-cli >/dev/null 2>&1 || \
      apt-get install -qq -y --no-install-recommends docker.io >/dev/null; \
    update-ca-certificates >/dev/null 2>&1; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/* \
      /usr/sbin/dockerd /usr/sbin/runc /usr/bin/containerd* /usr/bin/ctr /usr/bin/dnet; \
    # Model images that are built from here must trust the site's CAs, too.
    mkdir -p /etc/workspace; \
    ! ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1 || \
      cat /usr/local/share/ca-certificates/*.crt >/etc/workspace/site-ca.pem; \
    # Some distributions have a user of theirs at this number. Any number with group 0 can work here, as this one does.
    taken=$(getent passwd 1000 | cut -d: -f1); \
    [ -z "$taken" ] || userdel "$taken"; \
    useradd --uid 1000 --gid 0 --home-dir /home/work --create-home --shell /bin/bash work; \
    chmod -R g=u /home/work

ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    DEPLOY_MODEL_BUILD_CA=/etc/workspace/site-ca.pem \
    LANG=C.UTF-8 \
    HOME=/home/work \
    USER=work \
    SHELL=/bin/bash \
    PATH=/opt/workspace/bin:${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin} \
    # NVIDIA's runtime reads these; without it they mean nothing.
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    MLFLOW_TRACKING_URI=http://127.0.0.1:5000

# Whoever works here may install packages: group 0 may write all of it.
ARG TENSORFLOW=tensorflow
ARG EXTRA
ARG PIP_INDEX_URL
COPY docker/workspace/requirements.txt docker/workspace/install /etc/workspace/
RUN set -eu; \
    python3 -m venv /opt/workspace; \
    pip install --no-cache-dir --disable-pip-version-check -q uv; \
    sh /etc/workspace/install "$TENSORFLOW" ${EXTRA:-} -r /etc/workspace/requirements.txt

# After the packages, which take ten minutes and change less often.
COPY dist/*.whl /etc/workspace/
RUN sh /etc/workspace/install /etc/workspace/*.whl

COPY --from=s2i /out/s2i /usr/local/bin/s2i
COPY docker/workspace/etc/ /etc/workspace/
COPY docker/workspace/start docker/workspace/healthy /usr/local/bin/
RUN chmod 0755 /usr/local/bin/start /usr/local/bin/healthy /etc/workspace/mlflow-server; \
    mkdir -p /opt/workspace/etc/jupyter; \
    cp /etc/workspace/jupyter_server_config.py /opt/workspace/etc/jupyter/

WORKDIR /home/work
EXPOSE 8888 5000
HEALTHCHECK --interval=30s --timeout=10s --start-period=300s CMD ["healthy"]
# Root only for a moment, to take on the group of a mounted Docker socket; see docker/workspace/start.
ENTRYPOINT ["/usr/local/bin/start"]
