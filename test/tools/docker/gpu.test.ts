import { type EngineInfo, gpuAsk, gpuIds, gpuOffer, missingGpus } from '../../../src/tools/docker/gpu';

const asked = (gpus: string, info: EngineInfo) => gpuAsk(gpus, { gpus: gpuOffer(info), gpuIds: gpuIds(info) });
const discovered = (...ids: string[]) => ids.map(id => ({ Source: 'cdi', ID: id }));

test('an engine that has found devices by CDI is asked so', () => {
  const info = { Runtimes: { nvidia: {} }, DiscoveredDevices: discovered('nvidia.com/gpu=all') };

  expect(asked('2', info)).toEqual({
    host: { DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'] }] },
    env: {}
  });
  expect(asked('all', info).host).toEqual({
    DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=all'] }]
  });
});

test('a number takes the first ones by the names that CDI has for them', () => {
  const info = {
    DiscoveredDevices: discovered('nvidia.com/gpu=GPU-4c', 'nvidia.com/gpu=GPU-f8', 'nvidia.com/gpu=all')
  };

  expect(asked('1', info).host).toEqual({
    DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=GPU-4c'] }]
  });
});

test('ids are told from a number of GPUs as Docker has it', () => {
  const info = { DiscoveredDevices: discovered('nvidia.com/gpu=0', 'nvidia.com/gpu=1', 'nvidia.com/gpu=all') };

  expect(asked('device=1', info).host).toEqual({
    DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=1'] }]
  });
  expect(asked('device=1', { Runtimes: { nvidia: {} } }).env.NVIDIA_VISIBLE_DEVICES).toBe('1');
  expect(asked('device=0,1', {}).host).toEqual({
    DeviceRequests: [{ Driver: '', Capabilities: [['gpu']], DeviceIDs: ['0', '1'] }]
  });
});

test('what an engine does not have is known where it names what it has', () => {
  const engine = { gpus: 'cdi', gpuIds: ['0', '1'] } as const;
  const missing = (gpus: string) => missingGpus(gpus, { ...engine, gpuIds: [...engine.gpuIds] });

  expect(missing('3')).toEqual(['2']);
  expect(missing('device=1,7')).toEqual(['7']);
  expect(['all', '2', 'GPU-4cf8'].flatMap(missing)).toEqual([]);
  expect(missingGpus('3', { gpus: 'runtime', gpuIds: [] })).toEqual([]);
});

test('an engine that says nothing is asked as `docker run --gpus all` does it', () => {
  expect(asked('all', { Runtimes: { runc: {} } })).toEqual({
    host: { DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }] },
    env: {}
  });
});

test('where there is NVIDIA’s runtime alone it is told by variables: a device request would need the hook as well', () => {
  const env = { NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' };
  const info = { Runtimes: { runc: {}, nvidia: {} }, DiscoveredDevices: discovered('vendor.com/nic=eth1') };

  expect(asked('GPU-1,GPU-2', info)).toEqual({
    host: { Runtime: 'nvidia' },
    env: { ...env, NVIDIA_VISIBLE_DEVICES: 'GPU-1,GPU-2' }
  });
  expect(asked('2', info).env).toEqual({ ...env, NVIDIA_VISIBLE_DEVICES: '0,1' });
});

test('a model without GPUs asks for nothing', () => {
  expect(asked('', {})).toEqual({ host: {}, env: {} });
});

test('each GPU that CDI has found is named once, by its index where it has one; neither all of them nor other devices are', () => {
  const found = discovered(
    ...[
      'nvidia.com/gpu=GPU-4cf8',
      'nvidia.com/gpu=0',
      'nvidia.com/gpu=0:1',
      'nvidia.com/gpu=all',
      'vendor.com/nic=eth1'
    ]
  );

  expect(gpuIds({ DiscoveredDevices: found })).toEqual(['0', '0:1']);
  expect(gpuIds({ DiscoveredDevices: discovered('nvidia.com/gpu=GPU-4cf8', 'nvidia.com/gpu=MIG-1a') })).toEqual([
    'GPU-4cf8',
    'MIG-1a'
  ]);
  expect(gpuIds({})).toEqual([]);
});
