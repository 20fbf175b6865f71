import type { ComponentType } from './component';

/** The method of the class that does a component's work, and Seldon's path that asks for it. */
export interface ComponentWork {
  method: string;
  path: string;
}

/**
 * How each kind of component is asked in Seldon's protocol, as its Python wrapper has it. Only a model is known by the path
 * that Seldon's orchestrator has, too.
 */
export const COMPONENT_WORK: Record<ComponentType, ComponentWork> = {
  MODEL: { method: 'predict', path: '/api/v1.0/predictions' },
  ROUTER: { method: 'route', path: '/route' },
  COMBINER: { method: 'aggregate', path: '/aggregate' },
  TRANSFORMER: { method: 'transform_input', path: '/transform-input' },
  OUTPUT_TRANSFORMER: { method: 'transform_output', path: '/transform-output' }
};

/** The JSON text of a request with one row: a message, or the list of several that a combiner takes. `values`: those of the row. */
export function rowRequest(type: ComponentType, values: string): string {
  const message = `{"data": {"ndarray": [[${values}]]}}`;
  return type === 'COMBINER' ? `[${message}, ${message}]` : message;
}
