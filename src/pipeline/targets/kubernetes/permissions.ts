import type { Permission } from '../../../contract/kubernetes';
import { type Problem, Problem as ProblemSchema } from '../../../contract/problem';
import type { Question } from '../../../tools/kubernetes';
import type { Place } from './place';

const SELDON = 'machinelearning.seldon.io';

type Need = Omit<Question, 'namespace'> & { needed: boolean; purpose: string };

const needs = (verbs: string[], group: string, resource: string, more: Pick<Need, 'needed' | 'purpose'>): Need[] =>
  verbs.map(verb => ({ verb, group, resource, ...more }));

/** What a deployment does in its namespace, and what each is for. */
const NEEDS: readonly Need[] = [
  ...needs(['get', 'list', 'watch', 'create', 'patch', 'delete'], SELDON, 'seldondeployments', {
    needed: true,
    purpose: 'to deploy'
  }),
  ...needs(['list', 'watch'], 'apps', 'deployments', { needed: true, purpose: 'to see whether it runs' }),
  ...needs(['list', 'watch'], '', 'pods', { needed: true, purpose: 'to see whether it runs' }),
  ...needs(['list', 'create', 'delete'], 'apps', 'controllerrevisions', {
    needed: true,
    purpose: 'to keep revisions and go back to them'
  }),
  ...needs(['list', 'watch'], '', 'events', { needed: false, purpose: 'to say why it does not start' }),
  ...needs(['get'], '', 'pods/log', { needed: false, purpose: 'to show logs and tracebacks' }),
  ...needs(['get', 'create'], '', 'services/proxy', { needed: false, purpose: 'to test it without an ingress' }),
  ...needs(['create'], '', 'pods/portforward', { needed: false, purpose: 'to test it without an ingress' }),
  ...needs(['get'], '', 'pods/proxy', { needed: false, purpose: 'to see the numbers of each version' }),
  ...needs(['list'], 'networking.istio.io', 'virtualservices', {
    needed: false,
    purpose: 'to see the split of traffic'
  })
];

/** What this user may do in a namespace: asked before anything is tried. */
export async function permissions({ cluster, namespace }: Pick<Place, 'cluster' | 'namespace'>): Promise<Permission[]> {
  const answers = await cluster.may(NEEDS.map(({ verb, group, resource }) => ({ verb, group, resource, namespace })));
  return NEEDS.map(({ verb, resource, needed, purpose }, i) => ({
    title: `${verb} ${resource}`,
    allowed: answers[i]!,
    needed,
    purpose
  }));
}

/** The rights that are missing, in one Problem; undefined when a deployment can do with what there is. */
export function missingRights(all: readonly Permission[], namespace: string): Problem | undefined {
  const missing = all.filter(({ allowed, needed }) => needed && !allowed);
  if (missing.length === 0) {
    return undefined;
  }
  return ProblemSchema.parse({
    code: 'cluster-forbidden',
    message: `You may not deploy to the namespace ${namespace}.`,
    reason: `Not allowed: ${missing.map(({ title }) => title).join(', ')}.`,
    suggestion: 'Ask the administrator for these rights, or name another namespace with --namespace.'
  });
}
