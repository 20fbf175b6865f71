import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Changing } from './changing';

/** The user's settings. What is missing or of a wrong type counts as the default: a settings file is typed by hand. */
export class Settings extends Changing {
  #settings?: ISettingRegistry.ISettings;

  /** Takes the loaded settings; until then, and without them, all is default. */
  use(settings: ISettingRegistry.ISettings): void {
    this.#settings = settings;
    settings.changed.connect(() => this.announce());
    this.announce();
  }

  /** Empty: the tracking server that MLflow itself would take. */
  get trackingUri(): string {
    const value = this.#value('trackingUri');
    return typeof value === 'string' ? value.trim() : '';
  }

  /** Columns of the list of models, such as `user` or `metrics.auc`; none means chosen for the user. */
  get columns(): string[] {
    const value = this.#value('columns');
    return Array.isArray(value) ? value.filter(column => typeof column === 'string') : [];
  }

  get notifications(): boolean {
    return this.#value('notifications') !== false;
  }

  /** Logs as plain text, which screen readers and the browser's own search can go through. */
  get plainLogs(): boolean {
    return this.#value('plainLogs') === true;
  }

  /** ms between two looks at the deployments. */
  get refreshInterval(): number {
    const value = this.#value('refreshSeconds');
    return typeof value === 'number' && value >= 1 ? value * 1000 : 3000;
  }

  async setColumns(columns: string[]): Promise<void> {
    await this.#settings?.set('columns', columns);
  }

  async setPlainLogs(plain: boolean): Promise<void> {
    await this.#settings?.set('plainLogs', plain);
  }

  #value(name: string): unknown {
    return this.#settings?.composite[name];
  }
}
