import { KubernetesOptions } from '../contract/kubernetes';
import { readRequest } from './request';
import type { Handler } from './session';

const Place = KubernetesOptions.pick({ context: true, namespace: true });

/** A verb about deployments by their names: with --context or --namespace it looks there only, on that cluster. */
export function placed(handler: Handler): Handler {
  return (session, argument, { context, namespace, ...options }) => {
    const place = readRequest(Place, { context, namespace });
    const isNamed = place.context !== undefined || place.namespace !== undefined;
    return handler(isNamed ? { ...session, pipeline: session.pipeline.at(place) } : session, argument, options);
  };
}
