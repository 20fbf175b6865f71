import { cause, type Cause, UNTIL_DEADLINE } from './cause';
import { containerCauses } from './container-causes';
import type { Observed, PodView } from './observed';

/** Conflicts of two reconciles that are over in the next moment. */
const PASSING = /already exists|not found|object has been modified/;
/** Milliseconds in which a node takes up a pod that it was given. */
const TAKEN_UP = 15_000;
const GIVEN_UP = 'Deployment is no longer progressing and not available.';

/** The most telling cause that is seen now: from what is surely wrong to what may only be slow. */
export function causeOf(observed: Observed): Cause | undefined {
  const finders = [
    forgottenService,
    operatorError,
    notCreated,
    unschedulable,
    nodeAway,
    containerCauses,
    mountFailed,
    unhealthy,
    deadlineExceeded
  ];
  for (const find of finders) {
    const found = find(observed);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Fails at a Service that it removed itself: the SeldonDeployment changed at that moment, and its status still names it. */
function forgottenService({ sdep }: Observed): Cause | undefined {
  const { state, description = '' } = sdep?.status ?? {};
  const [, service] = /^Service "([^"]+)" not found$/.exec(description) ?? [];
  if (state !== 'Failed' || service === undefined) {
    return undefined;
  }
  return cause(
    'cluster-refused',
    {
      message: 'The Seldon operator stumbles over a Service that it has removed.',
      reason: description,
      suggestion: `Give it one to remove, and try again: kubectl -n ${sdep!.metadata.namespace ?? 'default'} create service clusterip ${service} --tcp=80`
    },
    { patience: 15 }
  );
}

function operatorError({ sdep }: Observed): Cause | undefined {
  const { state, description = '' } = sdep?.status ?? {};
  if (state !== 'Failed' || description === '' || description === GIVEN_UP || PASSING.test(description)) {
    return undefined;
  }
  return cause(
    'manifest-invalid',
    {
      message: 'The Seldon operator cannot make what the manifest asks for.',
      reason: description.slice(0, 500),
      suggestion: 'Correct what it names; `deploy-model manifest` shows the manifest.',
      detail: description
    },
    { patience: 5 }
  );
}

function notCreated({ deployments }: Observed): Cause | undefined {
  const failure = deployments
    .flatMap(({ conditions }) => conditions)
    .find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (!failure) {
    return undefined;
  }
  const quota = /quota/.test(failure.message);
  return cause(
    quota ? 'quota-exceeded' : 'pod-not-created',
    {
      message: quota ? "The namespace's quota leaves no room for its pods." : 'The cluster refuses to make its pods.',
      reason: failure.message,
      suggestion: quota
        ? 'Ask for less with --cpu-request, --memory and --replicas, or have the quota raised.'
        : 'Make what it names, for example the service account, or name another one.'
    },
    { patience: 20 }
  );
}

function unschedulable({ pods }: Observed): Cause | undefined {
  const condition = pods
    .filter(({ leaving }) => !leaving)
    .flatMap(({ conditions }) => conditions)
    .find(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable');
  if (!condition) {
    return undefined;
  }
  return cause(
    'unschedulable',
    {
      message: 'No node of the cluster has room for its pods.',
      reason: condition.message.split('. ')[0]!,
      suggestion:
        'Ask for less with --cpu-request and --memory, tolerate the taint with --toleration, or wait for a node.'
    },
    { patience: UNTIL_DEADLINE }
  );
}

function mountFailed({ pods, events }: Observed): Cause | undefined {
  const waiting = pods.filter(
    pod => !pod.leaving && pod.containers.some(({ state }) => state.waiting?.reason === 'ContainerCreating')
  );
  const event = events.findLast(
    ({ about, reason }) => reason === 'FailedMount' && waiting.some(pod => about === `Pod/${pod.name}`)
  );
  return (
    event &&
    cause(
      'pod-not-created',
      {
        message: 'A volume of its pod cannot be mounted.',
        reason: event.message,
        suggestion: 'Make the ConfigMap, Secret or claim that it names.'
      },
      { patience: 60 }
    )
  );
}

/** The node that was chosen says nothing: it has not begun a pod, or the cluster no longer hears of it. */
function nodeAway({ pods, events }: Observed): Cause | undefined {
  const waiting = pods.filter(({ leaving, containers }) => !leaving && !containers.some(({ ready }) => ready));
  const lost = (pod: PodView) =>
    events.some(each => each.reason === 'NodeNotReady' && each.about === `Pod/${pod.name}`);
  const pod = waiting.find(each => lost(each) || isIgnored(each));
  return (
    pod &&
    cause(
      'unschedulable',
      {
        message: `The node ${pod.node ?? ''} does not begin a pod that is on it.`,
        reason: lost(pod) ? 'The cluster no longer hears of the node.' : 'It has said nothing about the pod so far.',
        suggestion: 'Ask the administrator to look at the node; its pods move to another one after some minutes.'
      },
      { patience: UNTIL_DEADLINE }
    )
  );
}

/** Given to a node some time ago, which has not even said what containers it will have. */
function isIgnored({ node, containers, init, conditions }: PodView): boolean {
  const at = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'True')?.lastTransitionTime;
  return (
    node !== undefined &&
    containers.length + init.length === 0 &&
    at !== undefined &&
    Date.now() - Date.parse(at) > TAKEN_UP
  );
}

/** Runs, and is not ready: by the last words of its readiness probe. */
function unhealthy({ pods, events }: Observed): Cause | undefined {
  const unready = pods.filter(
    pod => !pod.leaving && pod.containers.some(({ ready, state }) => state.running !== undefined && !ready)
  );
  const event = events.findLast(
    ({ about, reason }) => reason === 'Unhealthy' && unready.some(pod => about === `Pod/${pod.name}`)
  );
  const container = unready[0]?.containers.find(({ ready, state }) => state.running !== undefined && !ready);
  return (
    event &&
    container &&
    cause(
      'model-start-timeout',
      {
        message: 'The model runs and is not ready yet.',
        reason: event.message,
        suggestion: 'It may only load slowly: give it more time with --start-timeout and --deadline.'
      },
      { patience: UNTIL_DEADLINE, log: { pod: unready[0]!.name, container: container.name, previous: false } }
    )
  );
}

function deadlineExceeded({ deployments }: Observed): Cause | undefined {
  const over = deployments.find(({ conditions }) =>
    conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded')
  );
  return (
    over &&
    cause(
      'model-start-timeout',
      {
        message: 'The new version was not ready in time.',
        reason: `${over.name} made no progress within its deadline.`,
        suggestion: 'Give it more time with --deadline, or look at `deploy-model logs`.'
      },
      { patience: UNTIL_DEADLINE }
    )
  );
}
