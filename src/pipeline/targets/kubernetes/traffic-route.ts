import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { NEXT } from '../../templates/manifest';
import type { Place } from './place';

const VirtualService = z.looseObject({
  spec: z.looseObject({
    http: z.array(
      z.looseObject({
        route: z
          .array(z.looseObject({ destination: z.looseObject({ host: z.string() }), weight: z.number().optional() }))
          .optional()
      })
    )
  })
});

/** Milliseconds that gateways take to hear of a route; also the wait where routes cannot be read. */
const GATEWAYS = 1500;
const POLL = 250;
/** Milliseconds that nodes take to hear of new pods: by default kube-proxy writes its rules once a second. */
const NODES = 2000;

/**
 * Gives the nodes time to pass requests to the Service of a version whose pods became ready just now. That can only be waited
 * for, as nobody tells it, nor does the answer of the version: the API server's proxy goes to a pod, past the nodes' rules.
 */
export async function waitForNodes(signal: AbortSignal): Promise<void> {
  await sleep(NODES, undefined, { signal });
}

/**
 * Waits until the written route gives the new version this share, at most so many seconds: while anything is rolling out
 * or broken, the operator does not write shares. False when it was not seen in time.
 */
export async function waitForShare(
  { cluster, namespace, name }: Place,
  percent: number,
  { seconds, signal }: { seconds: number; signal: AbortSignal }
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  do {
    const share = await readShare();
    if (share === 'unknown' || share === percent) {
      await sleep(GATEWAYS, undefined, { signal });
      return true;
    }
    await sleep(POLL, undefined, { signal });
  } while (Date.now() < end);
  return false;

  async function readShare(): Promise<number | 'unknown'> {
    // Forbidden, or a cluster without Istio.
    const found = await cluster.get(KINDS.virtualService, name, namespace).catch(() => undefined);
    const routes = found && VirtualService.safeParse(found).data?.spec.http[0]?.route;
    if (!routes) {
      return 'unknown';
    }
    const next = routes.find(({ destination }) => destination.host.startsWith(`${name}-${NEXT}.`));
    return next?.weight ?? 0;
  }
}
