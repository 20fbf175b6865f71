import { buildArguments } from '../../../src/tools/s2i/arguments';

const request = { source: '/a folder/m', builder: 'localhost/b:1', reference: 'localhost/m:1', workdir: '/w' };
const endpoint = { host: 'unix:///var/run/docker.sock' };

test('a folder is always copied, and the image never pulled', () => {
  const args = buildArguments(request, { endpoint, mark: 'm' });
  expect(args).toEqual(expect.arrayContaining(['--copy', '--pull-policy', 'never']));
  expect(args.slice(-3)).toEqual(['/a folder/m', 'localhost/b:1', 'localhost/m:1']);
});

test('the engine of a context is named with its certificates', () => {
  const tls = { folder: '/c', ca: 'x', cert: 'y', key: 'z', verify: true };
  const args = buildArguments(request, { endpoint: { host: 'tcp://far:2376', tls }, mark: 'm' });
  expect(args.join(' ')).toContain(
    '--url tcp://far:2376 --tlsverify --ca /c/ca.pem --cert /c/cert.pem --key /c/key.pem'
  );
});
