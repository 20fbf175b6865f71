import { z } from 'zod';

/** Where a wrapped model can run. */
export const TARGETS = ['process', 'docker', 'kubernetes'] as const;
export const TargetName = z.enum(TARGETS);
export type TargetName = z.infer<typeof TargetName>;
