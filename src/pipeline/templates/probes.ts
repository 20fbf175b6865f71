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

/** Servers on Seldon's Python wrapper, whose ping is answered only once the model is loaded. */
const WRAPPED = ['MLFLOW_SERVER', 'SKLEARN_SERVER', 'XGBOOST_SERVER'];

/**
 * The same for a prepackaged server, which may install packages for minutes first: the operator's own probes would end it
 * after one. Of a server that is not known only its port can be asked.
 */
export function servedReadinessOf(
  server: string,
  { startTimeout, options }: Pick<ModelVersion, 'startTimeout' | 'options'>
) {
  const path = options.protocol === 'v2' ? '/v2/health/ready' : WRAPPED.includes(server) ? '/health/ping' : undefined;
  const asked = path ? { httpGet: { path, port: HTTP } } : { tcpSocket: { port: HTTP } };
  const loaded = { ...asked, timeoutSeconds: 2, periodSeconds: PERIOD };
  return {
    startupProbe: { ...loaded, failureThreshold: Math.ceil(startTimeout / PERIOD) },
    readinessProbe: { ...loaded, failureThreshold: 3 },
    livenessProbe: { ...loaded, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 }
  };
}
