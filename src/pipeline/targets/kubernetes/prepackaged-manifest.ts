import type { SeldonDeployment } from '../../../contract/graph';
import { ProblemError } from '../../../contract/problem';
import type { RunRequest } from '../../../contract/run';
import type { Kubernetes } from '../../../tools/kubernetes';
import { discover } from '../../../tools/kubernetes/discovery';
import { manifestErrors, manifestProblems } from '../../manifest/check';
import { knownServers } from '../../manifest/webhook';
import { MAIN, manifestOf, type ModelVersion, NOT_TESTED, predictorOf } from '../../templates/manifest';
import type { Served } from '../../templates/served-node';
import { dryRun } from './apply';
import { placeOf } from './place';
import { gpusOf, ownerOf } from './version-of';

/** A model that Seldon's own server loads from where it is kept. */
export interface Prepackaged extends Served {
  name: string;
  request: RunRequest;
}

/**
 * Its manifest, checked by our rules; with `ask` by the cluster, which also says which servers it has. Throws
 * manifest-invalid with the field, and what the cluster says.
 */
export async function prepackagedManifest(
  { name, request, ...served }: Prepackaged,
  { kubernetes, env, ask }: { kubernetes: Kubernetes; env: NodeJS.ProcessEnv; ask: boolean }
): Promise<SeldonDeployment> {
  const place = ask ? await placeOf(kubernetes, name, request.kubernetes) : undefined;
  const namespace = request.kubernetes.namespace ?? place?.namespace;
  const version = versionOf(request, served, ownerOf(env));
  const manifest = manifestOf({ name, namespace }, [predictorOf(version, MAIN)], {
    protocol: request.kubernetes.protocol,
    facts: version.facts
  });
  const servers = place && (await discover(place.cluster)).servers;
  const [problem] = manifestProblems(manifestErrors(manifest, servers ?? knownServers(served)));
  if (problem) {
    throw new ProblemError(problem);
  }
  if (place) {
    await dryRun(place, { ...manifest, metadata: { ...manifest.metadata, namespace } }, true);
  }
  return manifest;
}

/** No run has made it, and no test has seen it. */
function versionOf(request: RunRequest, served: Served, owner: string): ModelVersion {
  const { model, cpus, memory, startTimeout, grpc, kubernetes: options } = request;
  return {
    served,
    type: 'MODEL',
    facts: { revision: 1, model, run: '', verdict: NOT_TESTED, owner, createdAt: new Date().toISOString() },
    cpus,
    memory,
    gpus: gpusOf(request),
    startTimeout,
    grpc,
    options
  };
}
