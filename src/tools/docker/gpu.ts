import { ProblemError } from '../../contract/problem';

/**
 * How an engine gives a container the machine's GPUs, as far as it says: by CDI, or by NVIDIA's runtime. `unknown`: it
 * says neither, and may still have the toolkit's hook, which shows only when a container is started.
 */
export type GpuOffer = 'cdi' | 'runtime' | 'unknown';

/** The parts of `GET /info` that tell what there is to give. */
export interface EngineInfo {
  NCPU?: number;
  /** In bytes. */
  MemTotal?: number;
  Runtimes?: Record<string, unknown>;
  CDISpecDirs?: string[] | null;
  DiscoveredDevices?: { Source?: string; ID?: string }[] | null;
}

const NVIDIA = /^nvidia\.com\/gpu/;

/** What an engine offers, as far as it says. */
export function gpuOffer(info: EngineInfo): GpuOffer {
  if (info.DiscoveredDevices?.some(({ ID }) => NVIDIA.test(ID ?? ''))) {
    return 'cdi';
  }
  return info.Runtimes && 'nvidia' in info.Runtimes ? 'runtime' : 'unknown';
}

/** Ids of the GPUs that an engine names, such as `0` or `GPU-4cf8…`; `all` is not one of them. */
export function gpuIds({ DiscoveredDevices }: EngineInfo): string[] {
  const names = (DiscoveredDevices ?? []).map(({ ID }) => ID ?? '').filter(id => NVIDIA.test(id));
  return names.map(id => id.slice(id.indexOf('=') + 1)).filter(id => id !== 'all');
}

/** The part of a container's host settings that asks for GPUs: `all`, a number of them, or ids after a comma. */
export function gpuSettings(gpus: string, offer: GpuOffer): object {
  if (gpus === '') {
    return {};
  }
  switch (offer) {
    case 'cdi':
      return { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: cdiNames(gpus) }] };
    case 'runtime':
      // Some of NVIDIA's boards know only the runtime; everywhere else it does what the request says.
      return { Runtime: 'nvidia', DeviceRequests: [toolkitRequest(gpus)] };
    case 'unknown':
      return { DeviceRequests: [toolkitRequest(gpus)] };
  }
}

/** The Problem of an engine without a GPU. */
export function noGpu(reason: string, cause?: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'gpu-missing',
      message: 'The Docker Engine cannot give a container a GPU.',
      reason,
      suggestion: 'Install the NVIDIA container toolkit where the engine runs, or deploy without --gpus.'
    },
    { cause }
  );
}

/** Equals `docker run --gpus`. */
function toolkitRequest(gpus: string): object {
  const base = { Driver: '', Capabilities: [['gpu']] };
  if (gpus === 'all') {
    return { ...base, Count: -1 };
  }
  return /^\d+$/.test(gpus) ? { ...base, Count: Number(gpus) } : { ...base, DeviceIDs: gpus.split(',') };
}

function cdiNames(gpus: string): string[] {
  if (gpus === 'all') {
    return ['nvidia.com/gpu=all'];
  }
  const ids = /^\d+$/.test(gpus) ? Array.from({ length: Number(gpus) }, (_, index) => String(index)) : gpus.split(',');
  return ids.map(id => `nvidia.com/gpu=${id}`);
}
