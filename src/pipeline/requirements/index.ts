export type { LoggedRequirements, RewriteSubject, RewrittenRequirements } from './subject';
export { rewriteRequirements } from './rewrite';
export { importsIn } from './imports';
