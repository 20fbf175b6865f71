import { z } from 'zod';
import { type Call, id, wait } from './call';
import { EventPage } from './page';
import { Run, RunRequest } from './run';
import { StageName } from './stage';
import { ModelUsage } from './usage';
import { FileEdit, WrappedFolder } from './wrapped-file';

/** The stage after which a run stops, to be looked at, edited and resumed. */
const until = z.object({ until: StageName.default('deploy') });

/** What may change when a run goes on: only what the stages after wrap read. */
const later = <S extends z.ZodType>(field: z.ZodDefault<S>) => field.unwrap().optional();
const request = RunRequest.shape;
const changes = z.object({
  name: request.name,
  target: later(request.target),
  grpc: later(request.grpc),
  port: later(request.port),
  memory: later(request.memory),
  cpus: later(request.cpus),
  gpus: later(request.gpus),
  restart: later(request.restart),
  image: request.image,
  builder: later(request.builder),
  baseImage: request.baseImage,
  push: later(request.push),
  startTimeout: later(request.startTimeout),
  acceptFailedTest: later(request.acceptFailedTest),
  retest: later(request.retest),
  fetchPython: later(request.fetchPython)
});

/** Calls about runs of the pipeline, and about the folders that they wrapped. */
export const runCalls = {
  startRun: {
    method: 'post',
    path: '/runs',
    summary: 'Start a run; it goes on when nobody looks',
    body: RunRequest.extend(until.shape),
    answer: Run,
    problems: ['name-invalid', 'disk-full', 'not-writable']
  },
  listRuns: {
    method: 'get',
    path: '/runs',
    summary: 'Runs of this user, newest first, those of other programs included',
    answer: z.array(Run),
    problems: []
  },
  getRun: {
    method: 'get',
    path: '/runs/{id}',
    summary: 'A run as it is now',
    params: id,
    answer: Run,
    problems: ['no-such-run']
  },
  waitForEvents: {
    method: 'get',
    path: '/runs/{id}/events',
    summary: 'Events of a run after a number; waits for the first one',
    params: id,
    query: z.object({ after: z.number().int().min(0).default(0), wait }),
    answer: EventPage,
    problems: ['no-such-run']
  },
  cancelRun: {
    method: 'post',
    path: '/runs/{id}/cancel',
    summary: 'Cancel a run and wait until what it had started is gone; one that has ended stays as it is',
    params: id,
    answer: Run,
    problems: ['no-such-run', 'run-busy']
  },
  resumeRun: {
    method: 'post',
    path: '/runs/{id}/resume',
    summary: 'Go on with a run after its last finished stage',
    params: id,
    body: changes.extend(until.shape),
    answer: Run,
    problems: ['no-such-run', 'run-busy', 'run-ended']
  },
  removeRun: {
    method: 'delete',
    path: '/runs/{id}',
    summary: 'Forget a run that has ended; what it deployed stays',
    params: id,
    answer: z.object({ removed: z.string() }),
    problems: ['no-such-run', 'run-busy']
  },
  getWrappedFolder: {
    method: 'get',
    path: '/runs/{id}/files',
    summary: 'What the wrap stage of a run made, with the text of its files',
    params: id,
    answer: WrappedFolder,
    problems: ['no-such-run', 'run-busy']
  },
  saveWrappedFile: {
    method: 'put',
    path: '/runs/{id}/files',
    summary: 'Edit a generated file of a run that stopped after wrap',
    params: id,
    body: FileEdit,
    answer: WrappedFolder,
    problems: ['no-such-run', 'run-busy', 'run-ended', 'disk-full', 'not-writable']
  },
  exportWrappedFolder: {
    method: 'post',
    path: '/runs/{id}/export',
    summary: 'Copy the wrapped folder of a run to a folder of your own, to keep',
    params: id,
    body: z.object({ folder: z.string().min(1) }),
    answer: z.object({ folder: z.string(), files: z.array(z.string()) }),
    problems: ['no-such-run', 'run-busy', 'name-taken', 'disk-full', 'not-writable']
  },
  getRunUsage: {
    method: 'get',
    path: '/runs/{id}/usage',
    summary: 'How the model of a run is asked',
    params: id,
    answer: ModelUsage,
    problems: ['no-such-run', 'run-busy']
  }
} as const satisfies Record<string, Call>;
