import { setTimeout as sleep } from 'node:timers/promises';
import type { SeldonDeployment } from '../../../contract/graph';
import { KINDS } from '../../../tools/kubernetes/kinds';
import type { Log } from '../../../tools/log';
import { MAIN, NEXT } from '../../templates/manifest';
import { sdepOf } from './observed';
import type { Place } from './place';

/** Seconds that the operator may take to remove the Services of a version that is gone. */
const PATIENCE = 30;
const POLL = 250;

/** Services that the operator has yet to remove: its status names them, and the version that had them is gone. */
export function leftoversOf({ metadata: { name }, spec, status }: SeldonDeployment): string[] {
  const kept = new Set(spec?.predictors.map(predictor => predictor.name));
  const gone = [MAIN, NEXT].filter(predictor => !kept.has(predictor)).map(predictor => `${name}-${predictor}`);
  return Object.keys(status?.serviceStatus ?? {}).filter(service =>
    gone.some(own => service === own || service.startsWith(`${own}-`))
  );
}

/**
 * Waits until nothing is left of a version that was taken away, at most so long. Seldon 1.17's operator must not be disturbed
 * there: when the SeldonDeployment changes just then, its status goes on naming Services that are gone, and from then on it
 * fails at each of them (completeServiceCreation in seldondeployment_controller.go).
 */
export async function waitForLeftovers(
  { cluster, namespace, name }: Place,
  { log, signal }: { log: Log; signal: AbortSignal }
): Promise<void> {
  const end = Date.now() + PATIENCE * 1000;
  for (let said = false; Date.now() < end; said = true) {
    const object = await cluster.get(KINDS.seldonDeployment, name, namespace);
    const left = object ? leftoversOf(sdepOf(object)) : [];
    if (left.length === 0) {
      return;
    }
    if (!said) {
      log.line('cluster', `Waiting for the operator to remove ${left.join(', ')}`);
    }
    await sleep(POLL, undefined, { signal });
  }
}
