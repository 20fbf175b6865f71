import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { Send } from '../contract/client';

/** Where the server extension listens, below the server's base URL. */
const NAMESPACE = 'deploy-model/api';

/** Sends API requests through the Jupyter server, with its login and XSRF token. */
export function createSend(settings: ServerConnection.ISettings): Send<AbortSignal> {
  return async ({ method, path, body, signal }) => {
    const url = URLExt.join(settings.baseUrl, NAMESPACE) + path;
    // JupyterLab's default, no-store, adds a time to the query, which is no part of the API.
    const init: RequestInit = { method, body: JSON.stringify(body), signal, cache: 'no-cache' };
    const response = await ServerConnection.makeRequest(url, init, settings);
    return { status: response.status, body: await response.json().catch(() => undefined) };
  };
}
