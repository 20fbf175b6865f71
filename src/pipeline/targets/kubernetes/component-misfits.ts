import type { ComponentType } from '../../../contract/component';
import { Problem } from '../../../contract/problem';
import type { Wrapped } from '../../../contract/run';
import { redact } from '../../../tools/redact';
import { shellWord } from '../../../tools/shell-word';

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
  return request.kubernetes.protocol === 'v2' ? withoutV2({ type, runtime }) : [];
}

/** Components that have no path of the Open Inference Protocol. */
function withoutV2({ type, runtime }: Pick<Wrapped['component'], 'type' | 'runtime'>): Problem[] {
  const reason =
    type !== 'MODEL'
      ? `In V2 every component is asked as a model is, and a ${type} has no such path.`
      : runtime === 'seldon-core'
        ? 'The runtime seldon-core speaks Seldon’s protocol only.'
        : undefined;
  return reason === undefined
    ? []
    : [
        Problem.parse({
          code: 'bad-request',
          message: '--protocol v2 does not go with this.',
          reason,
          suggestion:
            type === 'MODEL' ? 'Leave it out, or choose another runtime: --runtime builtin.' : 'Leave --protocol out.'
        })
      ];
}
