import type { ContainerSpec } from './index';
import type { GpuAsk } from './gpu';

const NANO = 1e9;

/** The body of `POST /containers/create`; `ask` is what asks for its GPUs. Source: Engine API 1.41. */
export function containerBody(spec: ContainerSpec, ask: GpuAsk): object {
  const {
    image,
    labels,
    env = {},
    command,
    entrypoint,
    user,
    workdir,
    ports = [],
    network,
    alias,
    volumes = []
  } = spec;
  return {
    Image: image,
    Labels: labels,
    Env: Object.entries({ ...ask.env, ...env }).map(([name, value]) => `${name}=${value}`),
    Cmd: command,
    Entrypoint: entrypoint,
    User: user,
    WorkingDir: workdir,
    Volumes: Object.fromEntries(volumes.map(path => [path, {}])),
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: Object.fromEntries(ports.map(({ container }) => [`${container}/tcp`, {}])),
    HostConfig: { ...hostSettings(spec), ...ask.host },
    ...(network !== undefined &&
      alias !== undefined && { NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [alias] } } } })
  };
}

function hostSettings(spec: ContainerSpec): object {
  const { binds, scratch = [], volumesFrom, ports = [], network, memory = 0, cpus = 0, confined } = spec;
  return {
    Binds: binds,
    Mounts: scratch.map(path => ({ Type: 'volume', Target: path })),
    VolumesFrom: volumesFrom === undefined ? [] : [`${volumesFrom}:ro`],
    PortBindings: Object.fromEntries(
      ports.map(({ container, host, address }) => [
        `${container}/tcp`,
        [{ HostIp: address, HostPort: host === 0 ? '' : String(host) }]
      ])
    ),
    NetworkMode: network,
    Memory: memory,
    // As much again in swap would be the engine's default.
    MemorySwap: memory,
    NanoCpus: Math.round(cpus * NANO),
    ...(confined && { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] }),
    // A chatty model must not fill the engine's disk.
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } }
  };
}
