import { ProblemError } from '../../../contract/problem';
import type { KubeObject } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { sdepOf } from './observed';
import type { Place } from './place';
import { commandOn } from './place-options';
import { type Versions, versionsOf } from './versions';

/** What is there before a change: nothing, or a SeldonDeployment with its versions. */
export interface Before {
  object: KubeObject | undefined;
  protocol: 'seldon' | 'v2';
  versions: Versions | undefined;
}

/** Reads it now; `protocol` is for what is not there yet. Throws name-taken when something else made it. */
export async function readBefore(place: Place, protocol: Before['protocol'] = 'seldon'): Promise<Before> {
  const object = await place.cluster.get(KINDS.seldonDeployment, place.name, place.namespace);
  const sdep = object && sdepOf(object);
  return {
    object,
    versions: sdep && versionsOf(sdep),
    protocol: sdep ? (sdep.spec?.protocol === 'v2' ? 'v2' : 'seldon') : protocol
  };
}

/** Its versions. Throws no-such-deployment. */
export function existingVersions({ name, namespace }: Place, { versions }: Before): Versions {
  if (!versions) {
    throw new ProblemError({
      code: 'no-such-deployment',
      message: `There is no deployment ${name} in ${namespace}.`,
      reason: 'It was never made there, or it was removed.',
      suggestion: 'See `deploy-model list`.'
    });
  }
  return versions;
}

/** The versions of a deployment that is not stopped. Throws no-such-deployment, bad-request. */
export function runningVersions(place: Place, before: Before): Versions {
  const found = existingVersions(place, before);
  if (found.main.replicas === 0) {
    throw new ProblemError({
      code: 'bad-request',
      message: `${place.name} is stopped.`,
      reason: 'It has no copies to change.',
      suggestion: `Start it first: ${commandOn(place, 'start')}`
    });
  }
  return found;
}

/** Throws deployment-busy while two versions run: what replaces the running one would replace both. */
export function mustBeAlone(place: Place, { versions }: Before): void {
  if (versions?.next) {
    throw new ProblemError({
      code: 'deployment-busy',
      message: `${place.name} runs two versions.`,
      reason: 'A new one would replace both.',
      suggestion: `First decide with \`${commandOn(place, 'promote')}\` or \`${commandOn(place, 'discard')}\`.`
    });
  }
}
