import type { Deployment } from './deployment';

/** What tells a deployment from all others: on a cluster its place belongs to its name. */
export type DeploymentId = Pick<Deployment, 'name' | 'place'>;

/** The same as calls and commands by name take it. */
export interface Address {
  name: string;
  context?: string;
  namespace?: string;
}

/** Without all that changes. */
export function idOf({ name, place }: DeploymentId): DeploymentId {
  return { name, place };
}

/** As one text, to compare: `churn`, on a cluster `churn@production/fraud`. */
export function textOfId({ name, place }: DeploymentId): string {
  return place ? `${name}@${place.context}/${place.namespace}` : name;
}

export function addressOf({ name, place }: DeploymentId): Address {
  return { name, ...place };
}

/** Half a place is none: the name alone then says what is meant. */
export function idAt({ name, context, namespace }: Address): DeploymentId {
  return { name, place: context && namespace ? { context, namespace } : undefined };
}
