import type { ModelDetails } from '../../../contract/model';
import type { ServerOffer } from '../../../contract/server-offer';
import { costsOf, type Kept, misfitOf } from '../../templates/prepackaged';

/** A model that could be served without an image. */
export interface OfferedModel extends Kept {
  description: Pick<ModelDetails['description'], 'flavors' | 'signature' | 'mlflowVersion'>;
  /** Why no image can be built here; undefined when one can. */
  unbuildable?: string;
}

/** Every server of a cluster, each with whether it fits a model, and why an image is the better way or is not. */
export function serverOffers(servers: readonly string[], model: OfferedModel): ServerOffer[] {
  return servers.map(server => {
    const { description, modelUri, unbuildable } = model;
    const misfit = misfitOf(server, description, model);
    return {
      server,
      fits: misfit === undefined,
      recommended: misfit === undefined && unbuildable !== undefined,
      because: misfit ?? reasonOf(unbuildable),
      costs: costsOf(server, { mlflow: description.mlflowVersion }),
      modelUri
    };
  });
}

function reasonOf(unbuildable: string | undefined): string {
  return unbuildable === undefined
    ? 'An image can be built here: it starts in seconds, and what runs is what was tested.'
    : `No image can be built here: ${unbuildable}`;
}
