"""JupyterLab's own port, and MLflow's UI inside JupyterLab, behind Jupyter's login."""

c = get_config()  # noqa: F821
# Here and not on the command line, where JUPYTER_OPTIONS could not say otherwise.
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8888
c.ServerApp.open_browser = False
c.ServerProxy.servers = {
    "mlflow": {
        # No command: it runs already, see supervisord.conf.
        "port": 5000,
        "new_browser_tab": False,
        "launcher_entry": {"title": "MLflow", "category": "Other"},
        # MLflow refuses a host name that it does not know, which is how it keeps other sites' pages out. Its check of a
        # page's origin stays: the proxy leaves that to it.
        "request_headers_override": {"Host": "localhost:5000"},
    }
}
