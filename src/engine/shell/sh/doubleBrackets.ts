import type { TestExpression } from 'unbash';
import { compileRegex } from '../commands/regex.ts';
import { binaryTest, TestFailure, testMessage, unaryTest } from './conditions.ts';
import type { Expander } from './expand.ts';
import { arithmetic } from './parameters.ts';
import { matchesPattern } from './pattern.ts';
import { type Shell, ShellFailure } from './shell.ts';

/** What `[[ … ]]` finds. */
export function doubleBrackets(shell: Shell, expression: TestExpression, expander: Expander): boolean {
  const { sys } = shell;
  switch (expression.type) {
    case 'TestLogical': {
      const results = expression.operands;
      return expression.operator === '&&'
        ? results.every((operand) => doubleBrackets(shell, operand, expander))
        : results.some((operand) => doubleBrackets(shell, operand, expander));
    }
    case 'TestNot': {
      const result = doubleBrackets(shell, expression.operand, expander);
      return expression.negations.length % 2 === 1 ? !result : result;
    }
    case 'TestGroup':
      return doubleBrackets(shell, expression.expression, expander);
    case 'TestUnary': {
      const operand = expander.text(expression.operand);
      if (expression.operator === '-v') return shell.lookup(operand) !== undefined;
      if (expression.operator === '-o')
        return shell.hasFlag(operand === 'errexit' ? 'e' : operand.slice(0, 1));
      return unaryTest(sys, expression.operator, operand, shell.state.fds);
    }
    case 'TestBinary': {
      const left = expander.text(expression.left);
      const { operator } = expression;
      if (operator === '=' || operator === '==' || operator === '!=') {
        const matches = matchesPattern(left, expander.pattern(expression.right), true);
        return operator === '!=' ? !matches : matches;
      }
      if (operator === '=~')
        return matchesExpression(shell, left, expander.regularExpression(expression.right));
      const right = expander.text(expression.right);
      try {
        return binaryTest(sys, left, operator, right, (text) => Number(arithmetic(shell, text)));
      } catch (error) {
        if (!(error instanceof TestFailure)) throw error;
        throw new ShellFailure(`[[: ${testMessage(error.problem, 'bash')}`, 1);
      }
    }
  }
}

function matchesExpression(shell: Shell, text: string, source: string): boolean {
  const expression = compileRegex(source, { extended: true });
  if (typeof expression === 'string')
    throw new ShellFailure(`[[: invalid regular expression \`${source}'`, 2);
  const match = expression.exec(text);
  const groups = match?.groups ?? [];
  shell.setVariable('BASH_REMATCH', {
    items: Object.fromEntries(groups.map((group, index) => [String(index), group ?? ''])),
  });
  return match !== null;
}
