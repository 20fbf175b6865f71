import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { refusal, unreachable } from './problems';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the API server's root on. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  contentType?: string;
  /** May be sent again when the answer got lost. */
  repeatable?: boolean;
  /** Of one attempt, until the answer begins; 30 by default. */
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/** Attempts beside the first, and the wait before the first of them in ms; it doubles: 13 s in all. */
const RETRIES = 6;
const FIRST_WAIT = 200;
const RETRIED = new Set([502, 503, 504]);
const STORE = /etcdserver|request timed out|no leader/;
const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ECONNABORTED'
]);

/** The one place where requests to a cluster leave. Credentials are asked for each time: tokens change. */
export class ClusterHttp {
  #agent: Agent | undefined;
  #config: KubeConfig;

  /** `reload` reads the credentials anew: the library keeps tokens for a minute, or until they say that they expire. */
  constructor(
    config: KubeConfig,
    readonly server: string,
    private readonly reload: () => Promise<KubeConfig>
  ) {
    this.#config = config;
  }

  /** The JSON of an answer below 300. Throws ClusterError. */
  async json(request: HttpRequest): Promise<unknown> {
    const { status, body } = await this.answer(request);
    if (status >= 300) {
      throw refusal(status, body);
    }
    return JSON.parse(body) as unknown;
  }

  /** Whatever came, read whole, after retries. Throws cluster-unreachable. */
  async answer(request: HttpRequest): Promise<{ status: number; body: string }> {
    for (let tried = 0; ; tried++) {
      const last = tried >= RETRIES;
      try {
        const answer = await this.stream(request);
        const body = await text(answer);
        const status = answer.statusCode ?? 0;
        if (last || !this.#again(status, body, request)) {
          return { status, body };
        }
      } catch (error) {
        request.signal?.throwIfAborted();
        const { code = '' } = error as NodeJS.ErrnoException;
        // A refused connection never arrived, so anything may be sent again.
        if (last || !PASSING.has(code) || !(request.repeatable || code === 'ECONNREFUSED')) {
          throw unreachable(this.server, error);
        }
      }
      await sleep(FIRST_WAIT * 2 ** tried, undefined, { signal: request.signal });
    }
  }

  /** The answer as it begins; the caller reads it. Throws the connection's own errors. */
  async stream(request: HttpRequest): Promise<IncomingMessage> {
    const answer = await this.#send(request);
    if (answer.statusCode !== 401) {
      return answer;
    }
    answer.resume();
    this.#config = await this.reload();
    this.#agent = undefined;
    return this.#send(request);
  }

  async #send({
    method,
    path,
    query = {},
    body,
    contentType,
    timeoutSeconds = 30,
    signal
  }: HttpRequest): Promise<IncomingMessage> {
    signal?.throwIfAborted();
    const options = await this.#options();
    const url = new URL(path.replace(/^\//, ''), `${this.server.replace(/\/$/, '')}/`);
    Object.entries(query).forEach(([name, value]) => value !== undefined && url.searchParams.set(name, String(value)));
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
      const request = send(url, {
        ...options,
        method,
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': 'deploy-model',
          // Node leaves the length out for DELETE, and the body would then be read as the next request.
          ...(text === undefined
            ? {}
            : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...options.headers
        }
      });
      const timer = setTimeout(() => request.destroy(timedOut(timeoutSeconds)), timeoutSeconds * 1000);
      request.once('error', error => (clearTimeout(timer), reject(signal?.aborted ? signal.reason : error)));
      request.once('response', response => (clearTimeout(timer), resolve(response)));
      request.end(text);
    });
  }

  async #options(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    if (this.#config.getCurrentCluster()?.proxyUrl || this.server.startsWith('http:')) {
      return options;
    }
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    // The library's own agent opens a new connection for every request.
    this.#agent ??= new Agent({ keepAlive: true, ca, cert, key, rejectUnauthorized, servername });
    return { ...options, agent: this.#agent };
  }

  #again(status: number, body: string, { repeatable }: HttpRequest): boolean {
    // 500 is a final no as often as not; only what its store says passes.
    return status === 429 || (repeatable === true && (RETRIED.has(status) || (status === 500 && STORE.test(body))));
  }
}

function timedOut(seconds: number): NodeJS.ErrnoException {
  return Object.assign(new Error(`no answer within ${seconds} seconds`), { code: 'ETIMEDOUT' });
}
