import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Stored {
  metadata: { name: string; resourceVersion: string; uid: string };
}

/** A small API server of one kind (pods of one namespace): lists, watches from a version, forgets old versions. */
export class KubeApi {
  readonly requests: { method: string; url: string; authorization: string; body: string }[] = [];
  /** The only token that is good; any, when absent. */
  accepts: string | undefined;
  /** Answers before anything else, while there are some. */
  readonly failures: { status: number; body: object }[] = [];
  #version = 1;
  #oldest = 0;
  readonly #objects = new Map<string, Stored>();
  readonly #history: { version: number; type: string; object: Stored }[] = [];
  readonly #watchers = new Set<ServerResponse>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<KubeApi> {
    const api = new KubeApi();
    await new Promise<void>(resolve => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  /** A kubeconfig for it; the token is read from a file each time. */
  kubeconfig(): { path: string; token: (text: string) => void } {
    const folder = mkdtempSync(join(tmpdir(), 'kube-api-'));
    const tokenFile = join(folder, 'token');
    const token = (text: string) => writeFileSync(tokenFile, text);
    token('first');
    const path = join(folder, 'config');
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const config = {
      clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } }],
      contexts: [{ name: 'fake', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
      'current-context': 'fake'
    };
    writeFileSync(path, JSON.stringify(config));
    return { path, token };
  }

  put(name: string): void {
    const type = this.#objects.has(name) ? 'MODIFIED' : 'ADDED';
    const object = { metadata: { name, resourceVersion: String(++this.#version), uid: `uid-${name}` } };
    this.#objects.set(name, object);
    this.#tell(type, object);
  }

  delete(name: string): void {
    const object = this.#objects.get(name)!;
    this.#objects.delete(name);
    this.#tell('DELETED', { metadata: { ...object.metadata, resourceVersion: String(++this.#version) } });
  }

  /** Cuts all watches, as a proxy or a restart does. */
  disconnect(): void {
    this.#watchers.forEach(watcher => watcher.destroy());
  }

  /** Forgets what happened so far: a watch from before is answered with 410. */
  compact(): void {
    this.#oldest = this.#version;
    this.#history.length = 0;
  }

  get watching(): boolean {
    return this.#watchers.size > 0;
  }

  async stop(): Promise<void> {
    this.disconnect();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #tell(type: string, object: Stored): void {
    this.#history.push({ version: this.#version, type, object });
    this.#watchers.forEach(watcher => watcher.write(`${JSON.stringify({ type, object })}\n`));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { method = '', url = '', headers } = request;
    this.requests.push({
      method,
      url,
      authorization: headers.authorization ?? '',
      body: Buffer.concat(chunks).toString()
    });
    if (this.accepts !== undefined && headers.authorization !== `Bearer ${this.accepts}`) {
      response.writeHead(401).end(JSON.stringify({ message: 'Unauthorized' }));
      return;
    }
    const failure = this.failures.shift();
    if (failure) {
      response.writeHead(failure.status).end(JSON.stringify(failure.body));
      return;
    }
    const query = new URL(url, 'http://api').searchParams;
    if (query.get('watch')) {
      this.#watch(Number(query.get('resourceVersion')), response);
    } else if (method === 'GET') {
      const metadata = { resourceVersion: String(this.#version) };
      response.end(JSON.stringify({ items: [...this.#objects.values()], metadata }));
    } else {
      response.end(JSON.stringify({ metadata: { name: 'applied' } }));
    }
  }

  #watch(from: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    if (from < this.#oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410, metadata: {} } })}\n`);
      return;
    }
    response.flushHeaders();
    this.#history
      .filter(({ version }) => version > from)
      .forEach(({ type, object }) => response.write(`${JSON.stringify({ type, object })}\n`));
    this.#watchers.add(response);
    response.on('close', () => this.#watchers.delete(response));
  }
}
