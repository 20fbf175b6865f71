import { framesOf, Lines } from '../../../src/tools/docker/frames';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test('both streams come apart wherever the connection cuts them', async () => {
  const bytes = Buffer.concat([frame(1, 'one\n'), frame(2, 'two\n'), frame(1, 'three\n')]);
  async function* inBytes() {
    for (const byte of bytes) {
      yield Buffer.from([byte]);
    }
  }

  const frames = await Array.fromAsync(framesOf(inBytes()));

  expect(frames.map(({ stream, payload }) => [stream, String(payload)])).toEqual([
    ['stdout', 'one\n'],
    ['stderr', 'two\n'],
    ['stdout', 'three\n']
  ]);
});

test('a progress bar and a line of Windows are lines, and what has no end is the last one', () => {
  const lines = new Lines();
  expect(lines.push(Buffer.from('10 %\r20 %\rdone\r\nlast'))).toEqual(['10 %', '20 %', 'done']);
  expect(lines.end()).toEqual(['last']);
});
