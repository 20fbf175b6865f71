/** One request that is sent to two servers of the same class. */
export interface ParityRequest {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'GRPC';
  path: string;
  headers?: Record<string, string>;
  body?: string | FormData;
  /** Over gRPC. */
  message?: Record<string, unknown>;
}

/** Seldon's predictions from outside, inside a graph, and as they were once called. */
export const PREDICT = '/api/v1.0/predictions';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A message as JSON. */
export function json(name: string, message: unknown, path = PREDICT): ParityRequest {
  return { name, method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(message) };
}

/** A body as it stands. */
export function text(name: string, body: string, path = PREDICT): ParityRequest {
  return { name, method: 'POST', path, headers: JSON_TYPE, body };
}

/** A message over gRPC. */
export function grpc(name: string, message: Record<string, unknown>): ParityRequest {
  return { name: `${name}, over gRPC`, method: 'GRPC', path: '', message };
}

export function get(path: string, method: ParityRequest['method'] = 'GET'): ParityRequest {
  return { name: `${method} ${path}`, method, path };
}

/** The message in each form that Seldon takes beside a JSON body. */
export function forms(name: string, message: unknown): ParityRequest[] {
  const query = new URLSearchParams({ json: JSON.stringify(message) });
  const fields = new FormData();
  Object.entries(message as Record<string, unknown>).forEach(([key, value]) =>
    fields.append(key, key === 'strData' ? String(value) : JSON.stringify(value))
  );
  return [
    {
      name: `${name}, as a form field`,
      method: 'POST',
      path: '/predict',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: query.toString()
    },
    { name: `${name}, as a query`, method: 'GET', path: `/predict?${query.toString()}` },
    { name: `${name}, as multipart`, method: 'POST', path: '/predict', body: fields }
  ];
}
