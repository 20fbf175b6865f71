import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Wrapped } from '../../contract/run';
import { writeAtomically } from '../../tools/atomic-file';
import type { Home } from '../../tools/home';
import { copyComponent } from '../component-copy';
import { s2iEnvironment } from '../runtimes/process-environment';
import { hash } from './hash';
import { LABELS } from './labels';

/** Seldon's variables with what its builders insist on. */
export type S2iVariables = Record<'MODEL_NAME' | 'API_TYPE' | 'SERVICE_TYPE' | 'PERSISTENCE', string>;

/**
 * Puts the folder that s2i is given together: the component, what its `.s2i/environment` leaves out, the lock, and the
 * image's labels. Gives the variables. `repository`: what the image's name begins with, where it is one of this engine's.
 * `brief`: the folder is gone as soon as it was built.
 */
export async function stageSource(
  { component, model }: Pick<Wrapped, 'component' | 'model'>,
  to: string,
  {
    lock,
    key,
    home,
    repository,
    run = '',
    brief = false
  }: { lock: string | undefined; key: string; home: Home; repository?: string; run?: string; brief?: boolean }
): Promise<Record<string, string>> {
  await copyComponent(component.folder, to, home, { brief });
  const own = await s2iEnvironment(to);
  const defaults: S2iVariables = {
    MODEL_NAME: component.className,
    API_TYPE: 'REST',
    SERVICE_TYPE: component.type,
    PERSISTENCE: '0'
  };
  const missing = Object.entries(defaults).filter(([name]) => !own[name]);
  // The runtime asks for a prediction, which only a model can make.
  const warmUp = component.type === 'MODEL' ? component.warmUp : undefined;
  const extra = warmUp === undefined ? [] : [['DEPLOY_MODEL_WARM_UP', warmUp] as const];
  const labels = {
    [LABELS.role]: 'model',
    [LABELS.key]: key,
    ...(repository !== undefined && { [LABELS.repository]: repository }),
    [LABELS.model]: model.uri,
    [LABELS.component]: component.digest,
    [LABELS.contract]: component.contract ? hash(await readFile(join(to, component.contract), 'utf8')) : '',
    [LABELS.mlflowRun]: model.runId ?? '',
    [LABELS.run]: run
  };
  // Written anew: the files of the copy may be links to those of the run.
  await writeAtomically(join(to, '.s2i', 'image_metadata.json'), metadata(labels));
  if (lock !== undefined) {
    await writeAtomically(join(to, 'requirements.lock'), lock);
  }
  return Object.fromEntries([...missing, ...extra]);
}

/** s2i's own format; a value that is no text makes it panic. */
function metadata(labels: Record<string, string>): string {
  return JSON.stringify({ labels: Object.entries(labels).map(([name, value]) => ({ [name]: value })) });
}
