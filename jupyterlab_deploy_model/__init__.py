"""From a model in MLflow to a tested, running endpoint."""


def _jupyter_labextension_paths():
    return [{"src": "labextension", "dest": "jupyterlab-deploy-model"}]


def _jupyter_server_extension_points():
    # Imported here: the `deploy-model` command needs no Jupyter, and would wait a second and a half for it.
    from .extension import DeployModel

    return [{"module": "jupyterlab_deploy_model", "app": DeployModel}]
