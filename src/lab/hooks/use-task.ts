import { useMemo } from 'react';
import type { Client } from '../../contract/client';
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

/** A change of a deployment that the service makes while we look on; it goes on when we do not. */
export function useTask(): TaskWork {
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
  return {
    isBusy,
    task: model.task,
    problem: trouble ?? model.trouble ?? model.task?.problem,
    begin,
    cancel: () => void model.cancel()
  };
}
