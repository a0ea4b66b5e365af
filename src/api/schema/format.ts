// The shape of the generated schema files.

/**
 * The type of a property in one short text:
 * `s` string, `i` int32, `l` int64, `n` float64, `b` bool, `q` Quantity, `t` Time, `u` MicroTime,
 * `x` IntOrString, `y` bytes in base64, `a` anything, `[T` list of T, `{T` map from string to T,
 * `@Name` another type of the schema.
 */
export type TypeCode = string;

export interface SchemaType {
  /** Properties. */
  readonly p: Readonly<Record<string, TypeCode>>;
  /** Names of required properties. */
  readonly r?: readonly string[];
  /** Accepted values of properties that are enumerations. */
  readonly e?: Readonly<Record<string, readonly string[]>>;
}

export interface SchemaStructure {
  /** `apiVersion kind` to the name of its type. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, SchemaType>>;
}

/** Type to property to text; the empty property is the type itself. */
export type SchemaDescriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;
