import type { Deployment } from '../../contract/deployment';
import type { GetClient } from './run-model';
import { WatchedList } from './watched-list';

/** The deployments of this user. */
export class Deployments extends WatchedList<Deployment> {
  constructor(client: GetClient) {
    super(client, {
      name: 'deployments',
      interval: 3000,
      longest: 30_000,
      ask: service => service.listDeployments({})
    });
  }
}
