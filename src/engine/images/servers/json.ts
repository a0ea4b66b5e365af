/** What a file that a program wrote says; `otherwise` when somebody has changed it to something else. */
export function readJson<T>(text: string, otherwise: T): T {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : otherwise;
  } catch {
    return otherwise;
  }
}
