import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Where } from './cluster';
import type { ClusterHttp } from './http';
import { KubeObject, type WatchEvent } from './index';
import { type Kind, pathOf } from './kinds';
import { ClusterError, refusal } from './problems';

/** Seconds after which the API server ends a watch, to be begun again; below what proxies cut at. */
const LENGTH = 240;
/** The longest wait between two attempts, in ms. */
const LONGEST_WAIT = 10_000;
/** Answers that do not get better by waiting. */
const FINAL = new Set([401, 403, 404, 405]);

const Line = z.looseObject({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.looseObject({ code: z.number().optional(), metadata: z.looseObject({}).optional() })
});

interface Watch {
  http: ClusterHttp;
  list(): Promise<{ items: KubeObject[]; resourceVersion: string }>;
  kind: Kind;
  where: Where;
  signal: AbortSignal;
}

/**
 * The objects that are there, `synced`, then every change. After a gap (the API server restarted, the version expired)
 * everything is read again, and what changed meanwhile is told like any change, deletions included.
 */
export async function* watchObjects(watch: Watch): AsyncIterable<WatchEvent> {
  const { signal } = watch;
  const known = new Map<string, KubeObject>();
  for (let failures = 0; !signal.aborted;) {
    try {
      const { items, resourceVersion } = await watch.list();
      yield* differences(known, items);
      yield { type: 'synced' };
      failures = 0;
      yield* follow(watch, resourceVersion, known);
    } catch (error) {
      if (signal.aborted || (error instanceof ClusterError && FINAL.has(error.status))) {
        throw error;
      }
      await pause(++failures, signal);
    }
  }
}

/** Goes on from a version until it has expired. */
async function* follow(watch: Watch, from: string, known: Map<string, KubeObject>): AsyncIterable<WatchEvent> {
  let version = from;
  for (let failures = 0; ;) {
    try {
      for await (const { type, object } of lines(watch, version)) {
        if (type === 'ERROR') {
          // 410: too old; anything else is as good a reason to read all again.
          return;
        }
        failures = 0;
        version = String(object.metadata?.resourceVersion ?? version);
        if (type !== 'BOOKMARK') {
          const change = KubeObject.parse(object);
          remember(known, change, type);
          yield { type: EVENTS[type], object: change };
        }
      }
    } catch (error) {
      if (watch.signal.aborted || error instanceof ClusterError) {
        throw error;
      }
      await pause(++failures, watch.signal);
    }
    watch.signal.throwIfAborted();
  }
}

const EVENTS = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;

async function* lines({ http, kind, where, signal }: Watch, version: string) {
  const answer = await http.stream({
    method: 'GET',
    path: pathOf(kind, where.namespace),
    query: {
      watch: true,
      resourceVersion: version,
      allowWatchBookmarks: true,
      timeoutSeconds: LENGTH,
      labelSelector: where.labels,
      fieldSelector: where.fields
    },
    signal
  });
  if ((answer.statusCode ?? 0) >= 300) {
    throw refusal(answer.statusCode ?? 0, await text(answer));
  }
  try {
    for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
      yield Line.parse(JSON.parse(line));
    }
  } finally {
    answer.destroy();
  }
}

function remember(known: Map<string, KubeObject>, object: KubeObject, type: keyof typeof EVENTS): void {
  if (type === 'DELETED') {
    known.delete(keyOf(object));
  } else {
    known.set(keyOf(object), stub(object));
  }
}

function* differences(known: Map<string, KubeObject>, items: KubeObject[]): Iterable<WatchEvent> {
  const now = new Map(items.map(object => [keyOf(object), object]));
  for (const [key, object] of known) {
    if (!now.has(key)) {
      known.delete(key);
      yield { type: 'deleted', object };
    }
  }
  for (const [key, object] of now) {
    const before = known.get(key);
    known.set(key, stub(object));
    if (before?.metadata.resourceVersion !== object.metadata.resourceVersion) {
      yield { type: before ? 'modified' : 'added', object };
    }
  }
}

/** Only what is needed to tell a change or a deletion: a thousand whole objects would be megabytes. */
function stub({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, labels } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion, labels } };
}

const keyOf = ({ metadata }: KubeObject) => metadata.uid ?? `${metadata.namespace}/${metadata.name}`;

function pause(failures: number, signal: AbortSignal): Promise<void> {
  return sleep(Math.min(200 * 2 ** failures, LONGEST_WAIT), undefined, { signal });
}
