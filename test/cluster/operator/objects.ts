import { KINDS, type Kind } from '../../../src/tools/kubernetes/kinds';
import type { KubeObject } from '../../../src/tools/kubernetes';
import { deploymentOf } from './pods';
import type { Plan } from './plan';
import { destinationRuleOf, virtualServiceOf } from './routes';
import { servicesOf } from './services';

export const HPA: Kind = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers'
};
export const PDB: Kind = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets'
};
export const DESTINATION_RULE: Kind = {
  group: 'networking.istio.io',
  version: 'v1beta1',
  kind: 'DestinationRule',
  plural: 'destinationrules'
};

/** Every kind that the operator makes: what is no longer planned of them is removed. */
export const MADE: readonly Kind[] = [
  KINDS.service,
  KINDS.deployment,
  HPA,
  PDB,
  KINDS.virtualService,
  DESTINATION_RULE
];

export interface Made {
  kind: Kind;
  object: KubeObject;
}

/** What a SeldonDeployment owns, before its routes. */
export function ownedObjects(plan: Plan, engineImage: string): Made[] {
  return plan.predictors.flatMap(planned => [
    ...servicesOf(plan, planned).map(object => ({ kind: KINDS.service, object })),
    ...planned.pods.flatMap(pod => [
      { kind: KINDS.deployment, object: deploymentOf(plan, planned, pod, engineImage) },
      ...scaling(plan, planned.predictor.componentSpecs![pod.index]!, pod.deployment)
    ])
  ]);
}

/** The routes, made only once everything else is rolled out. */
export function routeObjects(plan: Plan): Made[] {
  return [
    { kind: KINDS.virtualService, object: virtualServiceOf(plan) },
    ...plan.predictors.map(planned => ({ kind: DESTINATION_RULE, object: destinationRuleOf(plan, planned) }))
  ];
}

type Component = NonNullable<Plan['spec']['predictors'][number]['componentSpecs']>[number];

function scaling({ id, namespace }: Plan, { hpaSpec, pdbSpec }: Component, deployment: string): Made[] {
  const metadata = { name: deployment, namespace, labels: { 'seldon-deployment-id': id } };
  const hpa = hpaSpec && {
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment },
      minReplicas: hpaSpec.minReplicas,
      maxReplicas: hpaSpec.maxReplicas,
      metrics: hpaSpec.metricsv2
    }
  };
  const pdb = pdbSpec && {
    metadata,
    spec: { ...pdbSpec, selector: { matchLabels: { 'seldon-deployment-id': id } } }
  };
  return [...(hpa ? [{ kind: HPA, object: hpa }] : []), ...(pdb ? [{ kind: PDB, object: pdb }] : [])];
}
