import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import { Settings } from '../../../src/lab/models/settings';

function settingsWith(composite: object): Settings {
  const settings = new Settings();
  settings.use({ composite, changed: new Signal({}) } as unknown as ISettingRegistry.ISettings);
  return settings;
}

it('takes the default for every value of a wrong type', () => {
  const settings = settingsWith({
    trackingUri: 5,
    columns: 'auc',
    notifications: 'no',
    plainLogs: 1,
    refreshSeconds: '9'
  });

  expect([settings.trackingUri, settings.columns, settings.notifications, settings.plainLogs]).toEqual([
    '',
    [],
    true,
    false
  ]);
  expect(settings.refreshInterval).toBe(3000);
});

it('takes what is there', () => {
  const settings = settingsWith({
    trackingUri: ' http://a ',
    columns: ['age', 7],
    notifications: false,
    refreshSeconds: 10
  });

  expect([settings.trackingUri, settings.columns, settings.notifications]).toEqual(['http://a', ['age'], false]);
  expect(settings.refreshInterval).toBe(10_000);
});

it('works before any setting is loaded', () => {
  expect(new Settings().columns).toEqual([]);
});
