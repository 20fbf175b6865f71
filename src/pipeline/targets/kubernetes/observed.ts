import { z } from 'zod';
import { SeldonDeployment } from '../../../contract/graph';
import type { KubeObject } from '../../../tools/kubernetes';
import { RESTARTED } from '../../templates/manifest';

const Condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
  lastTransitionTime: z.string().optional()
});
export type Condition = z.infer<typeof Condition>;

const Stopped = z.looseObject({
  reason: z.string().default(''),
  message: z.string().default(''),
  exitCode: z.number().optional()
});
const ContainerState = z.looseObject({
  waiting: z.looseObject({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  running: z.looseObject({ startedAt: z.string().optional() }).optional(),
  terminated: Stopped.optional()
});
const ContainerStatus = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  imageID: z.string().default(''),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: ContainerState.default({}),
  lastState: ContainerState.default({})
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;

const Pod = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({})
  }),
  spec: z.looseObject({ nodeName: z.string().optional() }).default({}),
  status: z
    .looseObject({
      phase: z.string().default('Pending'),
      conditions: z.array(Condition).default([]),
      containerStatuses: z.array(ContainerStatus).default([]),
      initContainerStatuses: z.array(ContainerStatus).default([])
    })
    .prefault({})
});

const Deployment = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    generation: z.number().default(0),
    labels: z.record(z.string(), z.string()).default({})
  }),
  spec: z.looseObject({
    replicas: z.number().default(1),
    template: z
      .looseObject({
        metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) }).prefault({})
      })
      .prefault({})
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z.array(Condition).default([])
    })
    .prefault({})
});

const Event = z.looseObject({
  involvedObject: z.looseObject({ kind: z.string().default(''), name: z.string().default('') }),
  type: z.string().default('Normal'),
  reason: z.string().default(''),
  message: z.string().default('')
});

/** One of the Deployments that the operator makes for a predictor. */
export interface DeploymentView {
  name: string;
  /** Its label `version`, which is the predictor's. */
  version: string;
  /** When its pods were last started anew on purpose. */
  restarted?: string;
  /** Whether its controller has seen the latest spec. */
  seen: boolean;
  wanted: number;
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  conditions: Condition[];
}

export interface PodView {
  name: string;
  version: string;
  /** On its way out: nothing about it matters any more. */
  leaving: boolean;
  phase: string;
  node: string | undefined;
  conditions: Condition[];
  containers: ContainerStatus[];
  /** Those that run before the others. */
  init: ContainerStatus[];
}

export interface EventView {
  /** Kind and name of what it is about, `Pod/churn-main-0-model-…`. */
  about: string;
  type: string;
  reason: string;
  message: string;
}

/** Everything that is seen of one SeldonDeployment. */
export interface Observed {
  sdep: SeldonDeployment | undefined;
  deployments: DeploymentView[];
  pods: PodView[];
  /** Oldest first, warnings and others. */
  events: EventView[];
}

export function sdepOf(object: KubeObject): SeldonDeployment {
  // Fields that newer versions of the CRD may have are kept from a strict parse: only known ones are read.
  const parsed = SeldonDeployment.safeParse(object);
  return parsed.success ? parsed.data : (object as unknown as SeldonDeployment);
}

export function deploymentView(object: unknown): DeploymentView {
  const { metadata, spec, status } = Deployment.parse(object);
  return {
    name: metadata.name,
    version: metadata.labels.version ?? '',
    restarted: spec.template.metadata.annotations[RESTARTED],
    seen: status.observedGeneration >= metadata.generation,
    wanted: spec.replicas,
    replicas: status.replicas,
    updated: status.updatedReplicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    conditions: status.conditions
  };
}

export function podView(object: unknown): PodView {
  const { metadata, spec, status } = Pod.parse(object);
  return {
    name: metadata.name,
    version: metadata.labels.version ?? '',
    leaving: metadata.deletionTimestamp !== undefined || status.phase === 'Succeeded',
    phase: status.phase,
    node: spec.nodeName,
    conditions: status.conditions,
    containers: status.containerStatuses,
    init: status.initContainerStatuses
  };
}

export function eventView(object: unknown): EventView {
  const { involvedObject, type, reason, message } = Event.parse(object);
  return { about: `${involvedObject.kind}/${involvedObject.name}`, type, reason, message };
}
