import { ProblemError } from '../../contract/problem';
import type { Answer, AskOptions } from '../endpoint';
import { Client, credentials, Metadata, type ServiceError, status } from './library';
import { decodeMessage, encodeMessage } from './seldon-message';
import { PREDICT } from './seldon-proto';

/** Largest answer that is read, in bytes. */
const LARGEST = 256 * 1024 * 1024;

/** What an error of gRPC would be over HTTP; the rest is the model's failure. */
const STATUS: Partial<Record<status, number>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.FAILED_PRECONDITION]: 400,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.UNIMPLEMENTED]: 404,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.UNAVAILABLE]: 503
};

const UNANSWERED = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]);

/**
 * Asks a model over gRPC, plain text, one connection for each question. `address` is host:port. Throws
 * endpoint-unreachable when there is no answer within the time, and the signal's reason.
 */
export async function askOverGrpc(
  address: string,
  message: Record<string, unknown>,
  { timeoutSeconds, signal, metadata, method = PREDICT }: AskOptions
): Promise<Answer> {
  const started = performance.now();
  const limits = { 'grpc.max_receive_message_length': LARGEST, 'grpc.max_send_message_length': LARGEST };
  // Without a pool of its own it would wait on a connection that another question is still waiting for.
  const own = { 'grpc.enable_http_proxy': 0, 'grpc.use_local_subchannel_pool': 1 };
  const client = new Client(address, credentials.createInsecure(), { ...limits, ...own });
  try {
    const body = await call(client, message, {
      method,
      deadline: Date.now() + timeoutSeconds * 1000,
      signal,
      metadata: metadataOf(metadata)
    });
    return { status: 200, body, milliseconds: performance.now() - started };
  } catch (error) {
    signal.throwIfAborted();
    const { code, details } = error as ServiceError;
    if (UNANSWERED.has(code)) {
      throw unreachable(address, details, error);
    }
    const status = STATUS[code] ?? 500;
    return { status, body: { status: { code: status, info: details } }, milliseconds: performance.now() - started };
  } finally {
    client.close();
  }
}

function call(
  client: Client,
  message: Record<string, unknown>,
  { method, deadline, signal, metadata }: { method: string; deadline: number; signal: AbortSignal; metadata: Metadata }
): Promise<Record<string, unknown>> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const running = client.makeUnaryRequest(
      method,
      encodeMessage,
      decodeMessage,
      message,
      metadata,
      { deadline },
      (error, answer) => {
        signal.removeEventListener('abort', cancel);
        if (error) {
          reject(error);
        } else {
          resolve(answer ?? {});
        }
      }
    );
    const cancel = () => running.cancel();
    signal.addEventListener('abort', cancel);
  });
}

function metadataOf(said: Record<string, string> = {}): Metadata {
  const metadata = new Metadata();
  Object.entries(said).forEach(([name, value]) => metadata.set(name, value));
  return metadata;
}

function unreachable(address: string, details: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'endpoint-unreachable',
      message: `${address} did not answer over gRPC.`,
      reason: details,
      suggestion: 'Look at its log with `deploy-model logs`, and see whether it still runs with `deploy-model list`.'
    },
    { cause }
  );
}
