import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AxiosError, AxiosInstance, AxiosRequestConfig } from 'axios';
import { ProblemError } from '../contract/problem';
import type { Answer, AskOptions, EndpointClient } from './endpoint';
import { parseExact, stringifyExact } from './exact-json';
import { redact } from './redact';

/** Largest answer that is read, in bytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Asks running models over HTTP on kept connections. Whole numbers beyond 2^53 are sent and read exactly (as bigint).
 * The time limit covers the whole answer; a cancelled signal throws its own reason.
 */
export function createEndpointClient(): EndpointClient {
  let loaded: Promise<AxiosInstance> | undefined;

  async function send(request: AxiosRequestConfig, options: AskOptions): Promise<Answer> {
    const client = await (loaded ??= createClient());
    const started = performance.now();
    const limit = AbortSignal.timeout(options.timeoutSeconds * 1000);
    const signal = AbortSignal.any([options.signal, limit]);
    try {
      const { status, data } = await withoutStaleConnection(() => client.request<string>({ ...request, signal }));
      return { status, body: parsed(data), milliseconds: performance.now() - started };
    } catch (error) {
      options.signal.throwIfAborted();
      throw unreachable(request.url ?? '', limit.aborted ? options.timeoutSeconds : undefined, error);
    }
  }

  return {
    post: (url, body, options) =>
      send(
        { method: 'post', url, data: stringifyExact(body), headers: { 'content-type': 'application/json' } },
        options
      ),
    get: (url, options) => send({ method: 'get', url }, options),
    // Loaded when first used: most models are asked over HTTP only.
    grpc: async (address, message, options) =>
      (await import('./grpc/grpc-client')).askOverGrpc(address, message, options)
  };
}

/** Loads its library when it is first used: most commands ask no model. */
async function createClient(): Promise<AxiosInstance> {
  const { default: axios } = await import('axios');
  return axios.create({
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    proxy: false,
    maxRedirects: 0,
    maxContentLength: LARGEST,
    responseType: 'text',
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
    validateStatus: () => true
  });
}

/** A server may close a kept connection just when it is used again: nothing was read then, so it is asked once more. */
async function withoutStaleConnection<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { code, request } = error as AxiosError<unknown> & { request?: { reusedSocket?: boolean } };
    if ((code === 'ECONNRESET' || code === 'EPIPE') && request?.reusedSocket) {
      return send();
    }
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

function unreachable(url: string, seconds: number | undefined, cause: unknown): ProblemError {
  const where = redact(url);
  return new ProblemError(
    {
      code: 'endpoint-unreachable',
      message: seconds ? `${where} did not answer within ${seconds} seconds.` : `${where} did not answer.`,
      reason: seconds ? 'The model is slow or hangs.' : redact((cause as Error).message || String(cause)),
      suggestion: 'Look at its log with `deploy-model logs`, and see whether it still runs with `deploy-model list`.'
    },
    { cause }
  );
}
