/** An awk program as data. */
export type Expr =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  /** By itself it is matched against the record. */
  | { readonly type: 'regex'; readonly pattern: string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'element'; readonly name: string; readonly index: readonly Expr[] }
  | { readonly type: 'field'; readonly of: Expr }
  | { readonly type: 'assign'; readonly operator: string; readonly to: Expr; readonly value: Expr }
  | { readonly type: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly to: Expr }
  | { readonly type: 'unary'; readonly operator: '!' | '-' | '+'; readonly of: Expr }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'match'; readonly negated: boolean; readonly left: Expr; readonly right: Expr }
  | { readonly type: 'in'; readonly index: readonly Expr[]; readonly name: string }
  | { readonly type: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly type: 'group'; readonly items: readonly Expr[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly line: number };

export type Statement =
  | { readonly type: 'print'; readonly args: readonly Expr[]; readonly to: Redirect | null }
  | { readonly type: 'printf'; readonly args: readonly Expr[]; readonly to: Redirect | null }
  | { readonly type: 'expression'; readonly value: Expr }
  | { readonly type: 'if'; readonly test: Expr; readonly yes: Statement; readonly no: Statement | null }
  | { readonly type: 'while'; readonly test: Expr; readonly body: Statement }
  | { readonly type: 'do'; readonly test: Expr; readonly body: Statement }
  | {
      readonly type: 'for';
      readonly first: Statement | null;
      readonly test: Expr | null;
      readonly step: Statement | null;
      readonly body: Statement;
    }
  | { readonly type: 'each'; readonly name: string; readonly array: string; readonly body: Statement }
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly type: 'exit' | 'return'; readonly value: Expr | null }
  | { readonly type: 'delete'; readonly name: string; readonly index: readonly Expr[] | null };

export interface Redirect {
  readonly append: boolean;
  readonly to: Expr;
}

export interface Rule {
  readonly kind: 'begin' | 'end' | 'main' | 'range';
  readonly pattern: Expr | null;
  readonly until: Expr | null;
  /** Null: print the record. */
  readonly action: Statement | null;
}

export interface FunctionDefinition {
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
}
