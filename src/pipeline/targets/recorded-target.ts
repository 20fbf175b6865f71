import type { Deployment } from '../../contract/deployment';
import type { Tested } from '../../contract/run';
import type { DeploymentRecord } from '../deployment-store';
import type { Context } from '../stage';
import type { Records } from './records';
import type { Subject } from './target';

/** What targets of this machine have in common: deployments are records, and whoever changes one is the only one. */
export abstract class RecordedTarget {
  protected constructor(protected readonly records: Records) {}

  /** A name that was chosen is looked at before anything is built; others may never be used. Throws name-taken. */
  protected async refuseTaken({ name }: Tested['request']): Promise<void> {
    if (name !== undefined) {
      await this.records.refuseTaken(name);
    }
  }

  deploy(input: Tested, name: string, context: Context): Promise<Deployment> {
    return this.records.claim(name, async () => {
      const before = await this.records.read(name);
      await this.clearStrays(name, before?.revision);
      await this.deployAfter(before, name, { input, context });
      return (await this.status(name))!;
    });
  }

  async status(name: string): Promise<Deployment | undefined> {
    const record = await this.records.read(name);
    return record && this.deploymentOf(record);
  }

  async list(): Promise<Deployment[]> {
    const records = await this.records.list();
    return Promise.all(records.map(record => this.deploymentOf(record)));
  }

  /** Throws no-such-deployment, as everything below does. */
  async subject(name: string): Promise<Subject> {
    const { component, build, gpus } = await this.records.existing(name);
    return { component, build, gpus };
  }

  stop(name: string): Promise<Deployment> {
    return this.#change(name, record => this.stopInstance(record));
  }

  start(name: string, context: Pick<Context, 'log' | 'signal'>): Promise<Deployment> {
    return this.#change(name, record => this.startInstance(record, context));
  }

  remove(name: string): Promise<void> {
    return this.records.claim(name, async () => {
      await this.records.existing(name);
      await this.clearStrays(name, undefined);
      await this.records.forget(name);
    });
  }

  #change(name: string, work: (record: DeploymentRecord) => Promise<void>): Promise<Deployment> {
    return this.records.claim(name, async () => {
      const record = await this.records.existing(name);
      await this.clearStrays(name, record.revision);
      await work(record);
      return (await this.status(name))!;
    });
  }

  /** Starts what was tested, and writes its record when it is ready; on failure what ran before runs again. */
  protected abstract deployAfter(
    before: DeploymentRecord | undefined,
    name: string,
    by: { input: Tested; context: Context }
  ): Promise<void>;

  protected abstract stopInstance(record: DeploymentRecord): Promise<void>;

  /** Waits until it is ready; nothing when it runs already. */
  protected abstract startInstance(record: DeploymentRecord, context: Pick<Context, 'log' | 'signal'>): Promise<void>;

  /** Ends and deletes every revision but one: what was replaced, and what a killed job left. */
  protected abstract clearStrays(name: string, kept: number | undefined): Promise<void>;

  /** The deployment as it is now. */
  protected abstract deploymentOf(record: DeploymentRecord): Promise<Deployment>;
}
