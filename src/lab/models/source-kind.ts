/** As the service tells them: with a scheme that only git has, ending in .git, or in ssh's short form. */
const GIT = /^((git|ssh):\/\/\S+|(git\+)?(https?|ssh|file):\/\/\S+\.git\/?|[\w.-]+@[\w.-]+:\S+)$/;

/** Whether what was typed as a model names a git repository, of which a folder and a commit may be chosen. */
export function isRepository(reference: string): boolean {
  return GIT.test(reference.trim());
}

/** As the service tells folders of this machine: by a path that starts so, or a file address. */
const FOLDER = /^(\.{0,2}\/|\.{1,2}$|file:)/;

/** Whether what was typed names a folder on the server's machine. */
export function isFolder(reference: string): boolean {
  const typed = reference.trim();
  return FOLDER.test(typed) && !isRepository(typed);
}
