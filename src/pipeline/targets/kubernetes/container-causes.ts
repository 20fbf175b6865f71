import type { ProblemCode } from '../../../contract/problem';
import { cause, type Cause } from './cause';
import type { ContainerStatus, Observed, PodView } from './observed';

interface Seen {
  pod: PodView;
  container: ContainerStatus;
  /** Why it waits, and what it says about it. */
  waiting: string;
  text: string;
  observed: Observed;
}

interface Words {
  message: string;
  suggestion: string;
}

/** The words for an image of another processor, by whatever it is noticed. */
export const WRONG_PROCESSOR = {
  code: 'wrong-architecture',
  message: "The image is not made for this node's kind of processor.",
  suggestion: 'Build it for the platform that the cluster has, or choose other nodes with --node-selector.'
} as const;

/** How a pull fails, by what the container runtime says; the first that fits is taken. */
const PULLS: { pattern: RegExp; code: ProblemCode; words: Words }[] = [
  {
    pattern: /no match for platform|does not match the specified platform|no matching manifest for/i,
    code: WRONG_PROCESSOR.code,
    words: WRONG_PROCESSOR
  },
  {
    pattern: /unauthorized|authentication required|denied|403 Forbidden|no basic auth/i,
    code: 'image-pull-failed',
    words: {
      message: 'The cluster may not pull the image.',
      suggestion: 'Name a secret with the login of the registry by --pull-secret.'
    }
  },
  {
    pattern: /not found|manifest unknown|repository does not exist/i,
    code: 'image-pull-failed',
    words: {
      message: 'There is no such image in the registry.',
      suggestion: 'Push it again; the name and tag must be as the manifest has them.'
    }
  },
  {
    pattern: /./s,
    code: 'image-pull-failed',
    words: {
      message: 'The cluster cannot pull the image.',
      suggestion:
        'See whether the nodes reach the registry, and whether it speaks HTTPS with a certificate that they trust.'
    }
  }
];

/** What a container's own state says. */
export function containerCauses(observed: Observed): Cause | undefined {
  for (const pod of observed.pods.filter(({ leaving }) => !leaving)) {
    for (const container of [...pod.init, ...pod.containers]) {
      const { state, lastState } = container;
      const text = [state.waiting?.message, state.terminated?.message, lastState.terminated?.message].join('\n').trim();
      const seen = { pod, container, waiting: state.waiting?.reason ?? '', text, observed };
      const found =
        pull(seen) ??
        configuration(seen) ??
        notFetched(seen) ??
        memory(seen) ??
        start(seen) ??
        killedByProbe(seen) ??
        crash(seen);
      if (found) {
        return found;
      }
    }
  }
  return undefined;
}

function pull({ waiting, container, text, observed, pod }: Seen): Cause | undefined {
  if (!['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'].includes(waiting)) {
    return undefined;
  }
  const said = observed.events.findLast(
    ({ about, message }) => about === `Pod/${pod.name}` && message.startsWith('Failed to pull image')
  );
  const reason = said?.message ?? text;
  const { code, words } = PULLS.find(({ pattern }) => pattern.test(reason))!;
  const name = container.image || /"([^"]+)"/.exec(reason)?.[1] || 'the image';
  return cause(code, { ...words, reason: `${name}: ${lastPart(reason)}`, detail: reason }, { patience: 20 });
}

function configuration({ waiting, text }: Seen): Cause | undefined {
  if (waiting !== 'CreateContainerConfigError' && waiting !== 'CreateContainerError') {
    return undefined;
  }
  return cause(
    'pod-not-created',
    {
      message: 'Its container cannot be made.',
      reason: text,
      suggestion: 'Make the Secret or ConfigMap that it names, in the same namespace.'
    },
    { patience: 45 }
  );
}

