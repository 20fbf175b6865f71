import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createKubernetes } from '../../../src/tools/kubernetes/kubernetes';
import type { Cluster, KubeObject } from '../../../src/tools/kubernetes';
import { type Kind, KINDS } from '../../../src/tools/kubernetes/kinds';

/** What is read of a VirtualService: prefixes and weighted destinations of HTTP. */
const Route = z.looseObject({
  match: z.array(z.looseObject({ uri: z.looseObject({ prefix: z.string().optional() }).optional() })),
  route: z.array(
    z.looseObject({
      destination: z.looseObject({ host: z.string(), port: z.looseObject({ number: z.number() }) }),
      weight: z.number().optional()
    })
  ),
  mirror: z.looseObject({ host: z.string(), port: z.looseObject({ number: z.number() }) }).optional(),
  mirrorPercentage: z.looseObject({ value: z.number() }).optional()
});
const VirtualService = z.looseObject({ spec: z.looseObject({ http: z.array(Route) }) });
const Service = z.looseObject({ spec: z.looseObject({ clusterIP: z.string().optional() }) });
type Route = z.infer<typeof Route>;
type Destination = Route['route'][number]['destination'];

/** Milliseconds within which a connection must be made. */
const CONNECT = 1000;
const RETRIES = 2;
const agent = new Agent({ keepAlive: true });
const routes = new Map<string, Route[]>();
const addresses = new Map<string, string>();

/** Stands in for Istio's ingress gateway: the split of requests by weight, and the mirror, over plain HTTP. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' } } });
  const cluster = await createKubernetes().connect();
  follow(cluster, KINDS.virtualService, routes, object => VirtualService.parse(object).spec.http);
  follow(cluster, KINDS.service, addresses, object => Service.parse(object).spec.clusterIP ?? '');
  createServer((request, response) => void pass(request, response)).listen(Number(values.port), values.host);
}

function follow<T>(cluster: Cluster, kind: Kind, into: Map<string, T>, read: (object: KubeObject) => T): void {
  void (async () => {
    for await (const event of cluster.watch(kind, {}, new AbortController().signal)) {
      if (event.type === 'synced') {
        continue;
      }
      const { name, namespace } = event.object.metadata;
      const key = `${name}.${namespace}`;
      if (event.type === 'deleted') {
        into.delete(key);
      } else {
        into.set(key, read(event.object));
      }
    }
  })();
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const found = [...routes.values()].flat().flatMap(route => {
    const prefix = route.match.flatMap(({ uri }) => uri?.prefix ?? []).find(each => url.startsWith(each));
    return prefix ? [{ route, prefix }] : [];
  })[0];
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  const path = `/${url.slice(found.prefix.length)}`;
  const { mirror, mirrorPercentage } = found.route;
  if (mirror && Math.random() * 100 < (mirrorPercentage?.value ?? 100)) {
    send(mirror, path, request, body)
      .on('error', () => {})
      .on('response', answer => answer.resume());
  }
  answerFrom(chosen(found.route), RETRIES);

  /** As Istio does by default, a connection that fails is tried again. */
  function answerFrom(destination: Destination, retries: number): void {
    send(destination, path, request, body)
      .on('error', error =>
        retries > 0 ? answerFrom(destination, retries - 1) : response.writeHead(503).end(error.message)
      )
      .on('response', answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
  }
}

/** By weight; without weights the first one. */
function chosen({ route }: Route): Destination {
  const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0);
  let point = Math.random() * total;
  return (route.find(({ weight = 0 }) => (point -= weight) < 0) ?? route[0]!).destination;
}

function send({ host, port }: Destination, path: string, { method, headers }: IncomingMessage, body: Buffer) {
  const [service, namespace] = host.split('.');
  const address = addresses.get(`${service}.${namespace}`);
  const request = httpRequest({ host: address, port: port.number, path, method, headers, agent, timeout: CONNECT });
  // A Service that kube-proxy does not know yet swallows what is sent to it.
  request.on('timeout', () => request.socket?.connecting && request.destroy(new Error('no connection')));
  request.end(body);
  return request;
}

void main();
