/** A value under construction, which nobody else holds yet. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
