import type { WrappedComponent } from '../../contract/component';
import type { Endpoint, ProcessBuild } from '../../contract/deployment';
import type { Problem } from '../../contract/problem';
import type { ProcessSpec } from '../../tools/processes';

/** How a model process is started, and what beyond its own word must be so before it counts as ready. */
export interface ServingCommand extends Pick<ProcessSpec, 'opens' | 'warmUp'> {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

/** Ports of 127.0.0.1 that a model answers on; without `grpc` it answers over HTTP only. */
export interface Ports {
  http: number;
  grpc?: number;
}

/** What serves a wrapped component: a program that answers Seldon's API for a class. */
export interface ServingRuntime {
  title: string;
  /** What would keep it from serving the component, and warnings about what it does differently. */
  check(component: WrappedComponent, options: { grpc: boolean }): Problem[];
  /** The component's requirements with what the runtime itself needs. */
  requirements(component: WrappedComponent, options: { grpc: boolean }): string[];
  /** Requirement lines that win over every other on the same package: where the runtime asks for less than it can take. */
  overrides?(component: WrappedComponent): string[];
  /** Puts the runtime where an upgrade of this product does not change it; done once for each version. */
  prepare(component: WrappedComponent): Promise<{ folder: string; version: string }>;
  command(component: WrappedComponent, build: ProcessBuild, ports: Ports): Promise<ServingCommand>;
  address(ports: Ports, component: Pick<WrappedComponent, 'type'>): Endpoint;
}
