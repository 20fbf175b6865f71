import { ComponentType } from '../../../contract/component';
import { COMPONENT_WORK } from '../../../contract/component-work';
import type { Predictor, SeldonDeployment } from '../../../contract/graph';
import type { KubernetesOptions } from '../../../contract/kubernetes';
import { Problem, ProblemError } from '../../../contract/problem';
import { GRPC_WORKERS, MAIN, NEXT, RESTARTED } from '../../templates/manifest';
import type { DeploymentView } from './observed';
import type { Expected } from './reading';

/** The predictors of a deployment of ours: the running one, and at most one beside it. */
export interface Versions {
  main: Predictor;
  next?: Predictor;
}

/** Throws deployment-busy when it holds something that this product did not make. */
export function versionsOf({ metadata, spec }: SeldonDeployment): Versions {
  const predictors = spec?.predictors ?? [];
  const main = predictors.find(({ name }) => name === MAIN);
  const next = predictors.find(({ name }) => name === NEXT);
  if (!main || predictors.some(({ name }) => name !== MAIN && name !== NEXT)) {
    throw new ProblemError({
      code: 'name-taken',
      message: `${metadata.name} is a deployment that something else made.`,
      reason: `Its predictors are ${predictors.map(({ name }) => name).join(', ') || 'none'}.`,
      suggestion: 'Choose another name with --name.'
    });
  }
  return { main, next };
}

/** The list as a manifest has it, shares included. */
export function predictorsOf({ main, next }: Versions): Predictor[] {
  return next ? [main, next] : [main];
}

/**
 * A new version beside the running one, with its share. Canary and A/B test share the requests, a shadow copies them. Throws
 * bad-request when what the one is asked could not be asked of the other.
 */
export function beside(
  { main }: Versions,
  candidate: Predictor,
  { rollout, percent }: Pick<KubernetesOptions, 'rollout' | 'percent'>
): Versions {
  const clash = pathClash(main, candidate);
  if (clash) {
    throw new ProblemError(clash);
  }
  return rollout === 'shadow'
    ? { main: { ...main, traffic: 100 }, next: { ...candidate, shadow: true, traffic: percent } }
    : shared({ main, next: candidate }, percent);
}

/** What of a predictor says where it is asked. */
export type Asked = Pick<Predictor, 'graph' | 'annotations'>;

/** Requests are shared as they come, with their path: what keeps two versions from that. */
export function pathClash(main: Asked, candidate: Asked): Problem | undefined {
  const [now, then] = [seldonPathOf(main), seldonPathOf(candidate)];
  return now === then ? undefined : notBeside(`They would share one address, but are asked at ${now} and at ${then}.`);
}

/** The Problem of a new version that the running one does not leave beside it. */
export function notBeside(reason: string): Problem {
  return Problem.parse({
    code: 'bad-request',
    message: 'The new version cannot run beside the running one.',
    reason,
    suggestion: 'Let it replace the running one: leave out --canary, --shadow or --ab-test.'
  });
}

/** Both versions with `percent` of the requests for the new one. */
export function shared({ main, next }: Versions, percent: number): Versions {
  if (!next) {
    return { main: { ...main, traffic: 100 } };
  }
  return { main: { ...main, traffic: 100 - percent }, next: { ...next, shadow: undefined, traffic: percent } };
}

/** The new version's content in the running one's place: the address stays as it is. */
export function promoted({ main, next }: Versions): Versions {
  if (!next) {
    throw nothingBeside();
  }
  return { main: { ...next, name: MAIN, shadow: undefined, traffic: main.traffic ?? 100 }, next };
}

/** Whether the version beside can take all requests for a while: it is asked already, by as many copies. */
export function carriesAll({ main, next }: Versions): boolean {
  return next !== undefined && !next.shadow && !scales(main) && (next.replicas ?? 1) >= (main.replicas ?? 1);
}

/** Both versions, each changed. */
export function mapped({ main, next }: Versions, change: (predictor: Predictor) => Predictor): Versions {
  return { main: change(main), next: next && change(next) };
}

