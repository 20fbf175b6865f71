import type { WrappedComponent } from '../../contract/component';
import { COMPONENT_WORK } from '../../contract/component-work';
import type { Endpoint } from '../../contract/deployment';
import type { Ports } from './runtime';

/** Where a component answers in Seldon's protocol. */
export function seldonAddress({ http, grpc }: Ports, { type }: Pick<WrappedComponent, 'type'>): Endpoint {
  const url = `http://127.0.0.1:${http}`;
  return {
    url,
    predictions: `${url}${COMPONENT_WORK[type].path}`,
    ...(grpc === undefined ? {} : { grpc: `127.0.0.1:${grpc}` })
  };
}
