import { z } from 'zod';
import type { EndpointClient } from '../../tools/endpoint';

/** What a model says about itself. `failed` is final: it did not load, and says why. */
export type Health = { is: 'ready' } | { is: 'loading' } | { is: 'failed'; info: string } | { is: 'silent' };

const SECONDS = 3;

/** Seldon's status message in an answer of 503. */
const Refusal = z.object({ status: z.object({ reason: z.string(), info: z.string().default('') }) });

/** Asks `/health/ping` once; seldon-core leaves it without an answer until the model is loaded. */
export async function healthOf(endpoint: EndpointClient, url: string, signal: AbortSignal): Promise<Health> {
  try {
    const { status, body } = await endpoint.get(`${url}/health/ping`, { timeoutSeconds: SECONDS, signal });
    if (status === 200) {
      return { is: 'ready' };
    }
    const refusal = Refusal.safeParse(body).data?.status;
    return refusal?.reason === 'MICROSERVICE_LOAD_FAILED' ? { is: 'failed', info: refusal.info } : { is: 'loading' };
  } catch {
    signal.throwIfAborted();
    return { is: 'silent' };
  }
}
