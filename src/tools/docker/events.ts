import type Dockerode from 'dockerode';
import { z } from 'zod';
import type { ContainerEvent } from './index';
import { messagesOf } from './json-stream';

/** One line of `GET /events`. Source: Engine API 1.41. */
const EventLine = z.looseObject({
  Type: z.string(),
  Action: z.string(),
  Actor: z.looseObject({ ID: z.string(), Attributes: z.record(z.string(), z.string()) })
});

/** Container events from now on; the stream is open when this returns, so that nothing that follows is missed. */
export async function containerEvents(client: Dockerode, signal: AbortSignal): Promise<AsyncIterable<ContainerEvent>> {
  const stream = await client.getEvents({ filters: { type: ['container'] }, abortSignal: signal });
  return eventsIn(stream as AsyncIterable<Buffer>, signal);
}

async function* eventsIn(stream: AsyncIterable<Buffer>, signal: AbortSignal): AsyncIterable<ContainerEvent> {
  try {
    for await (const message of messagesOf(stream)) {
      const { Action, Actor } = EventLine.parse(message);
      yield { action: Action, container: Actor.ID, attributes: Actor.Attributes };
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  }
}
