import { ProblemError } from '../contract/problem';
import type { TargetName } from '../contract/target';
import { clusterOptions } from './cluster-options';
import { flagOf } from './flag';
import type { Options } from './session';

/** Options that mean something to an image or a container only. */
const CONTAINERS = ['image', 'push', 'builder', 'baseImage', 'cpus', 'gpus', 'restart'];

/**
 * Refuses an option that the target knows nothing of: without a word, `--canary 10` would replace what runs on this
 * machine at once. Throws bad-request.
 */
export function refuseForeignOptions(options: Options, target: TargetName): void {
  const { rollout, percent: _, ...others } = clusterOptions(options);
  const [cluster] = [...(typeof rollout === 'string' ? [rollout] : []), ...Object.keys(others)];
  if (target !== 'kubernetes' && cluster !== undefined) {
    throw foreign(flagOf(cluster), target, ['kubernetes']);
  }
  const container = CONTAINERS.find(name => options[name] !== undefined);
  if (target === 'process' && container !== undefined) {
    throw foreign(flagOf(container), target, ['docker', 'kubernetes']);
  }
}

function foreign(flag: string, target: TargetName, fitting: TargetName[]): ProblemError {
  return new ProblemError({
    code: 'bad-request',
    message: `${flag} means nothing to the target ${target}.`,
    reason: `It is for ${fitting.join(' and ')}${target === 'process' ? '; without --target a model runs as a process' : ''}.`,
    suggestion: `Add --target ${fitting[0]}, or leave ${flag} out.`
  });
}
