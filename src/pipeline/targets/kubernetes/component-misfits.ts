import type { ComponentType } from '../../../contract/component';
import { Problem } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import { redact } from '../../../tools/redact';
import { shellWord } from '../../../tools/shell-word';
import { NO_ENGINE } from '../../templates/manifest';
import type { Before } from './before';
import { notBeside, pathClash } from './versions';

/** What Seldon's orchestrator would do with a component that has no nodes below it. */
const ALONE: Partial<Record<ComponentType, string>> = {
  ROUTER: 'It chooses between the nodes below it in a graph: with none, Seldon’s orchestrator never asks it.',
  COMBINER: 'It joins the answers of the nodes below it in a graph: with none, Seldon’s orchestrator never asks it.'
};

/**
 * What keeps a component from being a deployment of its own on a cluster: model-unsupported, bad-request. Found before anything is
 * built, without the cluster.
 */
export function componentMisfits({
  component,
  model,
  request
}: Pick<Wrapped, 'component' | 'model' | 'request'>): Problem[] {
  const { type, runtime } = component;
  const reason = ALONE[type];
  if (reason !== undefined) {
    return [
      Problem.parse({
        code: 'model-unsupported',
        message: `A ${type} alone cannot be deployed on Kubernetes.`,
        reason,
        suggestion: `Try it with --target docker or process; for a graph of yours build its image: deploy-model build ${shellWord(redact(model.reference))} --push --image …`
      })
    ];
  }
  const againstV2 = request.kubernetes.protocol === 'v2' ? withoutV2({ type, runtime }) : undefined;
  return againstV2 === undefined
    ? []
    : [
        Problem.parse({
          code: 'bad-request',
          message: '--protocol v2 does not go with this.',
          reason: againstV2,
          suggestion:
            type === 'MODEL' ? 'Leave it out, or choose another runtime: --runtime builtin.' : 'Leave --protocol out.'
        })
      ];
}

/** What keeps it from running beside the version that runs there. Found before anything is built. */
export function misfitsBeside(
  { versions, protocol }: Pick<Before, 'versions' | 'protocol'>,
  { component: { type, runtime }, request: { kubernetes } }: Pick<Wrapped, 'component' | 'request'>
): Problem[] {
  if (!versions) {
    return [];
  }
  const againstV2 = protocol === 'v2' ? withoutV2({ type, runtime }) : undefined;
  const asked = { graph: { name: '', type }, annotations: kubernetes.noEngine ? NO_ENGINE : {} };
  const misfit = againstV2 === undefined ? pathClash(versions.main, asked) : notBeside(againstV2);
  return misfit ? [misfit] : [];
}

/** Why a component has no path of the Open Inference Protocol; undefined where it has one. */
function withoutV2({ type, runtime }: Pick<Wrapped['component'], 'type' | 'runtime'>): string | undefined {
  if (type !== 'MODEL') {
    return `In V2 every component is asked as a model is, and a ${type} has no such path.`;
  }
  return runtime === 'seldon-core' ? 'The runtime seldon-core speaks Seldon’s protocol only.' : undefined;
}
