import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as the fake saw it. */
export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

type Reply = { status?: number; json?: unknown; text?: string; headers?: Record<string, string> };
/** An answer, or a function that writes one itself; undefined is MLflow's 404 page. */
export type Handler = (seen: Seen, response: ServerResponse) => Reply | undefined | Promise<Reply | undefined>;

/** What MLflow says to a route that it does not have. */
export const NOT_FOUND: Reply = { status: 404, text: '<!doctype html><h1>Not Found</h1>', headers: html() };

/** No answer at all. */
export const NEVER = new Promise<undefined>(() => undefined);

export function html(): Record<string, string> {
  return { 'content-type': 'text/html; charset=utf-8' };
}

/**
 * A small tracking server for faults that a real one cannot be made to have. It holds one run `run` with one model
 * `model` among its artifacts, remembers all requests, and lets a test answer some of them in its own way.
 */
export class FakeMlflow {
  readonly seen: Seen[] = [];
  /** Files of the model by path below `model/`. */
  files: Record<string, string | Buffer> = { MLmodel: MLMODEL, 'requirements.txt': 'mlflow\n' };
  run = {
    info: {
      run_id: 'run',
      run_name: 'fake',
      experiment_id: '0',
      status: 'FINISHED',
      start_time: 1_700_000_000_000,
      artifact_uri: 'mlflow-artifacts:/0/run/artifacts',
      lifecycle_stage: 'active'
    },
    data: { tags: [] as { key: string; value: string }[] }
  };
  /** Looked at first; `undefined` lets the fake answer. */
  handle: Handler = () => undefined;
  /** Of the whole, as `--static-prefix`. */
  prefix = '';
  private server: Server | undefined;

  get uri(): string {
    const address = this.server?.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** On any port, or again on the one that it had. */
  async start(port = 0): Promise<this> {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>(ready => this.server?.listen(port, '127.0.0.1', ready));
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise(ended => this.server?.close(ended));
  }

  /** Requests for a path, for instance `/runs/search`. */
  asked(end: string): Seen[] {
    return this.seen.filter(({ path }) => path.endsWith(end));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const body = await text(request);
    const seen: Seen = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: body === '' ? undefined : JSON.parse(body)
    };
    this.seen.push(seen);
    const reply = (await this.handle(seen, response)) ?? this.known(seen) ?? NOT_FOUND;
    if (response.headersSent || response.destroyed) {
      return;
    }
    const content = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
    const type = reply.json === undefined ? 'text/plain' : 'application/json';
    response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers }).end(content);
  }

  private known({ path, query }: Seen): Reply | undefined {
    if (!path.startsWith(this.prefix)) {
      return undefined;
    }
    const route = path.slice(this.prefix.length).replace(/^\/(ajax-)?api\/2\.0/, '');
    switch (route) {
      case '/version':
        return { text: '3.17.2' };
      case '/mlflow/experiments/search':
        return { json: { experiments: [{ experiment_id: '0', name: 'Default', lifecycle_stage: 'active' }] } };
      case '/mlflow/runs/get':
        return query.get('run_id') === 'run' ? { json: { run: this.run } } : ABSENT;
      case '/mlflow/runs/search':
      case '/mlflow/logged-models/search':
      case '/mlflow/model-versions/search':
        return { json: {} };
      case '/mlflow/artifacts/list':
        return { json: { root_uri: this.run.info.artifact_uri, files: this.listing(query.get('path') ?? '') } };
      case '/get-artifact':
        return this.file((query.get('path') ?? '').replace(/^model\//, ''));
      case '/mlflow/experiments/get':
        return { json: { experiment: { experiment_id: '0', name: 'Default' } } };
      default:
        return undefined;
    }
  }

  private listing(folder: string): { path: string; is_dir: boolean; file_size?: number }[] {
    if (folder === '') {
      return [{ path: 'model', is_dir: true }];
    }
    return Object.entries(this.files).map(([name, content]) => ({
      path: `model/${name}`,
      is_dir: false,
      file_size: Buffer.byteLength(content)
    }));
  }

  private file(name: string): Reply | undefined {
    const content = this.files[name];
    return content === undefined
      ? { status: 500, text: '<h1>Internal Server Error</h1>', headers: html() }
      : { text: content.toString() };
  }
}

const ABSENT: Reply = { status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run not found' } };

export const MLMODEL = `artifact_path: model
flavors:
  python_function:
    loader_module: mlflow.sklearn
    python_version: 3.10
mlflow_version: 2.9.2
run_id: run
`;
