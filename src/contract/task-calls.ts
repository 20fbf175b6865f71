import { z } from 'zod';
import { type Call, id, place, wait } from './call';
import { Task, TestRequest } from './task';

/** Calls about tasks: what goes on by itself and has an end. */
export const taskCalls = {
  startTest: {
    method: 'post',
    path: '/tests',
    summary: 'Test a deployment, a wrapped folder or any endpoint against its contract: a task with a verdict',
    body: TestRequest,
    answer: Task,
    problems: []
  },
  listTasks: {
    method: 'get',
    path: '/tasks',
    summary: 'The tasks of this service, newest first; those that have ended are kept for an hour',
    query: place.extend({
      /** Only those about it: the name of a deployment, a folder, an address or a context. With a place, only those there. */
      subject: z.string().min(1).optional()
    }),
    answer: z.array(Task),
    problems: []
  },
  waitForTask: {
    method: 'get',
    path: '/tasks/{id}',
    summary: 'A task as it is now; waits for a change after a number',
    params: id,
    query: z.object({ after: z.number().int().min(0).default(0), wait }),
    answer: Task,
    problems: ['no-such-task']
  },
  cancelTask: {
    method: 'post',
    path: '/tasks/{id}/cancel',
    summary: 'Cancel a task; one that has ended stays as it is',
    params: id,
    answer: Task,
    problems: ['no-such-task']
  }
} as const satisfies Record<string, Call>;
