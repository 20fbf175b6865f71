import type { TranslationBundle } from '@jupyterlab/translation';
import { RUNTIMES } from '../../contract/component';
import { BUILDERS } from '../../contract/image';
import type { RunRequest } from '../../contract/run';
import type { TargetName } from '../../contract/target';

/** One value of a request that most people leave alone. */
export interface OptionField {
  /** In the request, such as `memory` or `kubernetes.replicas`. */
  path: string;
  label: string;
  hint: string;
  /**
   * `list` is typed with commas, `pairs` too, as key=value; `choice` picks one of `options`, `text` may be one of them
   * or another.
   */
  kind: 'text' | 'number' | 'list' | 'pairs' | 'choice' | 'flag';
  options?: readonly string[];
  /** For these targets only. */
  targets?: readonly TargetName[];
}

const METHODS = ['predict', 'predict_proba', 'decision_function', 'transform'];
const IMAGE = { targets: ['docker', 'kubernetes'] } as const;
const CLUSTER = { targets: ['kubernetes'] } as const;
const LOCAL = { targets: ['process', 'docker'] } as const;

/** Options that nothing reads where a server of Seldon's takes the place of an image. */
const OF_IMAGES = ['method', 'runtime', 'image', 'builder', 'baseImage', 'push', 'kubernetes.protocol'];

/** The options of a target, in the order in which they are shown. */
export function optionFields(
  { target, kubernetes }: Pick<RunRequest, 'target' | 'kubernetes'>,
  trans: TranslationBundle
): OptionField[] {
  const isServed = target === 'kubernetes' && kubernetes.server !== undefined;
  return [...modelFields(trans), ...imageFields(trans), ...clusterFields(trans), ...flagFields(trans)].filter(
    ({ path, targets }) =>
      (targets === undefined || targets.includes(target)) && !(isServed && OF_IMAGES.includes(path))
  );
}

function modelFields(trans: TranslationBundle): OptionField[] {
  return [
    {
      path: 'method',
      label: trans.__('Method'),
      hint: trans.__('What answers a request: a method of the model, or module:function. Empty: as logged.'),
      kind: 'text',
      options: METHODS
    },
    {
      path: 'runtime',
      label: trans.__('Runtime'),
      hint: trans.__('What serves the wrapped class.'),
      kind: 'text',
      options: RUNTIMES
    },
    // For a container these are not folded, see ContainerFields.
    {
      path: 'memory',
      label: trans.__('Memory in MiB'),
      hint: trans.__('At most; 0: no limit.'),
      kind: 'number',
      targets: ['process', 'kubernetes']
    },
    { path: 'port', label: trans.__('Port'), hint: trans.__('0: a free one.'), kind: 'number', ...LOCAL },
    {
      path: 'startTimeout',
      label: trans.__('Seconds to start'),
      hint: trans.__('How long loading and the first prediction may take.'),
      kind: 'number'
    },
    {
      path: 'trackingUri',
      label: trans.__('Tracking server'),
      hint: trans.__('Empty: that of the settings, else MLflow’s own.'),
      kind: 'text'
    }
  ];
}

function imageFields(trans: TranslationBundle): OptionField[] {
  return [
    {
      path: 'image',
      label: trans.__('Image'),
      hint: trans.__('Empty: made from the name.'),
      kind: 'text',
      targets: ['docker']
    },
    {
      path: 'builder',
      label: trans.__('Builder'),
      hint: trans.__('How the image is made.'),
      kind: 'choice',
      options: BUILDERS,
      ...IMAGE
    },
    {
      path: 'baseImage',
      label: trans.__('Base image'),
      hint: trans.__('What it stands on; {python} is the Python version.'),
      kind: 'text',
      ...IMAGE
    },
    { path: 'cpus', label: trans.__('CPUs'), hint: trans.__('At most; 0: no limit.'), kind: 'number', ...CLUSTER },
    { path: 'gpus', label: trans.__('GPUs'), hint: trans.__('all, or a number.'), kind: 'text', ...CLUSTER }
  ];
}

function clusterFields(trans: TranslationBundle): OptionField[] {
  const field = (name: string, rest: Omit<OptionField, 'path'>): OptionField => ({
    path: `kubernetes.${name}`,
    ...rest,
    ...CLUSTER
  });
  return [
    field('maxReplicas', {
      label: trans.__('Copies at most'),
      hint: trans.__('Empty: their number is fixed.'),
      kind: 'number'
    }),
    field('targetCpu', {
      label: trans.__('Load in percent'),
      hint: trans.__('Of the CPU set aside, at which copies are added.'),
      kind: 'number'
    }),
    field('protocol', {
      label: trans.__('Protocol'),
      hint: trans.__('What clients speak: Seldon’s, or the Open Inference Protocol.'),
      kind: 'choice',
      options: ['seldon', 'v2']
    }),
    field('cpuRequest', { label: trans.__('CPU set aside'), hint: trans.__('Such as 500m.'), kind: 'text' }),
    field('memoryRequest', { label: trans.__('Memory set aside'), hint: trans.__('Such as 512Mi.'), kind: 'text' }),
    field('serviceAccount', { label: trans.__('Service account'), hint: trans.__('Of the pods.'), kind: 'text' }),
    field('pullSecrets', {
      label: trans.__('Pull secrets'),
      hint: trans.__('With the logins of registries, with commas.'),
      kind: 'list'
    }),
    field('envSecrets', {
      label: trans.__('Secrets as variables'),
      hint: trans.__('Their entries become environment variables; with commas.'),
      kind: 'list'
    }),
    field('nodeSelector', {
      label: trans.__('Only nodes with'),
      hint: trans.__('Labels such as disk=ssd, with commas.'),
      kind: 'pairs'
    }),
    field('tolerations', {
      label: trans.__('Also nodes with'),
      hint: trans.__('Keys of taints that are tolerated, with commas.'),
      kind: 'list'
    }),
    field('deadline', {
      label: trans.__('Deadline in seconds'),
      hint: trans.__('A rollout that takes longer has failed and is undone.'),
      kind: 'number'
    })
  ];
}

function flagFields(trans: TranslationBundle): OptionField[] {
  const flag = (path: string, label: string, hint: string): OptionField => ({ path, label, hint, kind: 'flag' });
  return [
    flag('acceptFailedTest', trans.__('Deploy also when the test fails'), trans.__('The verdict stays with it.')),
    flag('retest', trans.__('Test again'), trans.__('Also when an equal model in an equal environment passed before.')),
    flag('grpc', trans.__('gRPC'), trans.__('Answer over gRPC too.')),
    flag('fetchPython', trans.__('Fetch Python'), trans.__('Let uv fetch a Python version that is not here.')),
    flag('force', trans.__('Insist'), trans.__('Also when the run was deleted, has failed or is still going on.')),
    { ...flag('push', trans.__('Push'), trans.__('Push the image to the registry in its name.')), ...IMAGE },
    {
      ...flag(
        'kubernetes.noEngine',
        trans.__('Without Seldon’s orchestrator'),
        trans.__('One container less; no request log, and no numbers of its own.')
      ),
      ...CLUSTER
    },
    {
      ...flag('kubernetes.takeOver', trans.__('Take over'), trans.__('Fields that somebody else has set.')),
      ...CLUSTER
    }
  ];
}
