/** Options whose name is not that of the field which they fill. */
const FLAGS: Record<string, string> = {
  kedaTriggers: '--keda-trigger',
  noEngine: '--without-engine',
  pullSecrets: '--pull-secret',
  envSecrets: '--env-secret',
  tolerations: '--toleration',
  percent: '--canary, --shadow or --ab-test',
  after: '--promote-after',
  model: '<model>'
};

/** A field of a request as a person writes it on the command line. */
export function flagOf(field: string): string {
  return FLAGS[field] ?? `--${field.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}
