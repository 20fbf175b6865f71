import { ProblemError } from '../contract/problem';
import type { Options } from './session';

/** Options that a rollout beside the running version has, with what they mean. */
const ROLLOUTS = { canary: 'canary', shadow: 'shadow', abTest: 'ab-test' } as const;

const EXAMPLES = { '--node-selector': 'disk=ssd', '--keda-trigger': 'type=cron start=… end=… desiredReplicas=3' };

/** The part of a request that is about a cluster, of a command's options; not checked yet. */
export function clusterOptions(options: Options): Record<string, unknown> {
  const given = {
    context: options.context,
    namespace: options.namespace,
    replicas: options.replicas,
    maxReplicas: options.maxReplicas,
    targetCpu: options.targetCpu,
    kedaTriggers: options.kedaTrigger === undefined ? undefined : [triggerOf(options.kedaTrigger as string[])],
    cpuRequest: options.cpuRequest,
    memoryRequest: options.memoryRequest,
    protocol: options.protocol,
    noEngine: options.withoutEngine,
    pullSecrets: options.pullSecret,
    envSecrets: options.envSecret,
    serviceAccount: options.serviceAccount,
    server: options.server,
    modelUri: options.modelUri,
    modelSecret: options.modelSecret,
    nodeSelector:
      options.nodeSelector === undefined ? undefined : pairs('--node-selector', options.nodeSelector as string[]),
    tolerations: options.toleration,
    deadline: options.deadline,
    takeOver: options.takeOver,
    ...rolloutOf(options)
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function rolloutOf(options: Options): { rollout?: string; percent?: unknown } {
  const asked = Object.entries(ROLLOUTS).filter(([option]) => options[option] !== undefined);
  if (asked.length > 1) {
    throw new ProblemError({
      code: 'bad-request',
      message: 'A new version is a canary, a shadow or one half of an A/B test.',
      reason: 'More than one of --canary, --shadow and --ab-test was given.',
      suggestion: 'Choose one of them.'
    });
  }
  const [first] = asked;
  return first ? { rollout: first[1], percent: options[first[0]] } : {};
}

/** `type=prometheus` and what else its scaler takes; `authentication` names a TriggerAuthentication. */
function triggerOf(texts: readonly string[]): Record<string, unknown> {
  const { type, authentication, ...metadata } = pairs('--keda-trigger', texts);
  return { type, authentication, metadata };
}

/** name=value, name by name. Throws bad-request. */
function pairs(flag: keyof typeof EXAMPLES, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const [key, value] = /^([^=]+)=(.*)$/.exec(text)?.slice(1) ?? [];
      if (key === undefined || value === undefined) {
        throw new ProblemError({
          code: 'bad-request',
          message: `${text} has no value.`,
          reason: `${flag} takes name=value.`,
          suggestion: `Write for example ${flag} ${EXAMPLES[flag]}.`
        });
      }
      return [key, value];
    })
  );
}
