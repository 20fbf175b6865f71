import { packageText } from './requirement-line';
import type { Facts, Rule } from './rule';

interface StandIn {
  name: RegExp;
  /** When the package as named cannot be had or is not wanted. */
  when: (facts: Facts) => boolean;
  /** What takes its place; nothing when absent. */
  instead?: string;
  /** Whether its version is one of the other package too. */
  sameVersion?: boolean;
  reason: string;
}

const isNot =
  (...platforms: NodeJS.Platform[]) =>
  ({ subject }: Facts) =>
    !platforms.includes(subject.platform);

const STAND_INS: StandIn[] = [
  {
    name: /^sklearn$/,
    when: () => true,
    instead: 'scikit-learn',
    reason: 'the package sklearn is an empty one that refuses to be installed'
  },
  {
    name: /^pytorch$/,
    when: () => true,
    instead: 'torch',
    sameVersion: true,
    reason: 'it is the name that conda has for torch'
  },
  {
    name: /^py-xgboost(-cpu|-gpu)?$/,
    when: () => true,
    instead: 'xgboost',
    sameVersion: true,
    reason: 'it is the name that conda has for xgboost'
  },
  {
    name: /^tensorflow-gpu$/,
    when: () => true,
    instead: 'tensorflow',
    sameVersion: true,
    reason: 'tensorflow-gpu is no longer published; tensorflow holds the same'
  },
  // MLflow logs both where only tensorflow-cpu is installed; together they write over each other and do not load.
  {
    name: /^tensorflow$/,
    when: ({ subject, named }) => !subject.gpu && named.has('tensorflow-cpu'),
    reason: 'tensorflow-cpu, which is named too, holds the same modules'
  },
  {
    name: /^tensorflow-cpu$/,
    when: ({ subject, named }) => subject.gpu && named.has('tensorflow'),
    reason: 'tensorflow, which is named too, holds the same modules'
  },
  {
    name: /^tensorflow-intel$/,
    when: isNot('win32'),
    instead: 'tensorflow',
    sameVersion: true,
    reason: 'tensorflow-intel exists for Windows only'
  },
  {
    name: /^tensorflow-macos$/,
    when: isNot('darwin'),
    instead: 'tensorflow',
    sameVersion: true,
    reason: 'tensorflow-macos exists for macOS only'
  },
  { name: /^(pywin32|pypiwin32|pywinpty|wmi)$/, when: isNot('win32'), reason: 'it exists for Windows only' },
  {
    name: /^(pyobjc(-.+)?|tensorflow-metal|jax-metal)$/,
    when: isNot('darwin'),
    reason: 'it exists for macOS only'
  },
  { name: /^(nvidia-.+-cu\d+|triton)$/, when: isNot('linux', 'win32'), reason: 'it does not exist for macOS' }
];

/** Packages of another operating system, and names that are only husks of others. */
export const platformPackage: Rule = (line, facts) => {
  if (line.kind !== 'package') {
    return undefined;
  }
  const standIn = STAND_INS.find(({ name, when }) => name.test(line.name) && when(facts));
  if (!standIn) {
    return undefined;
  }
  const { instead, sameVersion, reason } = standIn;
  if (instead === undefined || facts.named.has(instead) || facts.named.has(`${instead}-cpu`)) {
    return { reason };
  }
  const specifier = sameVersion ? line.specifier : '';
  return { to: packageText(line, { name: instead, specifier, extras: [] }), reason };
};
