# An s2i builder that does what Seldon's own does with a source: copy it, install its packages without a cache, chown all.
# What takes longer there (licences fetched in each build, seldon-core beside the model) is left out.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
ARG UV
ARG INSTALL
RUN pip install --no-cache-dir -q "${UV}" && mkdir -p /microservice /s2i/bin && \
    printf '#!/bin/bash\nset -e\ncd /microservice\ncp -Rf /tmp/src/. ./\n%s\nchown -R 8888 /microservice\n' "${INSTALL}" >/s2i/bin/assemble && \
    printf '#!/bin/bash\nsleep infinity\n' >/s2i/bin/run && chmod +x /s2i/bin/*
LABEL io.openshift.s2i.scripts-url="image:///s2i/bin" io.openshift.s2i.assemble-user="0"
WORKDIR /microservice
USER 8888
