"""The server extension: guards the service's API and ties the service's life to the server's."""

import os
from datetime import datetime, timedelta, timezone

from jupyter_server.extension.application import ExtensionApp
from tornado.ioloop import PeriodicCallback
from traitlets import Float

from .handlers import ForwardHandler
from .service import Service

TICK_SECONDS = 5


class DeployModel(ExtensionApp):
    name = "jupyterlab_deploy_model"

    busy_hours = Float(
        4.0, help="Hours that one piece of work without a pause may keep an idle culler away; 0 for never."
    ).tag(config=True)

    def initialize_handlers(self):
        root = os.path.expanduser(getattr(self.serverapp, "root_dir", "") or "")
        self.service = Service(self.log, root if os.path.isdir(root) else None)
        self.handlers.append((r"/deploy-model/api/.*", ForwardHandler, {"service": self.service}))
        self._ticker = PeriodicCallback(self._tell_activity, TICK_SECONDS * 1000)
        self._ticker.start()

    def current_activity(self):
        """What `shutdown_no_activity_timeout` asks: true while a run goes on, for a bounded time."""
        since = self.service.busy_since
        return since is not None and _now() - since < timedelta(hours=self.busy_hours)

    async def stop_extension(self):
        self._ticker.stop()
        await self.service.stop()

    def _tell_activity(self):
        """JupyterHub's culler looks at the newest of all settings of such a name."""
        if self.current_activity():
            self.serverapp.web_app.settings["deploy_model_last_activity"] = _now()


def _now():
    return datetime.now(timezone.utc)
