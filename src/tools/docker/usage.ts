import type { ContainerStats } from 'dockerode';

const NANO = 1e9;

/** Memory in bytes as `docker stats` counts it, CPU time in seconds. Undefined when there is no sample. */
export function usageOf(stats: ContainerStats): { memory: number; cpuSeconds: number } | undefined {
  const { memory_stats: memory, cpu_stats: cpu } = stats;
  if (!memory?.usage) {
    return undefined;
  }
  // Cached pages of files are given up when memory is short. Version 1 of cgroups has a name of its own for them.
  const counted = memory.stats as Record<string, number> | undefined;
  const cache = counted?.total_inactive_file ?? counted?.inactive_file ?? 0;
  return { memory: memory.usage - cache, cpuSeconds: cpu.cpu_usage.total_usage / NANO };
}
