/**
 * A whole number with a comma after each three digits, as in 1,234,567. Not `toLocaleString`: the first use of Node's
 * locales costs 8 MB, in every program that says a number.
 */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
