import { AwkError } from './lex.ts';

export function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return a ** b;
    default:
      if (b === 0) throw new AwkError(operator === '/' ? 'division by zero' : 'division by zero in %', 0);
      return operator === '/' ? a / b : a % b;
  }
}

/** Whether an order (negative, 0, positive; NaN for none) is what the operator asks for. */
export function compares(operator: string, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}
