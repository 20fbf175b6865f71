import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ProblemError } from '../../../../contract/problem';
import type { KubeObject } from '../../../../tools/kubernetes';
import { KINDS } from '../../../../tools/kubernetes/kinds';
import { causeOf } from '../causes';
import { deploymentView, type DeploymentView, podView } from '../observed';
import type { Place } from '../place';
import { isRolledOut } from '../reading';
import { withLog } from '../watch-rollout';

/** Seconds until the operator must run, and milliseconds between two looks. */
const SECONDS = 300;
const LOOK = 500;
const HASH = 'pod-template-hash';

const Selected = z.looseObject({
  spec: z.looseObject({ selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }) })
});

/** Waits until a Deployment runs whole. Throws what keeps it from that, when that lasts; seldon-missing when it is too late. */
export async function waitForOperator(place: Place, signal: AbortSignal): Promise<void> {
  const begun = Date.now();
  let since = { message: '', at: begun };
  for (;;) {
    const { deployment, pods } = await look(place);
    if (isRolledOut(deployment)) {
      return;
    }
    const cause = causeOf({ sdep: undefined, deployments: [deployment], pods: pods.map(podView), events: [] });
    const message = cause?.problem.message ?? '';
    since = since.message === message ? since : { message, at: Date.now() };
    const late = Date.now() - begun > SECONDS * 1000;
    if (cause && (late || Date.now() - since.at > cause.patience * 1000)) {
      throw new ProblemError(await withLog(cause, place));
    }
    if (late) {
      throw tooLate(place);
    }
    await sleep(LOOK, undefined, { signal });
  }
}

/** The Deployment, and the pods of its latest template: those of an earlier one say nothing about this one. */
async function look({ cluster, namespace, name }: Place): Promise<{ deployment: DeploymentView; pods: KubeObject[] }> {
  const object = await cluster.get(KINDS.deployment, name, namespace);
  const { matchLabels } = Selected.parse(object).spec.selector;
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const pods = await cluster.list(KINDS.pod, { namespace, labels: labels.join(',') });
  const age = ({ metadata }: KubeObject) => metadata.creationTimestamp ?? '';
  const [latest] = pods.toSorted((a, b) => age(b).localeCompare(age(a)));
  const hash = latest?.metadata.labels?.[HASH];
  return { deployment: deploymentView(object), pods: pods.filter(pod => pod.metadata.labels?.[HASH] === hash) };
}

function tooLate({ namespace }: Place): ProblemError {
  return new ProblemError({
    code: 'seldon-missing',
    message: 'The Seldon operator does not come up.',
    reason: `It was not ready after ${SECONDS} seconds.`,
    suggestion: `See \`kubectl -n ${namespace} get pods,events\`.`
  });
}
