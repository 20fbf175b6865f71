"""A JupyterHub as a process of its own, with its proxy, whose users' servers have the extension."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from jupyter_process import is_running
from jupyterlab_deploy_model.node import command

ROOT = Path(__file__).resolve().parents[2]
ADMIN = "hub-admin-token"
CONFIGURATION = """
c.JupyterHub.spawner_class = 'simple'
c.JupyterHub.authenticator_class = 'dummy'
c.Authenticator.allow_all = True
c.JupyterHub.allow_named_servers = True
c.JupyterHub.bind_url = 'http://127.0.0.1:{ports[0]}/hub-base/'
c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{ports[1]}'
c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{ports[2]}'
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.db_url = 'sqlite:///{folder}/hub.sqlite'
c.JupyterHub.cookie_secret_file = '{folder}/cookie_secret'
c.SimpleLocalProcessSpawner.home_dir_template = '{folder}/home/{{username}}'
c.Spawner.cmd = [{singleuser!r}]
c.Spawner.args = ['--allow-root', "--ServerApp.jpserver_extensions={{'jupyterlab': True, 'jupyterlab_deploy_model': True}}"]
c.Spawner.environment = {{'JUPYTERHUB_ACTIVITY_INTERVAL': '1', 'JUPYTER_PATH': {data!r}, 'PYTHONPATH': {root!r}, 'JUPYTERLAB_DIR': {lab!r}}}
c.Spawner.start_timeout = c.Spawner.http_timeout = 150
c.JupyterHub.services = [{{'name': 'test', 'api_token': {admin!r}}}]
c.JupyterHub.load_roles = [
    {{'name': 'test', 'services': ['test'], 'scopes': ['admin:users', 'admin:servers', 'tokens', 'access:servers']}}
]
"""


def install(folder):
    """An environment with JupyterHub that sees the packages of this one, and its proxy; made once."""
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    python = folder / "env" / "bin" / "python"
    if not (folder / "complete").exists():
        run = lambda *command: subprocess.run(command, check=True, env=environment)  # noqa: E731
        run("uv", "venv", "-q", "--clear", "--python", sys.executable, str(folder / "env"))
        run("uv", "pip", "install", "-q", "--python", str(python), "jupyterhub>=5,<7")
        npm = ("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder / "node"))
        run(*npm, "configurable-http-proxy@^5")
        (folder / "complete").touch()
    paths = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
    )
    packages = Path(paths.stdout.strip(), "project.pth")
    packages.write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    return folder


class HubProcess:
    """`folder` gets all data, `installed` is what `install` made."""

    def __init__(self, folder, installed):
        ports = [_free_port() for _ in range(3)]
        # Node itself: the `node` beside Python starts it, and would be the one that is ended.
        proxy = [command("cli")[0], str(installed / "node/node_modules/.bin/configurable-http-proxy")]
        configuration = folder / "jupyterhub_config.py"
        configuration.write_text(
            CONFIGURATION.format(
                ports=ports,
                proxy=proxy,
                folder=folder,
                admin=ADMIN,
                singleuser=str(installed / "env/bin/jupyterhub-singleuser"),
                data=str(Path(sys.prefix, "share/jupyter")),
                root=str(ROOT),
                lab=str(Path(sys.prefix, "share/jupyter/lab")),
            )
        )
        self.url = f"http://127.0.0.1:{ports[0]}/hub-base/"
        self._log = folder / "hub.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [str(installed / "env/bin/jupyterhub"), "-f", str(configuration)],
                cwd=folder,
                env={name: value for name, value in os.environ.items() if not name.startswith("DEPLOY_MODEL")},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_for(lambda: self.ask("hub/api/", ADMIN)["version"])

    def ask(self, path, token, method="GET", body=None):
        """The JSON of an answer, or None where it has no body. Raises urllib's HTTPError."""
        headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
        data = json.dumps(body or {}).encode() if method != "GET" else None
        request = urllib.request.Request(self.url + path, method=method, headers=headers, data=data)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def refusal(self, *request):
        """Status and JSON of an answer that is an error."""
        try:
            raise AssertionError(f"it answered: {self.ask(*request)}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def start_servers(self, user, *names):
        """Paths of servers of a user, all of which answer then; the plain one has the name ''."""
        for name in names:
            self.ask(f"hub/api/users/{user}/servers/{name}" if name else f"hub/api/users/{user}/server", ADMIN, "POST")
        self.wait_for(lambda: all(self.server(user, name)["ready"] for name in names))
        return [f"user/{user}/{name}/" if name else f"user/{user}/" for name in names]

    def server(self, user, name=""):
        return self.ask(f"hub/api/users/{user}", ADMIN)["servers"][name]

    def token_of(self, user):
        return self.ask(f"hub/api/users/{user}/tokens", ADMIN, "POST")["token"]

    def browser(self, user):
        """An opener with the cookies of somebody who has logged in."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = opener.open(self.url + "hub/login").read().decode()
        xsrf = re.search(r'name="_xsrf" value="([^"]+)"', page).group(1)
        form = urllib.parse.urlencode({"_xsrf": xsrf, "username": user, "password": "x"}).encode()
        opener.open(self.url + "hub/login?next=" + urllib.parse.quote("/hub-base/hub/home"), form)
        return opener

    def wait_for(self, condition, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if value := condition():
                    return value
            except (urllib.error.URLError, ConnectionError, KeyError):
                pass
            time.sleep(0.5)
        raise AssertionError(f"it did not happen; the hub said:\n{self._log.read_text()[-6000:]}")

    def end(self):
        """With the users' servers: it ends them when it is asked to end."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        finally:
            # It leaves its proxy behind.
            for child in map(int, children):
                if is_running(child):
                    os.kill(child, signal.SIGKILL)


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
