import { ProblemError } from '../../../../contract/problem';
import type { AppliedObject, SeldonInstallation } from '../../../../contract/seldon-installation';
import type { Cluster, Question } from '../../../../tools/kubernetes';
import { discover } from '../../../../tools/kubernetes/discovery';
import { imagesOf } from './images-of';
import { Installation } from './installation';
import { readManifests } from './manifests';

export interface InstallRequest {
  version: string;
  /** See ManifestSource. */
  from?: string;
  namespace: string;
  /** Values of the chart beside those that the cluster itself suggests. */
  values: readonly string[];
  dryRun: boolean;
}

/** What only an administrator of the cluster may do. */
const NEEDS: readonly Question[] = [
  ['apiextensions.k8s.io', 'customresourcedefinitions'],
  ['rbac.authorization.k8s.io', 'clusterroles'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings'],
  ['admissionregistration.k8s.io', 'validatingwebhookconfigurations'],
  ['', 'namespaces']
].map(([group, resource]) => ({ verb: 'create', group: group!, resource: resource! }));

/**
 * Installs the Seldon operator, or with `dryRun` asks the cluster about each object and stores nothing. Doing it again changes
 * nothing. Throws cluster-forbidden before anything is done, tool-missing, source-unreachable, cluster-refused.
 */
export async function installSeldon(
  cluster: Cluster,
  { version, from, namespace, values, dryRun }: InstallRequest,
  { onObject, signal }: { onObject(applied: AppliedObject): void; signal: AbortSignal }
): Promise<SeldonInstallation> {
  await mustBeAdministrator(cluster);
  const { ingress, istioGateway } = await discover(cluster);
  const suggested = ingress.includes('istio')
    ? ['istio.enabled=true', `istio.gateway=${istioGateway ?? 'istio-system/seldon-gateway'}`]
    : [];
  const source = { version, from, namespace, values: [...suggested, ...values] };
  const manifests = await readManifests(source, signal);
  const objects: AppliedObject[] = [];
  const take = (applied: AppliedObject) => {
    objects.push(applied);
    onObject(applied);
  };
  await new Installation(cluster, { namespace, dryRun, onObject: take, signal }).apply(manifests);
  return { version, namespace, dryRun, objects, images: imagesOf(manifests) };
}

async function mustBeAdministrator(cluster: Cluster): Promise<void> {
  const allowed = await cluster.may(NEEDS);
  const missing = NEEDS.filter((_, i) => !allowed[i]).map(({ verb, resource }) => `${verb} ${resource}`);
  if (missing.length > 0) {
    throw new ProblemError({
      code: 'cluster-forbidden',
      message: 'Only an administrator of the cluster can install Seldon Core.',
      reason: `Not allowed: ${missing.join(', ')}.`,
      suggestion: 'Have somebody with the role cluster-admin run this command, or name a context that has it.'
    });
  }
}
