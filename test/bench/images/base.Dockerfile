# A base image with a `python` and a `pip`, as python:3.11-slim has them, for engines that cannot pull that one.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY certs/ /usr/local/share/ca-certificates/
RUN update-ca-certificates >/dev/null 2>&1 && python3 -m venv /usr/local/python && rm -rf /var/lib/apt/lists/*
ENV PATH=/usr/local/python/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