/** Seldon's own step before a server: what it writes says why. */
function notFetched({ pod, container, waiting }: Seen): Cause | undefined {
  const { state, lastState, restartCount } = container;
  const stopped = state.terminated ?? lastState.terminated;
  if (!container.name.endsWith('-model-initializer') || !stopped || stopped.exitCode === 0) {
    return undefined;
  }
  return cause(
    'artifacts-unreachable',
    {
      message: 'The pod cannot fetch the model.',
      reason: `Its initializer ended with exit code ${stopped.exitCode ?? 'unknown'}.`,
      suggestion: 'See whether --model-uri is right, and name the secret of its storage with --model-secret.'
    },
    {
      patience: restartCount >= 2 || waiting === 'CrashLoopBackOff' ? 10 : 45,
      log: { pod: pod.name, container: container.name, previous: state.terminated === undefined, tellsWhy: true }
    }
  );
}

function memory({ container: { state, lastState }, text, pod, container }: Seen): Cause | undefined {
  const killed = [state.terminated, lastState.terminated].some(stopped => stopped?.reason === 'OOMKilled');
  if (!killed && !/unable to set memory limit|OOM-killed \(memory limit too low/.test(text)) {
    return undefined;
  }
  return cause(
    'model-out-of-memory',
    {
      message: 'The model needs more memory than it may use.',
      reason: killed
        ? `The cluster ended ${container.name} when it reached its memory limit.`
        : 'The memory limit is too small for its process to start.',
      suggestion: 'Raise the limit with --memory.'
    },
    { patience: 10, log: { pod: pod.name, container: container.name, previous: true } }
  );
}

/** Its program could not be started at all. */
function start({ container: { state, lastState }, text, waiting }: Seen): Cause | undefined {
  const failed = [state.terminated, lastState.terminated].some(stopped => stopped?.reason === 'StartError');
  if (!failed && waiting !== 'RunContainerError') {
    return undefined;
  }
  const words = {
    message: 'The program of the image cannot be started.',
    suggestion: 'Build the image again; its command must be in it.'
  };
  const foreign = /exec format error/.test(text);
  return cause(
    foreign ? WRONG_PROCESSOR.code : 'model-crashed',
    { ...(foreign ? WRONG_PROCESSOR : words), reason: lastPart(text), detail: text },
    { patience: 10 }
  );
}

function killedByProbe({ pod, container, observed }: Seen): Cause | undefined {
  const killing = observed.events.findLast(
    ({ about, message }) => about === `Pod/${pod.name}` && message.startsWith(`Container ${container.name} failed `)
  );
  if (!killing || container.restartCount === 0 || container.ready) {
    return undefined;
  }
  const probe = observed.events.findLast(
    ({ about, reason, message }) =>
      about === `Pod/${pod.name}` && reason === 'Unhealthy' && !message.startsWith('Readiness')
  );
  return cause(
    'model-start-timeout',
    {
      message: 'The cluster starts the model again and again because it does not pass its health check.',
      reason: probe?.message ?? killing.message,
      suggestion: 'Give it more time with --start-timeout.'
    },
    { patience: 45, log: { pod: pod.name, container: container.name, previous: true } }
  );
}

function crash({ pod, container, waiting }: Seen): Cause | undefined {
  const { state, lastState, restartCount, ready } = container;
  const stopped = state.terminated ?? lastState.terminated;
  if (!stopped || ready || stopped.reason === 'ContainerStatusUnknown' || (restartCount === 0 && !state.terminated)) {
    return undefined;
  }
  return cause(
    'model-crashed',
    {
      message: "The model's process ends by itself.",
      reason: `${container.name} ended with exit code ${stopped.exitCode ?? 'unknown'}${restartCount > 0 ? `, ${restartCount} times so far` : ''}.`,
      suggestion: 'Look at what it wrote, below; correct the model or its requirements and deploy it again.'
    },
    {
      patience: restartCount >= 2 || waiting === 'CrashLoopBackOff' ? 15 : 60,
      log: { pod: pod.name, container: container.name, previous: state.terminated === undefined }
    }
  );
}

/** The innermost of "failed to a: failed to b: c". */
function lastPart(text: string): string {
  return text.split('\n')[0]!.split(': ').slice(-2).join(': ').slice(0, 300);
}
