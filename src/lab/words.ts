import type { TranslationBundle } from '@jupyterlab/translation';
import type { MetricValue } from '../contract/model';

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60]
];

/** Whole numbers from here on are shortened, too. */
const WHOLE = 10_000;

/** Numbers, times and sizes as a person reads them, in the language of JupyterLab. */
export class Words {
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #exact: Intl.DateTimeFormat;
  readonly #compact: Intl.NumberFormat;
  readonly #point: Intl.NumberFormat;
  readonly #whole: Intl.NumberFormat;

  /** `language` as JupyterLab gives it: `en`, `zh_CN`, … */
  constructor(
    private readonly trans: TranslationBundle,
    language: string
  ) {
    const locale = localeOf(language);
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.#exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
    this.#compact = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
    this.#point = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 });
    this.#whole = new Intl.NumberFormat(locale);
  }

  /** `3 minutes ago`. `time` in ISO 8601 or ms since 1970. */
  ago(time: string | number, now = Date.now()): string {
    const seconds = Math.round((new Date(time).getTime() - now) / 1000);
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
    return Math.abs(seconds) < 10 ? this.trans.__('just now') : this.#relative.format(Math.trunc(seconds / size), unit);
  }

  exact(time: string | number): string {
    return this.#exact.format(new Date(time));
  }

  /** `0.4 s`, `12 s`, `2 min 5 s`. */
  duration(milliseconds: number): string {
    const seconds = milliseconds / 1000;
    if (seconds < 60) {
      return this.trans.__('%1 s', seconds < 10 ? seconds.toFixed(1) : Math.round(seconds));
    }
    const whole = Math.round(seconds);
    return this.trans.__('%1 min %2 s', Math.floor(whole / 60), whole % 60);
  }

  milliseconds(value: number): string {
    return this.trans.__('%1 ms', value < 10 ? value.toFixed(1) : Math.round(value));
  }

  bytes(count: number): string {
    const power = count < 1 ? 0 : Math.min(Math.floor(Math.log(count) / Math.log(1024)), 4);
    const size = count / 1024 ** power;
    return `${size >= 10 || power === 0 ? Math.round(size) : size.toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
  }

  /**
   * A metric of MLflow, which are all doubles: four significant digits, a whole one with its point as MLflow writes it.
   * Not-a-number and infinity are text already.
   */
  double(value: MetricValue): string {
    const isWhole = Number.isInteger(value) && Math.abs(value as number) < WHOLE;
    return isWhole ? this.#point.format(value as number) : this.metric(value);
  }

  /** The same to its last digit, as Python writes it. */
  exactDouble(value: MetricValue): string {
    return Number.isInteger(value) && Math.abs(value as number) < 1e16 ? `${value}.0` : String(value);
  }

  /** Four significant digits; not-a-number and infinity as MLflow writes them. */
  metric(value: MetricValue): string {
    return typeof value === 'number' ? this.#compact.format(value) : value;
  }

  count(value: number): string {
    return this.#whole.format(value);
  }
}

function localeOf(language: string): string | undefined {
  const tag = language.replace('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
