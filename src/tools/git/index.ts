import type { Log } from '../log';

/** A repository as a person names it. */
export interface GitSource {
  /** `https://…`, `ssh://…`, `git@host:path`, `git://…` or `file://…`; a login in it is used and not shown. */
  url: string;
  /** Branch, tag or commit; the repository's own default when absent. */
  ref?: string;
}

/** What was checked out. */
export interface GitCommit {
  /** Full hash. */
  id: string;
  /** The address without a login. */
  url: string;
}

export interface Git {
  /**
   * Checks out a repository with its submodules into a new folder, without its history. Throws tool-missing,
   * source-unreachable, bad-request.
   */
  checkOut(source: GitSource, folder: string, options: { log: Log; signal: AbortSignal }): Promise<GitCommit>;
}
