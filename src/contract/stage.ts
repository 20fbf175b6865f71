import { z } from 'zod';

/** The steps from a model to an endpoint, in order. */
export const STAGES = ['select', 'wrap', 'build', 'test', 'deploy'] as const;
export const StageName = z.enum(STAGES);
export type StageName = z.infer<typeof StageName>;

export const StageState = z.enum(['waiting', 'running', 'finished', 'failed', 'cancelled', 'skipped']);
export type StageState = z.infer<typeof StageState>;
