import type { WrappedComponent } from '../../contract/component';
import type { Endpoint } from '../../contract/deployment';
import type { Ports } from './runtime';

/** Where a component answers in Seldon's protocol. */
export function seldonAddress({ http, grpc }: Ports): Endpoint {
  return {
    url: `http://127.0.0.1:${http}`,
    predictions: `http://127.0.0.1:${http}/api/v1.0/predictions`,
    ...(grpc === undefined ? {} : { grpc: `127.0.0.1:${grpc}` })
  };
}

/** The path that asks a component to do its work; those that only choose or combine have none that fits any request. */
export const WORK_PATHS: Partial<Record<WrappedComponent['type'], string>> = {
  MODEL: '/api/v1.0/predictions',
  TRANSFORMER: '/transform-input',
  OUTPUT_TRANSFORMER: '/transform-output'
};
