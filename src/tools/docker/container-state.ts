import type { ContainerInspectInfo } from 'dockerode';
import type { ContainerState } from './index';

/** What the engine says about a container, in our words. */
export function containerState(info: ContainerInspectInfo): ContainerState {
  const { State, Config, HostConfig, NetworkSettings } = info;
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: info.Image,
    labels: Config.Labels ?? {},
    state: State.Status as ContainerState['state'],
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    error: State.Error,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    restarts: info.RestartCount,
    pid: State.Pid,
    ports: portsOf(NetworkSettings.Ports),
    networks: Object.keys(NetworkSettings.Networks),
    extraHosts: (HostConfig.ExtraHosts as string[] | null | undefined) ?? []
  };
}

function portsOf(published: ContainerInspectInfo['NetworkSettings']['Ports'] | null): Record<number, number> {
  return Object.fromEntries(
    Object.entries(published ?? {}).flatMap(([port, bindings]) => {
      const host = (bindings as { HostPort: string }[] | null)?.[0]?.HostPort;
      return host ? [[Number.parseInt(port), Number(host)]] : [];
    })
  );
}
