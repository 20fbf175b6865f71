import type { Deployment } from '../contract/deployment';
import { KubernetesOptions } from '../contract/kubernetes';
import type { Pipeline } from '../pipeline/pipeline';
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

/** What a command needs beside its name to mean this deployment: ` --namespace fraud --context production`, or nothing. */
export async function placeOptionsOf(pipeline: Pipeline, { name, place }: Deployment): Promise<string> {
  if (!place) {
    return '';
  }
  const meant = await pipeline.deployment(name).catch(() => undefined);
  const there = meant?.deployment.place;
  const isMeant = there?.context === place.context && there.namespace === place.namespace;
  return pipeline.clusters.placeOptions(place, { isMeant });
}
