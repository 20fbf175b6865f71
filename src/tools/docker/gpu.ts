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
  /** From Docker 28.2 on. */
  DiscoveredDevices?: { Source?: string; ID?: string }[] | null;
}

/** What of a container asks for GPUs: settings of its host, and variables. */
export interface GpuAsk {
  host: object;
  env: Record<string, string>;
}

const NVIDIA = /^nvidia\.com\/gpu=/;
const UUID = /^(GPU|MIG)-/;

/** What an engine offers, as far as it says. */
export function gpuOffer(info: EngineInfo): GpuOffer {
  if (info.DiscoveredDevices?.some(({ ID }) => NVIDIA.test(ID ?? ''))) {
    return 'cdi';
  }
  return info.Runtimes && 'nvidia' in info.Runtimes ? 'runtime' : 'unknown';
}

/**
 * Ids of the GPUs that an engine names, such as `0` or `GPU-4cf8…`; `all` is not one of them. CDI names each GPU by its
 * index and by its UUID: the indices alone where there are any, so that each is there once.
 */
export function gpuIds({ DiscoveredDevices }: EngineInfo): string[] {
  const names = (DiscoveredDevices ?? []).map(({ ID }) => ID ?? '').filter(id => NVIDIA.test(id));
  const ids = names.map(id => id.replace(NVIDIA, '')).filter(id => id !== 'all');
  const indices = ids.filter(id => !UUID.test(id));
  return indices.length > 0 ? indices : ids;
}

/** What asks for GPUs, as a request has it. `ids`: those that the engine names. */
export function gpuAsk(gpus: string, { gpus: offer, gpuIds: ids }: { gpus: GpuOffer; gpuIds: string[] }): GpuAsk {
  if (gpus === '') {
    return { host: {}, env: {} };
  }
  switch (offer) {
    case 'cdi': {
      const DeviceIDs = idsOf(gpus, ids).map(id => `nvidia.com/gpu=${id}`);
      return { host: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs }] }, env: {} };
    }
    case 'runtime':
      // A device request needs the toolkit's hook as well, and tells the runtime nothing but these variables.
      return {
        host: { Runtime: 'nvidia' },
        env: { NVIDIA_VISIBLE_DEVICES: idsOf(gpus, ids).join(), NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' }
      };
    case 'unknown':
      return { host: { DeviceRequests: [hookRequest(gpus)] }, env: {} };
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
function hookRequest(gpus: string): object {
  const base = { Driver: '', Capabilities: [['gpu']] };
  if (gpus === 'all') {
    return { ...base, Count: -1 };
  }
  return isNumber(gpus) ? { ...base, Count: Number(gpus) } : { ...base, DeviceIDs: listOf(gpus) };
}

/** A number takes the first ones. */
function idsOf(gpus: string, known: string[]): string[] {
  return isNumber(gpus)
    ? Array.from({ length: Number(gpus) }, (_, index) => known[index] ?? String(index))
    : listOf(gpus);
}

/** The GPUs that are asked for and that an engine does not have, as it names them; a UUID is its own to know. */
export function missingGpus(
  gpus: string,
  { gpus: offer, gpuIds: ids }: { gpus: GpuOffer; gpuIds: string[] }
): string[] {
  return offer === 'cdi' ? idsOf(gpus, ids).filter(id => id !== 'all' && !ids.includes(id) && !UUID.test(id)) : [];
}

const listOf = (gpus: string): string[] => gpus.replace(/^device=/, '').split(',');
const isNumber = (gpus: string): boolean => /^\d+$/.test(gpus);
