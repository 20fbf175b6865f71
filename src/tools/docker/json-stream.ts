import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';

/** One message of a build, pull or push. Source: jsonmessage of the engine. */
export const StreamMessage = z.looseObject({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
  error: z.string().optional(),
  errorDetail: z.looseObject({ code: z.number().optional(), message: z.string().optional() }).optional(),
  aux: z.looseObject({}).optional()
});
export type StreamMessage = z.infer<typeof StreamMessage>;

/** An error that the engine reported inside an answer whose status was 200. */
export class StreamError extends Error {}

/**
 * The messages of an answer as they come. What the client library does not do: an `error` in the stream is thrown,
 * a character split over two chunks stays whole, and an answer that ends in the middle is an error, too.
 */
export async function* messagesOf(stream: AsyncIterable<Buffer>): AsyncIterable<StreamMessage> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield* messageIn(line);
    }
  }
  yield* messageIn(rest + decoder.end());
}

function* messageIn(line: string): Iterable<StreamMessage> {
  if (line.trim() === '') {
    return;
  }
  const message = StreamMessage.parse(jsonOf(line));
  if (message.error !== undefined || message.errorDetail) {
    throw new StreamError(message.errorDetail?.message ?? message.error);
  }
  yield message;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new StreamError(`The engine's answer was cut short: ${line.slice(0, 200)}`, { cause });
  }
}
