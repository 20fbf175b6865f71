import type { ModelVersion } from './manifest';

/** The operator adds a port of this name to every graph container; its number depends on the rest of the graph. */
const HTTP = 'http';
const PERIOD = 5;

/**
 * Probes that mean that the model is loaded: `/health/ping` answers 200 only then, while the port is open long before.
 * The startup probe gives loading its time, so that the liveness probe can be quick afterwards.
 */
export function readinessOf({ startTimeout }: Pick<ModelVersion, 'startTimeout'>) {
  const loaded = { httpGet: { path: '/health/ping', port: HTTP }, timeoutSeconds: 2, periodSeconds: PERIOD };
  return {
    startupProbe: { ...loaded, periodSeconds: 1, failureThreshold: startTimeout },
    readinessProbe: { ...loaded, failureThreshold: 3 },
    livenessProbe: { ...loaded, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 }
  };
}
