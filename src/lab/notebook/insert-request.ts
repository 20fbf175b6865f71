import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Address } from '../../contract/deployment-id';
import { firstRequest } from '../models/first-request';
import type { GetClient } from '../models/run-model';
import { requestCell } from './request-cell';

/** Puts a cell that asks a deployment into the notebook that was last looked at. Throws what the service says. */
export async function insertRequest(
  address: Address,
  client: GetClient,
  notebooks: INotebookTracker | null
): Promise<void> {
  const service = await client();
  const [{ endpoint }, usage] = await Promise.all([
    service.getDeployment(address),
    service.getDeploymentUsage(address)
  ]);
  requestCell(notebooks?.currentWidget ?? null, { name: address.name, endpoint, request: firstRequest(usage) });
}
