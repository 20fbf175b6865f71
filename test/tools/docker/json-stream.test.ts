import { messagesOf, StreamError } from '../../../src/tools/docker/json-stream';

async function read(...chunks: (string | Buffer)[]): Promise<unknown[]> {
  async function* stream() {
    yield* chunks.map(chunk => Buffer.from(chunk as string));
  }
  return Array.fromAsync(messagesOf(stream()));
}

test('an error inside an answer is an error', async () => {
  await expect(read('{"status":"Preparing"}\n{"errorDetail":{"message":"boom"},"error":"boom"}\n')).rejects.toThrow(
    'boom'
  );
});

test('an answer that ends in the middle of a message is an error', async () => {
  await expect(read('{"status":"Prep')).rejects.toThrow(StreamError);
});

test('a message and a letter may be split over two chunks', async () => {
  const whole = Buffer.from('{"stream":"größer"}\n');
  const middle = whole.indexOf(0xc3) + 1;
  expect(await read(whole.subarray(0, middle), whole.subarray(middle))).toEqual([{ stream: 'größer' }]);
});
