import type { EngineOffer } from '../../contract/image';
import { problemOf } from '../../contract/problem';
import type { BuildKit } from '../../tools/buildkit';
import type { Docker } from '../../tools/docker';
import { redact } from '../../tools/redact';
import type { S2i } from '../../tools/s2i';

/** What the engine can give, and from which engines there is to choose. That none answers is part of it, not an error. */
export async function engineOffer(
  { docker, s2i, buildkit }: { docker: Docker; s2i: S2i; buildkit: BuildKit },
  signal: AbortSignal
): Promise<EngineOffer> {
  const [contexts, without] = await Promise.all([docker.contexts(), buildkit.find(signal)]);
  const always = { ...(without && { buildkit: without.version }), contexts };
  try {
    const [engine, found] = await Promise.all([docker.engine(signal), s2i.find(signal)]);
    const { version, platform, endpoint, cpus, memory, gpus, gpuIds } = engine;
    return {
      version,
      platform,
      host: redact(endpoint.host),
      cpus,
      memory,
      gpus,
      gpuIds,
      ...(found && { s2i: found.version }),
      ...always
    };
  } catch (error) {
    signal.throwIfAborted();
    return { problem: problemOf(error), gpuIds: [], ...always };
  }
}