/** Without replicas, and without the autoscaler that would bring some. */
export function stopped({ componentSpecs, ...predictor }: Predictor): Predictor {
  return {
    ...predictor,
    replicas: 0,
    componentSpecs: componentSpecs?.map(component => ({ ...component, hpaSpec: undefined, kedaSpec: undefined }))
  };
}

/** With so many replicas, at least: an autoscaler begins there. */
export function scaled({ componentSpecs, ...predictor }: Predictor, replicas: number): Predictor {
  return {
    ...predictor,
    replicas,
    componentSpecs: componentSpecs?.map(({ hpaSpec, kedaSpec, ...component }) => ({
      ...component,
      hpaSpec: hpaSpec && { ...hpaSpec, minReplicas: replicas, maxReplicas: Math.max(replicas, hpaSpec.maxReplicas) },
      kedaSpec: kedaSpec && {
        ...kedaSpec,
        minReplicaCount: replicas,
        maxReplicaCount: kedaSpec.maxReplicaCount && Math.max(replicas, kedaSpec.maxReplicaCount)
      }
    }))
  };
}

/** With new pods, one after the other: whatever changes in the pods' template makes new ones. */
export function restarted(predictor: Predictor, at: string): Predictor {
  return { ...predictor, annotations: { ...predictor.annotations, [RESTARTED]: at } };
}

/** Alone again, with all of the requests. */
export function alone(main: Predictor): Versions {
  return { main: { ...main, traffic: 100 } };
}

/** Whether Seldon's orchestrator is before it. */
export function hasEngine({ annotations }: Pick<Predictor, 'annotations'>): boolean {
  return !(annotations && 'seldon.io/no-engine' in annotations);
}

/** What its only component is; Seldon takes a node without a type for a model. */
export function componentTypeOf({ graph }: Pick<Predictor, 'graph'>): ComponentType {
  return ComponentType.catch('MODEL').parse(graph.type);
}

/** Where it is asked in Seldon's protocol: an orchestrator has one path for graphs of all kinds, else it is that of its kind. */
export function seldonPathOf(predictor: Asked): string {
  return COMPONENT_WORK[hasEngine(predictor) ? 'MODEL' : componentTypeOf(predictor)].path;
}

/** Whether it answers in Seldon's protocol over gRPC, too: its containers are told when they need not. */
export function speaksGrpc({ componentSpecs = [] }: Predictor, protocol: string | undefined): boolean {
  const containers = componentSpecs.flatMap(({ spec }) => spec?.containers ?? []);
  const isOff = (container: (typeof containers)[number]) =>
    container.env?.some(({ name, value }) => name === GRPC_WORKERS && value === '0');
  return protocol !== 'v2' && containers.length > 0 && !containers.some(isOff);
}

/** What must have been rolled out, by the label `version`. */
export function expectedOf(versions: Versions): Expected {
  return Object.fromEntries(predictorsOf(versions).map(({ name, labels }) => [name, labels?.version ?? name]));
}

/** Whether its number of copies follows the load. */
function scales({ componentSpecs = [] }: Predictor): boolean {
  return componentSpecs.some(({ hpaSpec, kedaSpec }) => hpaSpec ?? kedaSpec);
}

/** Whether the operator has passed on what can change without a new version: the number of replicas, and a restart. */
export function isPassedOn(versions: Versions, deployments: readonly DeploymentView[]): boolean {
  return predictorsOf(versions).every(predictor => {
    const { labels, annotations, replicas } = predictor;
    const own = deployments.filter(({ version }) => version === labels?.version);
    return own.every(
      ({ wanted, restarted }) =>
        restarted === annotations?.[RESTARTED] && (scales(predictor) || replicas === undefined || wanted === replicas)
    );
  });
}

export function nothingBeside(): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: 'There is no second version.',
    reason: 'Only one version runs, and it gets all requests.',
    suggestion: 'Start one beside it with `deploy-model deploy … --canary 10`.'
  });
}
