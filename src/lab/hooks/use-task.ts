import { useEffect, useMemo } from 'react';
import type { Client } from '../../contract/client';
import type { ClusterPlace } from '../../contract/deployment';
import { textOfId } from '../../contract/deployment-id';
import type { Problem } from '../../contract/problem';
import type { Task } from '../../contract/task';
import { useLab } from '../lab';
import { TaskModel } from '../models/task-model';
import { useAttempt } from './use-attempt';
import { useChanges } from './use-changes';

export interface TaskWork {
  isBusy: boolean;
  /** The task as it is now; undefined before one was begun. */
  task?: Task;
  problem?: Problem;
  /** Starts a task and follows it; true when it finished. The list of deployments is asked for afterwards. */
  begin: (start: (client: Client<AbortSignal>) => Promise<Task>) => Promise<boolean>;
  cancel: () => void;
}

/** Tasks that may have been begun before the page was opened, here or in another tab. */
interface Earlier {
  /** The deployment or the cluster that they are about. */
  subject: string;
  /** Of a deployment on a cluster. */
  place?: ClusterPlace;
  kinds: readonly Task['kind'][];
  /** Also shows the last one that has ended, while the service remembers it. */
  ended?: boolean;
}

/**
 * A change of a deployment that the service makes while we look on; it goes on when we do not. One of the `earlier` ones is
 * followed again after a reload.
 */
export function useTask(earlier: Earlier): TaskWork {
  const { client, deployments } = useLab();
  const model = useMemo(() => new TaskModel(client), [client]);
  useChanges(model);
  const { isBusy, trouble, attempt } = useAttempt();
  const begin = async (start: (service: Client<AbortSignal>) => Promise<Task>) => {
    let task: Task | undefined;
    await attempt(async signal => {
      task = await model.run(start, signal);
      await deployments.refresh();
    });
    return task?.state === 'finished';
  };
  useEffect(() => {
    const gone = new AbortController();
    const find = async () => {
      const tasks = await (await client()).listTasks({ subject: earlier.subject, ...earlier.place }, gone.signal);
      const task = tasks.find(
        ({ kind, place }) => earlier.kinds.includes(kind) && textOf(place) === textOf(earlier.place)
      );
      if (task && !gone.signal.aborted && !model.task && (task.state === 'running' || earlier.ended)) {
        await begin(async () => task);
      }
    };
    // Whether the service answers at all, others on the page say.
    find().catch(() => undefined);
    return () => gone.abort();
    // What is looked for is fixed but for its subject.
  }, [client, model, earlier.subject, textOf(earlier.place)]);
  return {
    isBusy,
    task: model.task,
    problem: trouble ?? model.trouble ?? model.task?.problem,
    begin,
    cancel: () => void model.cancel()
  };
}

const textOf = (place: ClusterPlace | undefined): string => textOfId({ name: '', place });
