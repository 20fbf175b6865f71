import { z } from 'zod';

/** Where a wrapped model can run. */
export const TARGETS = ['process', 'docker', 'kubernetes'] as const;
export const TargetName = z.enum(TARGETS);
export type TargetName = z.infer<typeof TargetName>;

/** When an engine starts a container again that has ended; `unless-stopped` also after a restart of the machine. */
export const RESTART_POLICIES = ['unless-stopped', 'always', 'on-failure', 'no'] as const;
export const RestartPolicy = z.enum(RESTART_POLICIES);
export type RestartPolicy = z.infer<typeof RestartPolicy>;
