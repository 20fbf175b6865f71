import type { SeldonDeployment } from '../../../contract/graph';
import { ProblemError } from '../../../contract/problem';
import type { RunRequest } from '../../../contract/run';
import type { Kubernetes } from '../../../tools/kubernetes';
import { discover } from '../../../tools/kubernetes/discovery';
import { manifestErrors, manifestProblems } from '../../manifest/check';
import { manifestOf } from '../../templates/manifest';
import { prepackagedPredictor } from '../../templates/prepackaged';
import { dryRun } from './apply';
import { placeOf } from './place';
import { gpusOf, ownerOf } from './version-of';

/** A model that Seldon's own server loads from where it is kept. */
export interface Prepackaged {
  name: string;
  server: string;
  modelUri: string;
  secret?: string;
  request: RunRequest;
}

/**
 * Its manifest, checked by our rules; with `ask` by the cluster, which also says which servers it has. Throws
 * manifest-invalid with the field, and what the cluster says.
 */
export async function prepackagedManifest(
  { name, request, ...model }: Prepackaged,
  { kubernetes, env, ask }: { kubernetes: Kubernetes; env: NodeJS.ProcessEnv; ask: boolean }
): Promise<SeldonDeployment> {
  const place = ask ? await placeOf(kubernetes, name, request.kubernetes) : undefined;
  const namespace = request.kubernetes.namespace ?? place?.namespace;
  const { cpus, memory, startTimeout, kubernetes: options } = request;
  const predictor = prepackagedPredictor({
    ...model,
    model: request.model,
    cpus,
    memory,
    gpus: gpusOf(request),
    startTimeout,
    options
  });
  const facts = { revision: 1, owner: ownerOf(env) };
  const manifest = manifestOf({ name, namespace }, [predictor], { protocol: options.protocol, facts });
  const servers = place && (await discover(place.cluster)).servers;
  const [problem] = manifestProblems(manifestErrors(manifest, servers));
  if (problem) {
    throw new ProblemError(problem);
  }
  if (place) {
    await dryRun(place, { ...manifest, metadata: { ...manifest.metadata, namespace } }, true);
  }
  return manifest;
}
