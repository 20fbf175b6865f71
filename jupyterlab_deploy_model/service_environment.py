"""What the service gets to know of the server's environment."""

import re

from .node import environment

HUB = re.compile(r"^(JUPYTERHUB|JPY|JUPYTER|CONFIGPROXY)_.*(TOKEN|SECRET|COOKIE|PASSWORD|KEY)")
"""Names of variables that let whoever reads them act as the user towards Jupyter and its hub."""

MEMORY = {"MALLOC_MMAP_THRESHOLD_": "32768"}
"""glibc gives freed blocks of this size back, some 20 MB of an idle service. It takes that out of what it passes on."""


def service_environment():
    """The environment of the service: that of all programs, without the hub's secrets."""
    known = {name: value for name, value in environment().items() if not HUB.match(name)}
    return {**MEMORY, **known}
