import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { ClusterBuild } from '../../../contract/deployment';
import type { Tested, Wrapped } from '../../../contract/run';
import { type ModelVersion, NOT_TESTED } from '../../templates/manifest';

/** What is deployed of a run, as one revision. */
export function versionOf(
  input: Pick<Tested, 'request' | 'model' | 'component'> & { verdict?: Tested['verdict'] },
  build: ClusterBuild,
  { revision, workdir, env }: { revision: number; workdir: string; env: NodeJS.ProcessEnv }
): ModelVersion {
  const { request, model, component, verdict } = input;
  return {
    ...originOf(build),
    type: component.type,
    facts: {
      revision,
      model: model.uri,
      run: basename(workdir),
      verdict: verdict?.summary ?? NOT_TESTED,
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

function originOf(build: ClusterBuild): Pick<ModelVersion, 'image' | 'served'> {
  if (build.target === 'kubernetes') {
    return { image: build.image.digest ?? build.image.reference };
  }
  const { server, modelUri, secret, parameters } = build;
  return { served: { server, modelUri, secret, parameters } };
}

/** Who deploys: of a JupyterHub its user, else that of the machine. */
export function ownerOf(env: NodeJS.ProcessEnv): string {
  return env.JUPYTERHUB_USER || env.USER || env.LOGNAME || userInfo().username;
}

/** A cluster counts GPUs; which ones is its own business. */
export function gpusOf({ gpus }: Pick<Wrapped['request'], 'gpus'>): number {
  return /^\d+$/.test(gpus) ? Number(gpus) : gpus === '' ? 0 : gpus.split(',').length;
}
