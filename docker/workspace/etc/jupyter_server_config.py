"""MLflow's UI inside JupyterLab, behind Jupyter's own login."""

c = get_config()  # noqa: F821
c.ServerProxy.servers = {
    "mlflow": {
        # It runs already; see supervisord.conf.
        "command": [],
        "port": 5000,
        "timeout": 60,
        "new_browser_tab": False,
        "launcher_entry": {"title": "MLflow"},
        # MLflow refuses a host name that it does not know, which is how it keeps other sites' pages out.
        "request_headers_override": {"Host": "localhost:5000"},
    }
}
