import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { z } from 'zod';
import { askAccess } from './access';
import { ClusterHttp } from './http';
import {
  type ApplyOptions,
  type Cluster,
  type ClusterContext,
  KubeObject,
  type LogOptions,
  type Named,
  type Question
} from './index';
import { apiVersionOf, type Kind, pathOf } from './kinds';
import { podLog } from './pod-log';
import { forwardPort } from './port-forward';
import { ClusterError, refusal } from './problems';
import { watchObjects } from './watch';

/** Objects of one page of a list. */
const PAGE = 500;

const Page = z.looseObject({
  items: z.array(KubeObject).nullable(),
  metadata: z.looseObject({ resourceVersion: z.string().default(''), continue: z.string().optional() })
});

/** Where objects are looked for. */
export interface Where {
  namespace?: string;
  labels?: string;
  fields?: string;
}

export class ConnectedCluster implements Cluster {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly #http: ClusterHttp;

  constructor(
    private readonly config: KubeConfig,
    { name, server, namespace }: ClusterContext,
    readonly inside: boolean,
    reload: () => Promise<KubeConfig>
  ) {
    this.context = name;
    this.server = server;
    this.namespace = namespace;
    this.#http = new ClusterHttp(config, server, reload);
  }

  async get(kind: Kind, name: string, namespace?: string): Promise<KubeObject | undefined> {
    const found = await this.read(pathOf(kind, namespace, name));
    return found === undefined ? undefined : KubeObject.parse(found);
  }

  async list(kind: Kind, where: Where): Promise<KubeObject[]> {
    return (await this.#listAll(kind, where)).items;
  }

  async apply(kind: Kind, object: KubeObject, { manager, force = false, dryRun }: ApplyOptions): Promise<KubeObject> {
    const { name, namespace } = object.metadata;
    const applied = await this.#http.json({
      method: 'PATCH',
      path: pathOf(kind, namespace, name),
      query: { fieldManager: manager, force, fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
      contentType: 'application/apply-patch+yaml',
      body: { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind },
      repeatable: true
    });
    return KubeObject.parse(applied);
  }

  async create(kind: Kind, object: KubeObject): Promise<KubeObject> {
    const body = { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
    return KubeObject.parse(
      await this.#http.json({ method: 'POST', path: pathOf(kind, object.metadata.namespace), body })
    );
  }

  async patch(kind: Kind, { name, namespace, subresource }: Named, patch: object): Promise<KubeObject> {
    const patched = await this.#http.json({
      method: 'PATCH',
      path: `${pathOf(kind, namespace, name)}${subresource ? `/${subresource}` : ''}`,
      query: { fieldManager: 'deploy-model' },
      contentType: 'application/merge-patch+json',
      body: patch,
      repeatable: true
    });
    return KubeObject.parse(patched);
  }

  async remove(kind: Kind, name: string, namespace?: string): Promise<boolean> {
    const { status, body } = await this.#http.answer({
      method: 'DELETE',
      path: pathOf(kind, namespace, name),
      body: { propagationPolicy: 'Background' },
      repeatable: true
    });
    if (status >= 300 && status !== 404) {
      throw refusal(status, body);
    }
    return status < 300;
  }

  watch(kind: Kind, where: Where, signal: AbortSignal) {
    return watchObjects({ http: this.#http, list: () => this.#listAll(kind, where), kind, where, signal });
  }

  logs(pod: string, namespace: string, options: LogOptions): AsyncIterable<string> {
    return podLog(this.#http, { pod, namespace, ...options });
  }

  may(questions: readonly Question[]): Promise<boolean[]> {
    return askAccess(this.#http, questions);
  }

  async read(path: string): Promise<unknown> {
    try {
      return await this.#http.json({ method: 'GET', path, repeatable: true });
    } catch (error) {
      if (error instanceof ClusterError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  proxyAddress(service: string, port: number, namespace: string): string {
    return this.#proxied(`services/${service}:${port}`, namespace);
  }

  podAddress(pod: string, port: number, namespace: string): string {
    return this.#proxied(`pods/${pod}:${port}`, namespace);
  }

  #proxied(what: string, namespace: string): string {
    return `${this.server.replace(/\/$/, '')}/api/v1/namespaces/${namespace}/${what}/proxy`;
  }

  ask(method: 'GET' | 'POST', url: string, options: { body?: string; timeoutSeconds: number; signal: AbortSignal }) {
    return this.#http.answer({ method, path: url.slice(this.server.replace(/\/$/, '').length), ...options });
  }

  forward(pod: string, port: number, namespace: string): Promise<{ port: number; close(): void }> {
    return forwardPort(this.config, { pod, port, namespace });
  }

  async #listAll(
    kind: Kind,
    { namespace, labels, fields }: Where
  ): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    const items: KubeObject[] = [];
    let next: string | undefined;
    for (;;) {
      const page: z.infer<typeof Page> = Page.parse(
        await this.#http.json({
          method: 'GET',
          path: pathOf(kind, namespace),
          query: { limit: PAGE, continue: next, labelSelector: labels, fieldSelector: fields },
          repeatable: true
        })
      );
      items.push(...(page.items ?? []));
      next = page.metadata.continue;
      if (!next) {
        return { items, resourceVersion: page.metadata.resourceVersion };
      }
    }
  }
}
