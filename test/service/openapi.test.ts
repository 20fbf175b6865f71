import { api } from '../../src/contract/api';
import { openapiDocument } from '../../src/service/openapi';

const document = JSON.parse(JSON.stringify(openapiDocument('1.2.3'))) as {
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string }[]; responses: object }>>;
  components: { schemas: Record<string, { required?: string[]; properties?: object }> };
};

it('describes every call once', () => {
  const described = Object.values(document.paths).flatMap(methods => Object.values(methods));
  expect(described.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(api).sort());
});

it('names every parameter that stands in a path', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { parameters } of Object.values(methods)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    }
  }
});

it('points to nothing that is not there', () => {
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer]) => pointer!);
  expect(pointers.length).toBeGreaterThan(20);
  const missing = pointers.filter(pointer => !document.components.schemas[pointer.split('/').at(-1)!]);
  expect(missing).toEqual([]);
  expect(pointers.filter(pointer => !pointer.startsWith('#/components/schemas/'))).toEqual([]);
});

it('asks for a model alone to start a run, and answers with all of a request', () => {
  const { schemas } = document.components;
  const start = document.paths['/runs']!.post as unknown as {
    requestBody: { required: boolean; content: { 'application/json': { schema: { required: string[] } } } };
  };
  expect(start.requestBody.required).toBe(true);
  expect(start.requestBody.content['application/json'].schema.required).toEqual(['model']);
  expect(schemas.RunRequest!.required).toEqual(expect.arrayContaining(['model', 'target', 'port']));
});

it('tells the statuses that a call can have', () => {
  expect(Object.keys(document.paths['/runs/{id}']!.delete!.responses)).toEqual(['200', '400', '404', '409', '500']);
});
