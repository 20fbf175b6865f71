import { z } from 'zod';

/** When the new version of two takes over by itself, and when it is taken away instead. */
export const RolloutRule = z
  .object({
    /** Seconds that it must have run within its limits. */
    after: z.number().int().min(1).max(604_800).default(600),
    /** Requests that it must have answered before anything is decided. */
    minRequests: z.number().int().min(1).default(20),
    /** Percent of its requests that may fail. */
    maxErrorRate: z.number().min(0).max(100).default(1),
    /** Milliseconds within which 99 of 100 requests must be answered. */
    maxP99: z.number().positive().optional(),
    /** How far its answers may be from the running version's, as a share: 0.05 is five percent. */
    maxDrift: z.number().min(0).optional()
  })
  .meta({ id: 'RolloutRule' });
export type RolloutRule = z.infer<typeof RolloutRule>;

/** A rule that is kept in the cluster until it has decided, and whether somebody sees to it. */
export const KeptRule = z
  .object({
    rule: RolloutRule,
    /** The number of the version that it is about. */
    revision: z.number().int(),
    /** Since when it holds. */
    since: z.string(),
    /** Who gave it. */
    owner: z.string(),
    /** Who watches now, and where; absent when nobody does: then nothing happens. */
    watcher: z.string().optional()
  })
  .meta({ id: 'KeptRule' });
export type KeptRule = z.infer<typeof KeptRule>;

/** What came of a rule. `undecided`: there were too few requests, or no numbers; both versions run on. */
export const Decision = z
  .object({
    outcome: z.enum(['promoted', 'discarded', 'undecided', 'overtaken']),
    /** The number of the version that it was about. */
    revision: z.number().int(),
    /** One sentence. */
    reason: z.string()
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;
