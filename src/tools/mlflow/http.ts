import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { refusalOf, type RestError, unreachable } from './errors';
import { isLoopback, type Settings } from './settings';
import { notStalling } from './stalls';

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Absolute; its path segments are encoded. */
  url: string;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
  /** Tries beside the first; only for requests that change nothing. */
  retries?: number;
  timeoutSeconds?: number;
  signal: AbortSignal;
}

/** A stream of bytes; `from` is the offset it starts at. */
export interface Bytes {
  stream: Readable;
  from: number;
}

/** The one place where requests leave. */
export interface Http {
  readonly settings: Settings;
  /** The JSON object of a 200 answer. Throws RestError, tracking-unreachable, or the signal's reason. */
  json(request: HttpRequest): Promise<unknown>;
  /** Plain text of a 200 answer, undefined for any other. */
  text(request: HttpRequest): Promise<string | undefined>;
  /** The body of a 200 or 206 answer, from `offset` on where the server can. */
  bytes(request: HttpRequest, offset: number): Promise<Bytes>;
}

const RETRIED = new Set([429, 502, 503, 504]);
/** Bytes of one JSON answer; a page of runs with thousands of metrics is tens of megabytes. */
const LARGEST_ANSWER = 512 * 1024 * 1024;
const RETRIES = 3;

/** Makes the one axios instance of a connection, when it is first used. */
export function createHttp(settings: Settings): Http {
  let client: Promise<AxiosInstance> | undefined;
  const call = (request: HttpRequest) =>
    retrying(request, async () => send(await (client ??= axiosFor(settings)), settings, request));
  return {
    settings,
    async json(request) {
      const answer = await call(request);
      const body = await read(answer, settings, request);
      const parsed = String(answer.headers['content-type'] ?? '').includes('html') ? undefined : objectIn(body);
      if (answer.status !== 200 || parsed === undefined) {
        throw refused(answer, body, settings);
      }
      return parsed;
    },
    async text(request) {
      const answer = await call(request);
      const body = await read(answer, settings, request);
      return answer.status === 200 ? body : undefined;
    },
    async bytes(request, offset) {
      // Compressed bytes could not be taken up in the middle.
      const headers: Record<string, string> = { ...request.headers, 'Accept-Encoding': 'identity' };
      if (offset > 0) {
        headers.Range = `bytes=${offset}-`;
      }
      const answer = await call({ ...request, headers });
      if (answer.status !== 200 && answer.status !== 206) {
        throw refused(answer, await read(answer, settings, request), settings);
      }
      return bytesOf(answer);
    }
  };
}

async function axiosFor({ uri, authorization, workspace, tls }: Settings): Promise<AxiosInstance> {
  const { default: axios } = await import('axios');
  return axios.create({
    headers: {
      Accept: '*/*',
      'User-Agent': 'deploy-model',
      ...(authorization ? { Authorization: authorization } : {}),
      ...(workspace ? { 'X-MLFLOW-WORKSPACE': workspace } : {})
    },
    // MLflow wants `order_by=a&order_by=b`, not `order_by[]=`.
    paramsSerializer: { indexes: null },
    maxRedirects: 0,
    responseType: 'stream',
    validateStatus: null,
    // With any limit axios puts the answer into a stream that cannot be ended while nothing comes.
    maxContentLength: -1,
    // Otherwise HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide.
    ...(isLoopback(uri) ? { proxy: false as const } : {}),
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({
      keepAlive: true,
      rejectUnauthorized: !tls.insecure,
      ca: tls.ca,
      cert: tls.client,
      key: tls.client
    })
  });
}

type Answer = AxiosResponse<Readable>;

async function send(client: AxiosInstance, settings: Settings, request: HttpRequest): Promise<Answer> {
  const { method, url, query, body, headers, signal } = request;
  const seconds = request.timeoutSeconds ?? settings.timeoutSeconds;
  signal.throwIfAborted();
  try {
    const answer = await client.request<Readable>({
      method,
      url,
      params: query,
      data: body === undefined ? undefined : JSON.stringify(body),
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      signal,
      timeout: seconds * 1000
    });
    return { ...answer, data: notStalling(answer.data, seconds) };
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error, settings);
  }
}

async function retrying(request: HttpRequest, attempt: () => Promise<Answer>): Promise<Answer> {
  const retries = request.retries ?? RETRIES;
  for (let tried = 0; ; tried++) {
    let wait = 200 * 2 ** tried;
    try {
      const answer = await attempt();
      if (!RETRIED.has(answer.status) || tried >= retries) {
        return answer;
      }
      answer.data.destroy();
      wait = Math.min(retryAfter(answer) ?? wait, 30_000);
    } catch (error) {
      request.signal.throwIfAborted();
      if (tried >= retries || !isPassing(error)) {
        throw error;
      }
    }
    await sleep(wait, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted());
  }
}

/** A wrong name or a certificate does not get better; a closed connection may. */
function isPassing(error: unknown): boolean {
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ECONNREFUSED'].includes(code);
}

function retryAfter(answer: Answer): number | undefined {
  const header = String(answer.headers['retry-after'] ?? '');
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}

async function read(answer: Answer, settings: Settings, { signal }: HttpRequest): Promise<string> {
  let size = 0;
  answer.data.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_ANSWER) {
      answer.data.destroy(new Error('The answer is larger than 512 MB.'));
    }
  });
  try {
    return await text(answer.data);
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(error, settings);
  }
}

function refused(answer: Answer, body: string, settings: Settings): RestError {
  const contentType = String(answer.headers['content-type'] ?? '');
  const location = answer.headers.location as string | undefined;
  return refusalOf({ status: answer.status, contentType, location, body }, settings);
}

function objectIn(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(answer: Answer): Bytes {
  const start = /^bytes (\d+)-/.exec(String(answer.headers['content-range'] ?? ''))?.[1];
  return { stream: answer.data, from: answer.status === 206 && start ? Number(start) : 0 };
}
