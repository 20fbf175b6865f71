import { join } from 'node:path';
import type { ClusterPlace, Deployment } from '../../../contract/deployment';
import { ProblemError } from '../../../contract/problem';
import type { Tested } from '../../../contract/run';
import type { Home } from '../../../tools/home';
import { copyComponent } from '../../component-copy';
import { type DeploymentRecord, DeploymentStore, slotOf } from '../../deployment-store';
import { isAt, recordOf } from './local-record';

/** Folder of a revision with the component that it runs. */
const COMPONENT = 'component';

type Address = { name: string; place: ClusterPlace };

/** What is kept on this machine of deployments on clusters: one record for each name in each place. */
export class LocalRecords {
  readonly #store: DeploymentStore;

  constructor(
    private readonly home: Home,
    /** Those elsewhere are not seen. */
    private readonly at: Partial<ClusterPlace> = {}
  ) {
    this.#store = new DeploymentStore(home.deployments, 'kubernetes');
  }

  async list(): Promise<DeploymentRecord[]> {
    return (await this.#store.list()).filter(record => isAt(record, this.at));
  }

  /** Undefined when it was not deployed from here. Throws deployment-ambiguous. */
  async find(name: string): Promise<DeploymentRecord | undefined> {
    const [record, ...others] = (await this.list()).filter(each => each.name === name);
    if (record && others.length > 0) {
      throw ambiguous(name, [record, ...others]);
    }
    return record;
  }

  /** Does `work` as the only one on this machine who changes it; see DeploymentStore.claim. */
  claim<T>({ name, place }: Address, work: () => Promise<T>): Promise<T> {
    return this.#store.claim(slotOf(name, place), work);
  }

  /** Writes down what was deployed, with a copy of its component. */
  async keep(input: Tested, { name, place }: Address, deployment: Deployment): Promise<void> {
    const slot = slotOf(name, place);
    const before = await this.#store.read(slot);
    const folder = join(this.#store.revisionFolder(slot, deployment.revision), COMPONENT);
    await copyComponent(input.component.folder, folder, this.home);
    await this.#store.write(recordOf(input, deployment, { folder, before }));
  }

  /** False when there was none. */
  async forget({ name, place }: Address): Promise<boolean> {
    const slot = slotOf(name, place);
    const isKnown = (await this.#store.read(slot)) !== undefined;
    await this.#store.forget(slot);
    return isKnown;
  }
}

function ambiguous(name: string, records: readonly DeploymentRecord[]): ProblemError {
  const places = records.flatMap(({ place }) => (place ? [`${place.namespace} on ${place.context}`] : [])).sort();
  const { context, namespace } = records[0]!.place!;
  return new ProblemError({
    code: 'deployment-ambiguous',
    message: `There are ${places.length} deployments ${name}.`,
    reason: `They are in ${places.join(', ')}.`,
    suggestion: `Say which one is meant: --namespace ${namespace} --context ${context}`
  });
}
