const NAMED = /((?:password|passwd|token|secret|api[_-]?key|access[_-]?key)[\w-]*["']?\s*[=:]\s*["']?)([^\s"'&,;]+)/gi;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** The text without passwords in addresses, authorisation headers and named secrets, and without the values given. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const plain = text.replace(USER_INFO, '$1***@').replace(BEARER, '$1 ***').replace(NAMED, '$1***');
  return secrets.filter(secret => secret.length > 3).reduce((out, secret) => out.replaceAll(secret, '***'), plain);
}
