import { setTimeout as sleep } from 'node:timers/promises';
import { sh } from '../images/bench';
import { imageName, Workspace } from './workspace';

jest.setTimeout(900_000);

let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.start();
});
afterAll(() => workspace?.remove());

/** Status of an answer, redirects not followed. */
async function ask(url: string, init: RequestInit = {}): Promise<number> {
  return (await fetch(url, { redirect: 'manual', ...init })).status;
}

describe('the servers', () => {
  test('JupyterLab opens with the token that the log shows, and not without', async () => {
    const lab = `${workspace.address(8888)}/lab`;

    expect(await ask(lab)).toBe(302);
    expect(await ask(`${lab}?token=${workspace.token()}`)).toBe(200);
  });

  test('MLflow answers on a port of its own, and refuses another site’s page', async () => {
    const search = (origin: string) =>
      ask(`${workspace.address(5000)}/ajax-api/2.0/mlflow/experiments/search`, {
        method: 'POST',
        body: '{"max_results":1}',
        headers: { origin, 'content-type': 'application/json' }
      });

    expect(await search('http://localhost:5000')).toBe(200);
    expect(await search('https://elsewhere.example')).toBe(403);
  });

  test('MLflow is a tile of JupyterLab’s launcher, behind its login', async () => {
    const jupyter = workspace.address(8888);
    const headers = { authorization: `token ${workspace.token()}` };
    const servers = (await (await fetch(`${jupyter}/server-proxy/servers-info`, { headers })).json()) as {
      server_processes: { name: string; new_browser_tab: boolean }[];
    };
    const page = await fetch(`${jupyter}/mlflow/`, { headers });

    expect(servers.server_processes).toMatchObject([{ name: 'mlflow', new_browser_tab: false }]);
    expect(await page.text()).toContain('<title>MLflow</title>');
    expect(await ask(`${jupyter}/mlflow/`)).toBe(302);
  });

  test('MLflow in JupyterLab searches, as its pages do, and refuses another site’s page there, too', async () => {
    const search = (origin: string) =>
      ask(`${workspace.address(8888)}/mlflow/ajax-api/2.0/mlflow/experiments/search`, {
        method: 'POST',
        body: '{"max_results":1}',
        headers: { authorization: `token ${workspace.token()}`, origin, 'content-type': 'application/json' }
      });

    expect(await search('http://127.0.0.1:8888')).toBe(200);
    expect(await search('https://elsewhere.example')).toBe(403);
  });

  test.each([
    ['JupyterLab', 'jupyter-lab', 'mlflow server'],
    ['MLflow', 'mlflow server', 'jupyter-lab']
  ])('%s is started again when it is killed, and the other goes on', async (_, killed, other) => {
    const [before, beside] = [workspace.pid(killed), workspace.pid(other)];

    workspace.shell(`kill -9 ${before}`);
    await workspace.until('whole again', () => {
      try {
        return workspace.pid(killed) !== before && Boolean(workspace.shell('healthy || echo no') === '');
      } catch {
        return false;
      }
    });

    expect(workspace.pid(other)).toBe(beside);
    expect(workspace.logs()).toMatch(/WARN exited: \w+ \(terminated by SIGKILL/);
    const after = workspace.pid(killed);
    await sleep(12_000);
    expect(workspace.pid(killed)).toBe(after);
  });

  test('a browser stays logged in when JupyterLab was started again', async () => {
    const jupyter = workspace.address(8888);
    const login = await fetch(`${jupyter}/lab?token=${workspace.token()}`, { redirect: 'manual' });
    const cookie = login.headers
      .getSetCookie()
      .map(each => each.split(';')[0])
      .join('; ');
    const before = workspace.pid('jupyter-lab');

    workspace.shell(`kill -9 ${before}`);
    await sleep(1000);
    await workspace.until('whole again', () => workspace.shell('healthy || echo no') === '');

    expect(await ask(`${jupyter}/api/kernels`, { headers: { cookie } })).toBe(200);
  });
});

test('the image says what it needs: ports, health check, no password and no token', () => {
  const [image] = JSON.parse(sh('docker', 'inspect', imageName())) as [
    { Config: { ExposedPorts: object; Healthcheck: { Test: string[] }; Env: string[] } }
  ];
  const told = `${image.Config.Env.join('\n')}\n${sh('docker', 'history', '--no-trunc', imageName())}`;

  expect(Object.keys(image.Config.ExposedPorts).sort()).toEqual(['5000/tcp', '8888/tcp']);
  expect(image.Config.Healthcheck.Test).toEqual(['CMD', 'healthy']);
  expect(told).not.toMatch(/token|password|secret|_KEY|:\/\/[^/\s]*@/i);
});

test('the image holds no home of whoever built it: no cookie secret, no login, no history', () => {
  const find =
    'find / -xdev ( -name *cookie_secret* -o -name .netrc -o -name .pypirc -o -name .bash_history -o -path */.docker/config.json ) -print';

  expect(sh('docker', 'run', '--rm', '--entrypoint', 'find', imageName(), ...find.split(' ').slice(1)).trim()).toBe('');
});

describe('what is in it', () => {
  test.each([
    'tensorflow',
    'keras',
    'sklearn',
    'skimage',
    'livelossplot',
    'tables',
    'tqdm',
    'bokeh',
    'dask.dataframe',
    'distributed',
    'mlflow'
  ])('%s can be imported', name => {
    expect(workspace.shell(`python -W ignore -c 'import ${name}; print("here")' 2>/dev/null`)).toBe('here');
  });

  test('the programs run', () => {
    expect(workspace.shell('s2i version')).toMatch(/^s2i v1\.\d+\.\d+/);
    expect(workspace.shell('docker --version')).toMatch(/^Docker version /);
    expect(workspace.shell('git --version')).toMatch(/^git version /);
  });

  test('JupyterLab has the extension, and the server its part', () => {
    const [labextensions, serverextensions] = ['labextension', 'server extension'].map(what =>
      workspace.shell(`jupyter ${what} list 2>&1`)
    );

    expect(labextensions).toMatch(/jupyterlab-deploy-model v\S+ \S*enabled\S* \S*OK/);
    expect(serverextensions).toMatch(/jupyterlab_deploy_model \s*\S*OK/);
  });

  test('a package can be installed by the user', () => {
    workspace.shell('pip install --quiet --disable-pip-version-check six==1.17.0');

    expect(workspace.shell('python -c "import six; print(six.__version__)"')).toBe('1.17.0');
  });
});
