import { deploymentNameOf } from '../deployment-name';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { type BuilderImage, builderImage } from './builder-image';
import { type DependencyImage, dependencyImage, layerKey } from './dependency-image';
import { hash, KEY_LENGTH } from './hash';
import type { ImageInput } from './image-builder';
import { type LockParts, lockOf } from './lock';
import { proofTrial } from './proof-trial';
import { KeptProofs } from './proofs';
import { layerRequirements } from './requirements';
import { serverOf } from './server';

/** Everything below the model's own layer, and what the model's image is called. */
export interface Ground {
  builder: BuilderImage;
  lock: string | undefined;
  layer: DependencyImage | undefined;
  /** What is known of the model with these packages, where something is to be found out of it. */
  proofs: KeptProofs | undefined;
  key: string;
  /** The name under which an equal image is found again. */
  own: string;
}

/** Builder image and layer of packages for a component: made, or those that are on the engine already. */
export async function groundOf(
  { runtimes, ...parts }: LockParts & { runtimes: Runtimes },
  { component, model, request }: ImageInput,
  work: Pick<Context, 'log' | 'signal' | 'workdir'>
): Promise<Ground> {
  const server = serverOf(component);
  const builder = await builderImage(parts, { python: component.python, server, base: request.baseImage }, work);
  if (model.kind !== 'class' && builder.python !== undefined && builder.python !== component.python) {
    const versions = `${builder.reference} has Python ${builder.python}, the model was logged with ${component.python}`;
    work.log.line('docker', `${versions}: what was pickled there may not load. --base-image names another one.`);
  }
  const requirements = builder.ours ? await layerRequirements(component, runtimes, request) : undefined;
  const lock = requirements && (await lockOf(parts, requirements, builder, work));
  const known = { layer: lock && layerKey(lock, builder), builder };
  const proofs = await KeptProofs.of(component, known, parts.home);
  const trial = proofs && !proofs.isKnown ? proofTrial(proofs, component, parts) : undefined;
  const layer = lock === undefined ? undefined : await dependencyImage(parts, { lock, builder, trial }, work);
  const made = [component.digest, component.className, model.uri, layer?.key ?? '', builder.id, request.builder];
  const key = hash(...made).slice(0, KEY_LENGTH);
  return { builder, lock, layer, proofs, key, own: `${parts.settings.repository}/${deploymentNameOf(model)}:${key}` };
}
