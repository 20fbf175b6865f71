import { z } from 'zod';

/** One finding of `doctor` about this machine. `missing` stops the job, `warning` may. */
export const Check = z
  .object({
    title: z.string(),
    state: z.enum(['ok', 'warning', 'missing']),
    /** What was found, one sentence or less. */
    finding: z.string(),
    /** What to do; absent when all is well. */
    todo: z.string().optional()
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

/** What answers, and whether it is at work. */
export const ServiceStatus = z
  .object({
    version: z.string(),
    pid: z.number().int(),
    startedAt: z.string(),
    /** Runs and tasks that this service carries on now, by id. */
    busy: z.array(z.string())
  })
  .meta({ id: 'ServiceStatus' });
export type ServiceStatus = z.infer<typeof ServiceStatus>;
