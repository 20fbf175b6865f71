import { acceleratorExtra, acceleratorSister, acceleratorWheel } from './accelerator-builds';
import { flavorVersion } from './flavor-libraries';
import { labelledBuild, labelledPackage } from './labelled-packages';
import { localPackage } from './local-packages';
import { boundedLine } from './mlflow-bounds';
import { mlflowLine } from './mlflow-lines';
import { lineOptions, optionLine } from './option-lines';
import { platformPackage } from './platform-packages';
import { repositoryPackage } from './repository-packages';
import type { Rule } from './rule';

/** Rules about where packages are; they hold for files that are all there is, too. */
export const CLOSED_RULES: Rule[] = [lineOptions, localPackage, repositoryPackage, optionLine];

/** Applied one after the other; each sees what the one before made of the line. */
export const RULES: Rule[] = [
  ...CLOSED_RULES,
  acceleratorWheel,
  platformPackage,
  flavorVersion,
  labelledBuild,
  labelledPackage,
  acceleratorExtra,
  acceleratorSister,
  mlflowLine,
  boundedLine
];

/** A constraint must speak of the package and the versions that the requirement speaks of. */
export const CONSTRAINT_RULES: Rule[] = [labelledBuild, mlflowLine];
