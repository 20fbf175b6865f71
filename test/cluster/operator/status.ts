import { z } from 'zod';
import type { Plan } from './plan';

/** The part of a Deployment that decides. */
export const DeploymentFacts = z.looseObject({
  metadata: z.looseObject({ name: z.string(), generation: z.number().default(0) }),
  spec: z.looseObject({ replicas: z.number().default(1) }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional()
          })
        )
        .default([])
    })
    .prefault({})
});
export type DeploymentFacts = z.infer<typeof DeploymentFacts>;

const GIVEN_UP = 'Deployment is no longer progressing and not available.';

/** Fully rolled out; never so with no replicas, as in the real operator. */
export function isRolledOut({ metadata, spec, status }: DeploymentFacts): boolean {
  return (
    status.observedGeneration >= metadata.generation &&
    spec.replicas > 0 &&
    [status.replicas, status.updatedReplicas, status.availableReplicas].every(count => count === spec.replicas)
  );
}

/** The status of a SeldonDeployment whose objects are made; observedGeneration is left out, as in the real one. */
export function statusOf(plan: Plan, deployments: DeploymentFacts[], routed: boolean) {
  const wanted = plan.predictors.flatMap(({ pods }) => pods);
  const found = wanted.map(({ deployment }) => deployments.find(({ metadata }) => metadata.name === deployment));
  const done = found.every(each => each !== undefined && isRolledOut(each));
  const failed = found.some(each => each && is(each, 'Progressing', 'False') && is(each, 'Available', 'False'));
  const state = failed ? 'Failed' : done && routed ? 'Available' : 'Creating';
  const unavailable = found.flatMap(each => each?.status.conditions.find(isUnavailable) ?? [])[0];
  const available = found.flatMap(each => each?.status.conditions.filter(({ type }) => type === 'Available') ?? [])[0];
  const services = done ? ['True', 'All services created'] : ['False', 'Not all services created'];
  const condition = (type: string, status: string, reason?: string, message?: string) => ({
    type,
    status,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {})
  });
  const decided = unavailable ?? available;
  return {
    state,
    // A merge patch takes away only what is said to be null.
    description: failed ? GIVEN_UP : null,
    replicas: found[0]?.status.replicas ?? 0,
    address: { url: addressOf(plan) },
    deploymentStatus: Object.fromEntries(
      found.flatMap(each =>
        each
          ? [[each.metadata.name, { replicas: each.status.replicas, availableReplicas: each.status.availableReplicas }]]
          : []
      )
    ),
    serviceStatus: Object.fromEntries(serviceStatus(plan)),
    conditions: [
      ...(decided ? [condition('DeploymentsReady', decided.status, decided.reason, decided.message)] : []),
      condition('HpasReady', 'True', 'No HPAs defined'),
      condition('KedaReady', 'True', 'No KEDA resources defined'),
      condition('PdbsReady', 'True', 'No PDBs defined'),
      unavailable
        ? condition('Ready', 'False', unavailable.reason, unavailable.message)
        : condition('Ready', state === 'Available' ? 'True' : 'False', state === 'Available' ? undefined : services[1]),
      condition('ServicesReady', services[0]!, services[1]),
      ...(routed ? [condition('istioVirtualServicesReady', 'True', 'All VirtualServices created')] : [])
    ]
  };
}

const Lists = z.looseObject({
  deploymentStatus: z.record(z.string(), z.unknown()).default({}),
  serviceStatus: z.record(z.string(), z.unknown()).default({})
});

/** A new status as a merge patch: Deployments and Services that are gone have to be said to be null. */
export function mergePatchOf(status: object, before: unknown): object {
  const old = Lists.parse(before ?? {});
  const nulls = (names: object) => Object.fromEntries(Object.keys(names).map(name => [name, null]));
  return Object.fromEntries(
    Object.entries(status).map(([key, value]: [string, unknown]) => [
      key,
      key === 'deploymentStatus' || key === 'serviceStatus' ? { ...nulls(old[key]), ...(value as object) } : value
    ])
  );
}

function addressOf({ name: _, namespace, spec, predictors }: Plan): string {
  const first = predictors[0]!;
  const port = first.engine ? 8000 : (first.pods[0]?.units[0]?.http ?? 9000);
  const path = ['v2', 'kfserving'].includes(spec.protocol ?? '')
    ? `/v2/models/${first.predictor.graph.name}/infer`
    : '/api/v1.0/predictions';
  return `http://${first.service}.${namespace}.svc.cluster.local:${port}${path}`;
}

function serviceStatus({ namespace, predictors }: Plan): [string, object][] {
  const entry = (svcName: string, http: number, grpc: number): [string, object] => [
    svcName,
    {
      svcName,
      httpEndpoint: `${svcName}.${namespace}:${http}`,
      grpcEndpoint: `${svcName}.${namespace}:${grpc}`
    }
  ];
  return predictors.flatMap(({ service, pods }) => [
    entry(service, 8000, 5001),
    ...pods.flatMap(({ units }) => units.map(unit => entry(unit.service, unit.http, unit.grpc)))
  ]);
}

function is({ status }: DeploymentFacts, type: string, value: string): boolean {
  return status.conditions.some(condition => condition.type === type && condition.status === value);
}

const isUnavailable = ({ type, status }: { type: string; status: string }) =>
  type === 'Available' && status === 'False';
