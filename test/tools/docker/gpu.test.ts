import { gpuIds, gpuOffer, gpuSettings } from '../../../src/tools/docker/gpu';

test('an engine that has found devices by CDI is asked so', () => {
  const offer = gpuOffer({
    Runtimes: { nvidia: {} },
    DiscoveredDevices: [{ Source: 'cdi', ID: 'nvidia.com/gpu=all' }]
  });
  expect(gpuSettings('2', offer)).toEqual({
    DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'] }]
  });
});

test('an engine that says nothing is asked as `docker run --gpus all` does it', () => {
  const offer = gpuOffer({ Runtimes: { runc: {} } });
  expect(gpuSettings('all', offer)).toEqual({ DeviceRequests: [{ Driver: '', Count: -1, Capabilities: [['gpu']] }] });
});

test('where there is NVIDIA’s runtime it is taken, too', () => {
  const offer = gpuOffer({ Runtimes: { runc: {}, nvidia: {} } });
  expect(gpuSettings('GPU-1,GPU-2', offer)).toEqual({
    Runtime: 'nvidia',
    DeviceRequests: [{ Driver: '', Capabilities: [['gpu']], DeviceIDs: ['GPU-1', 'GPU-2'] }]
  });
});

test('a model without GPUs asks for nothing', () => {
  expect(gpuSettings('', 'unknown')).toEqual({});
});

test('the ids of GPUs are those that the engine has found by CDI, without the one for all of them', () => {
  const found = ['nvidia.com/gpu=0', 'nvidia.com/gpu=GPU-4cf8', 'nvidia.com/gpu=all', 'vendor.com/nic=eth1'];

  expect(gpuIds({ DiscoveredDevices: found.map(ID => ({ Source: 'cdi', ID })) })).toEqual(['0', 'GPU-4cf8']);
  expect(gpuIds({})).toEqual([]);
});
