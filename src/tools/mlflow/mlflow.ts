import { resolve } from 'node:path';
import type { Home } from '../home';
import type { Log } from '../log';
import type { Mlflow, Tracking } from '.';
import { createApi } from './api';
import { createHttp, type Http } from './http';
import { localServer } from './local-server';
import { type LocalStore, trackingPlace } from './local-store';
import { readModelFolder } from './model-folder';
import { probe } from './probe';
import { settingsOf } from './settings';
import { createTracking } from './tracking';

interface Host {
  /** MLflow's own variables are read, see settings.ts, and where a Python with MLflow may be, see python-finder.ts. */
  env: NodeJS.ProcessEnv;
  home: Home;
  /** Relative addresses and MLflow's defaults start here; absent means the working directory. */
  cwd?: string;
}

interface Options {
  log: Log;
  signal: AbortSignal;
}

/** MLflow as the rest of the program sees it. */
export function createMlflow(host: Host): Mlflow {
  return {
    async connect(trackingUri, options) {
      const place = trackingPlace(trackingUri || host.env.MLFLOW_TRACKING_URI, resolve(host.cwd ?? '.'));
      return 'server' in place
        ? connectTo(place.server, host.env, options)
        : connectToStore(place.store, host, options);
    },
    readFolder: readModelFolder
  };
}

async function connectTo(address: string, env: NodeJS.ProcessEnv, { signal }: Options): Promise<Tracking> {
  const http = createHttp(await settingsOf(address, env));
  const { routes, version } = await probe(http, signal);
  const { uri } = http.settings;
  return createTracking({ api: createApi(http, routes), version, env, uri, pythonUri: address });
}

/** The server is ours: none of the person's logins, certificates or workspaces are meant for it. */
async function connectToStore(store: LocalStore, host: Host, { log, signal }: Options): Promise<Tracking> {
  const server = await localServer(store, { ...host, log, signal });
  const settings = await settingsOf(server.uri, { HOME: '/nonexistent' });
  const http = touching(createHttp({ ...settings, title: store.uri }), server.touch);
  const { routes, version } = await probe(http, signal);
  const { env } = host;
  return createTracking({ api: createApi(http, routes), version, env, uri: store.uri, pythonUri: server.uri, store });
}

/** Every request says that the server is in use. */
function touching(http: Http, touch: () => void): Http {
  return {
    settings: http.settings,
    json: request => (touch(), http.json(request)),
    text: request => (touch(), http.text(request)),
    bytes: (request, offset) => (touch(), http.bytes(request, offset))
  };
}
