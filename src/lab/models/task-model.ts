import type { Client } from '../../contract/client';
import type { Problem } from '../../contract/problem';
import type { Task } from '../../contract/task';
import { Changing } from './changing';
import { Pauses } from './pauses';
import type { GetClient } from './run-model';
import { troubleOf } from './trouble';

/** Work that the service does for us and that takes a while: starting or testing a deployment. */
export class TaskModel extends Changing {
  task?: Task;
  trouble?: Problem;

  constructor(private readonly client: GetClient) {
    super();
  }

  get isRunning(): boolean {
    return this.task?.state === 'running';
  }

  /** Starts the work and follows it to its end, or until the signal is aborted; the work itself then goes on. */
  async run(start: (client: Client<AbortSignal>) => Promise<Task>, signal: AbortSignal): Promise<Task | undefined> {
    const pauses = new Pauses();
    try {
      const client = await this.client();
      this.#take(await start(client));
      while (this.isRunning && !signal.aborted) {
        const { id, changes } = this.task!;
        this.#take(
          await pauses.next(
            wait => client.waitForTask({ id, after: changes, wait }, signal),
            task => task.changes > changes,
            signal
          )
        );
      }
    } catch (error) {
      this.trouble = await troubleOf(error, signal);
      this.task = undefined;
      this.announce();
    }
    return this.task;
  }

  async cancel(): Promise<void> {
    if (this.task) {
      await (await this.client()).cancelTask({ id: this.task.id });
    }
  }

  #take(task: Task): void {
    this.task = task;
    this.trouble = undefined;
    this.announce();
  }
}
