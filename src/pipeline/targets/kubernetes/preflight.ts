import type { Problem } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import { discover } from '../../../tools/kubernetes/discovery';
import { readBefore } from './before';
import { misfitsBeside } from './component-misfits';
import { missingRights, permissions } from './permissions';
import type { Place } from './place';
import { kedaMissing, seldonMissing, serverMissing } from './report';

/** What a cluster lacks or holds that a deployment there would fail for, found before anything is built for it. */
export async function preflight(place: Place, input: Wrapped): Promise<Problem[]> {
  const { kubernetes } = input.request;
  const [facts, rights] = await Promise.all([discover(place.cluster), permissions(place)]);
  const missing = missingRights(rights, place.namespace);
  return [
    ...seldonMissing(facts, place.cluster.server),
    ...kedaMissing(facts, kubernetes),
    ...serverMissing(facts, kubernetes),
    ...(missing ? [missing] : await besideRunning(place, input))
  ];
}

async function besideRunning(place: Place, input: Wrapped): Promise<Problem[]> {
  return input.request.kubernetes.rollout === 'replace' ? [] : misfitsBeside(await readBefore(place), input);
}
