import { z } from 'zod';
import { Deployment } from './deployment';
import { Problem } from './problem';
import { StageName } from './stage';
import { CaseResult, Verdict } from './verdict';

const base = { number: z.number().int(), time: z.string(), run: z.string() };

/** What happens in a run, one JSON object per line in `events.ndjson` and with `--json`. Numbers start at 1 without gaps. */
export const RunEvent = z
  .discriminatedUnion('event', [
    z.object({ ...base, event: z.literal('run-started'), model: z.string(), resumed: z.boolean() }),
    z.object({ ...base, event: z.literal('stage-started'), stage: StageName, title: z.string() }),
    z.object({ ...base, event: z.literal('warning'), stage: StageName, problem: Problem }),
    z.object({ ...base, event: z.literal('log'), stage: StageName, source: z.string(), line: z.string() }),
    /** `done` and `total` share one unit, named by `unit`; total 0 is unknown. */
    z.object({
      ...base,
      event: z.literal('progress'),
      stage: StageName,
      title: z.string(),
      done: z.number(),
      total: z.number(),
      unit: z.string()
    }),
    z.object({ ...base, event: z.literal('case'), stage: StageName, result: CaseResult }),
    z.object({
      ...base,
      event: z.literal('stage-finished'),
      stage: StageName,
      milliseconds: z.number(),
      note: z.string().optional()
    }),
    z.object({
      ...base,
      event: z.literal('stage-failed'),
      stage: StageName,
      milliseconds: z.number(),
      problem: Problem
    }),
    z.object({
      ...base,
      event: z.literal('run-finished'),
      state: z.enum(['finished', 'failed', 'cancelled']),
      problem: Problem.optional(),
      verdict: Verdict.optional(),
      deployment: Deployment.optional()
    })
  ])
  .meta({ id: 'RunEvent' });
export type RunEvent = z.infer<typeof RunEvent>;
