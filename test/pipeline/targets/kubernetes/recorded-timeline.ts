import type {
  Condition,
  ContainerStatus,
  DeploymentView,
  Observed,
  PodView
} from '../../../../src/pipeline/targets/kubernetes/observed';

interface RecordedContainer {
  ready?: boolean;
  restarts?: number;
  image?: string;
  state?: Record<string, { reason?: string; message?: string; exitCode?: number }>;
  lastState?: Record<string, { reason?: string; message?: string; exitCode?: number }>;
}

/** One line of a recorded timeline: something that changed. */
export interface TimelineLine {
  ms: number;
  step?: string;
  sdep?: string;
  state?: string;
  description?: string;
  deployment?: string;
  wanted?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  pod?: string;
  phase?: string;
  gone?: boolean;
  deleted?: boolean;
  conditions?: Record<string, string>;
  containers?: Record<string, RecordedContainer>;
  init?: Record<string, RecordedContainer>;
  event?: string;
  type?: string;
  reason?: string;
  message?: string;
}

export interface Timeline {
  name: string;
  seen: TimelineLine[];
}

/** Every moment of a timeline: all that one would see of the SeldonDeployment then. */
export function* moments({ seen }: Timeline): Generator<{ ms: number; observed: Observed; line: TimelineLine }> {
  const deployments = new Map<string, DeploymentView>();
  const pods = new Map<string, PodView>();
  const observed: Observed = { sdep: undefined, deployments: [], pods: [], events: [] };
  for (const line of seen) {
    if (line.sdep !== undefined) {
      observed.sdep = line.gone ? undefined : sdepOf(line);
    } else if (line.deployment !== undefined) {
      put(deployments, line.deployment, line.gone ? undefined : deploymentOf(line));
    } else if (line.pod !== undefined) {
      put(pods, line.pod, line.gone ? undefined : podOf(line));
    } else if (line.event !== undefined) {
      const { event, type = '', reason = '', message = '' } = line;
      observed.events = [...observed.events, { about: event, type, reason, message }];
    }
    yield {
      ms: line.ms,
      line,
      observed: { ...observed, deployments: [...deployments.values()], pods: [...pods.values()] }
    };
  }
}

function put<T>(into: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) {
    into.delete(key);
  } else {
    into.set(key, value);
  }
}

function sdepOf({ sdep, state, description, conditions = {} }: TimelineLine): Observed['sdep'] {
  return {
    apiVersion: 'machinelearning.seldon.io/v1',
    kind: 'SeldonDeployment',
    metadata: { name: sdep },
    status: { state, description, conditions: conditionsOf(conditions) }
  };
}

function deploymentOf(line: TimelineLine): DeploymentView {
  return {
    name: line.deployment!,
    version: '',
    seen: true,
    wanted: line.wanted ?? 1,
    replicas: line.replicas ?? 0,
    updated: line.updatedReplicas ?? 0,
    ready: line.readyReplicas ?? 0,
    available: line.availableReplicas ?? 0,
    conditions: conditionsOf(line.conditions ?? {})
  };
}

function podOf(line: TimelineLine): PodView {
  const conditions = conditionsOf(line.conditions ?? {});
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  return {
    name: line.pod!,
    version: '',
    leaving: line.deleted === true || line.phase === 'Succeeded',
    phase: line.phase ?? '',
    // Conditions that are true are left out of the recordings.
    node: scheduled?.status === 'False' || !line.containers ? undefined : 'node-1',
    conditions,
    containers: containersOf(line.containers ?? {}),
    init: containersOf(line.init ?? {})
  };
}

function containersOf(recorded: Record<string, RecordedContainer>): ContainerStatus[] {
  return Object.entries(recorded).map(
    ([name, { ready = false, restarts = 0, image = '', state = {}, lastState = {} }]) => ({
      name,
      image,
      imageID: '',
      ready,
      restartCount: restarts,
      state: stateOf(state),
      lastState: stateOf(lastState)
    })
  );
}

function stateOf({ waiting, running, terminated }: NonNullable<RecordedContainer['state']>): ContainerStatus['state'] {
  return {
    ...(waiting ? { waiting: { reason: waiting.reason ?? '', message: waiting.message ?? '' } } : {}),
    ...(running ? { running: {} } : {}),
    ...(terminated
      ? {
          terminated: {
            reason: terminated.reason ?? '',
            message: terminated.message ?? '',
            exitCode: terminated.exitCode
          }
        }
      : {})
  };
}

function conditionsOf(recorded: Record<string, string>): Condition[] {
  return Object.entries(recorded).map(([type, text]) => {
    const [status = '', reason = '', message = ''] = text.split(' | ');
    return { type, status, reason, message };
  });
}
