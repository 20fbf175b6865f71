import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Problem, problemOf, ProblemError } from '../../contract/problem';
import type { Connection } from './connection';
import { loginFor } from './credentials';
import type { LayerProgress, Transfer } from './index';
import { messagesOf } from './json-stream';
import { LayerSum } from './layer-sum';
import { parseReference, taggedName } from './reference';
import { isAway } from './registry';

/** Seconds before each further try; layers that have arrived are not sent again. */
const PAUSES = [1, 3, 10];

/** The last message of a push that went through. */
const Pushed = z.object({ Tag: z.string(), Digest: z.string(), Size: z.number() });

/** The same where a registry was away from the beginning: it is likely to stay away. */
const SHORT_PAUSES = [1];

/** Pushes an image to the registry in its name. Gives `name@sha256:…`. */
export async function push(connection: Connection, reference: string, transfer: Transfer): Promise<string> {
  let isBegun = false;
  const onProgress: LayerProgress = (...sum) => {
    isBegun = true;
    transfer.onProgress?.(...sum);
  };
  for (let attempt = 0; ; attempt++) {
    try {
      return await pushOnce(connection, reference, { ...transfer, onProgress });
    } catch (error) {
      transfer.signal.throwIfAborted();
      const problem = problemOf(error);
      const pause = (isBegun || !isAway(problem) ? PAUSES : SHORT_PAUSES)[attempt];
      if (pause === undefined || !mayPass(problem)) {
        throw error;
      }
      await sleep(pause * 1000, undefined, { signal: transfer.signal }).catch(() => transfer.signal.throwIfAborted());
    }
  }
}

/** A login that was refused is refused again, and a registry that is not trusted stays so. */
function mayPass({ code, reason }: Problem): boolean {
  return code === 'registry-unreachable' && !/x509|HTTP response to HTTPS client/.test(reason);
}

async function pushOnce(connection: Connection, reference: string, { signal, onProgress }: Transfer): Promise<string> {
  const { registry, name, tag } = parseReference(taggedName(reference));
  // Sent when it is empty, too: engines refuse a push without the header.
  const authconfig = await loginFor(registry, connection.env, signal);
  const digest = await connection.call(
    `push ${reference}`,
    async client => {
      const stream = await client.getImage(`${name}:${tag}`).push({ authconfig, abortSignal: signal });
      const sum = new LayerSum(onProgress);
      let last: string | undefined;
      for await (const message of messagesOf(stream as AsyncIterable<Buffer>)) {
        sum.take(message);
        last = Pushed.safeParse(message.aux).data?.Digest ?? last;
      }
      return last;
    },
    signal
  );
  if (!digest) {
    throw new ProblemError({
      code: 'registry-unreachable',
      message: `${reference} was not pushed.`,
      reason: 'The engine ended the push without a digest.',
      suggestion: 'Push it again; layers that have arrived are not sent again.'
    });
  }
  return `${name}@${digest}`;
}
