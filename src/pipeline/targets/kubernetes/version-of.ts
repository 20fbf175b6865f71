import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { Image } from '../../../contract/image';
import type { Tested, Wrapped } from '../../../contract/run';
import type { ModelVersion } from '../../templates/manifest';

/** What is deployed of a run, as one revision. */
export function versionOf(
  input: Pick<Tested, 'request' | 'model'> & { verdict?: Tested['verdict'] },
  image: Image,
  { revision, workdir, env }: { revision: number; workdir: string; env: NodeJS.ProcessEnv }
): ModelVersion {
  const { request, model, verdict } = input;
  return {
    image: image.digest ?? image.reference,
    facts: {
      revision,
      model: model.uri,
      run: basename(workdir),
      verdict: verdict?.summary ?? 'not tested',
      owner: ownerOf(env),
      createdAt: new Date().toISOString()
    },
    cpus: request.cpus,
    memory: request.memory,
    gpus: gpusOf(request),
    startTimeout: request.startTimeout,
    grpc: request.grpc,
    options: request.kubernetes
  };
}

/** Who deploys: of a JupyterHub its user, else that of the machine. */
export function ownerOf(env: NodeJS.ProcessEnv): string {
  return env.JUPYTERHUB_USER || env.USER || env.LOGNAME || userInfo().username;
}

/** A cluster counts GPUs; which ones is its own business. */
export function gpusOf({ gpus }: Pick<Wrapped['request'], 'gpus'>): number {
  return /^\d+$/.test(gpus) ? Number(gpus) : gpus === '' ? 0 : Math.max(1, gpus === 'all' ? 1 : gpus.split(',').length);
}
