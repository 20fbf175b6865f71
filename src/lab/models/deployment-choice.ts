import type { ClusterPlace, Deployment } from '../../contract/deployment';
import { type DeploymentId, textOfId } from '../../contract/deployment-id';

type List = readonly Deployment[];

/** All of a name: on clusters it may be taken once in each place. */
export function allNamed(list: List, name: string): Deployment[] {
  return list.filter(deployment => deployment.name === name);
}

/**
 * The one that a name means, as the service understands it: the one on this machine, else the only one in the place, of
 * which less may be said. Undefined when that is not clear.
 */
export function oneNamed(list: List, name: string, at: Partial<ClusterPlace> = {}): Deployment | undefined {
  const fits = allNamed(list, name).filter(
    ({ place }) =>
      !place ||
      ((at.context ?? place.context) === place.context && (at.namespace ?? place.namespace) === place.namespace)
  );
  return fits.find(({ place }) => !place) ?? (fits.length === 1 ? fits[0] : undefined);
}

/** The one with this id; without a place as `oneNamed`. */
export function oneWithId(list: List, id: DeploymentId): Deployment | undefined {
  return id.place ? list.find(each => textOfId(each) === textOfId(id)) : oneNamed(list, id.name);
}
