import type { ClusterPlace } from '../../../contract/deployment';
import type {
  ClusterContext,
  ClusterExamination,
  ClusterReport,
  Namespaces,
  Permission
} from '../../../contract/kubernetes';
import { Problem, ProblemError } from '../../../contract/problem';
import type { Kubernetes } from '../../../tools/kubernetes';
import { KINDS } from '../../../tools/kubernetes/kinds';
import { missingRights } from './permissions';
import { placeOf } from './place';
import { reportOf, seldonMissing } from './report';

/** What a person chooses from before a deployment: clusters, namespaces, and what is missing in each. */
export class ClusterSurvey {
  constructor(private readonly parts: { kubernetes: Kubernetes; env: NodeJS.ProcessEnv }) {}

  /** Those of the kubeconfig, the current one first. Throws cluster-missing when it cannot be read. */
  async contexts(): Promise<ClusterContext[]> {
    const all = await this.parts.kubernetes.contexts();
    return all.toSorted((a, b) => Number(b.current) - Number(a.current) || (a.name < b.name ? -1 : 1));
  }

  /** By name. Throws cluster-missing, cluster-unreachable, cluster-unauthorised. */
  async namespaces(context: string | undefined): Promise<Namespaces> {
    const cluster = await this.parts.kubernetes.connect(context);
    try {
      const found = await cluster.list(KINDS.namespace, {});
      return { names: found.map(({ metadata }) => metadata.name).sort(), complete: true };
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'cluster-forbidden') {
        return { names: [cluster.namespace], complete: false };
      }
      throw error;
    }
  }

  /** What there is, and what is missing for a deployment. Throws cluster-missing, cluster-unreachable, … */
  async examine(wanted: Partial<ClusterPlace>): Promise<ClusterExamination> {
    const place = await placeOf(this.parts.kubernetes, '', wanted);
    const report = await reportOf(place, this.parts.env);
    return { report, problems: shortcomingsOf(report) };
  }
}

/** Errors first: they stand in the way. Warnings only cost something. */
export function shortcomingsOf(report: ClusterReport): Problem[] {
  const missing = missingRights(report.permissions, report.namespace);
  return [
    ...seldonMissing(report, report.server),
    ...(missing ? [missing] : []),
    ...optionalRights(report.permissions),
    ...(report.ingress === undefined ? [noIngress()] : [])
  ];
}

/** Of several ways to the same purpose one is enough. */
function optionalRights(permissions: readonly Permission[]): Problem[] {
  const optional = permissions.filter(({ needed }) => !needed);
  const purposes = [...new Set(optional.map(({ purpose }) => purpose))];
  return purposes.flatMap(purpose => {
    const rights = optional.filter(each => each.purpose === purpose);
    const resources = new Set(rights.map(({ title }) => resourceOf(title)));
    const isOpen = (resource: string) =>
      rights.every(({ title, allowed }) => allowed || resourceOf(title) !== resource);
    if ([...resources].some(isOpen)) {
      return [];
    }
    const titles = rights.filter(({ allowed }) => !allowed).map(({ title }) => title);
    return [
      Problem.parse({
        code: 'cluster-forbidden',
        severity: 'warning',
        message: `You may not ${titles.join(', ')}.`,
        reason: `It is wanted ${purpose}; deploying works without it.`,
        suggestion: 'Ask the administrator for it when you need it.'
      })
    ];
  });
}

const resourceOf = (title: string): string => title.split(' ')[1] ?? '';

function noIngress(): Problem {
  return Problem.parse({
    code: 'route-missing',
    severity: 'warning',
    message: 'No ingress was found.',
    reason: "Istio's gateway has no address, or may not be read; models are then reached through the API server alone.",
    suggestion: 'Set DEPLOY_MODEL_INGRESS to the address of the ingress where there is one.'
  });
}
