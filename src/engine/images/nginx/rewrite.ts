// Models nginx@v1.29 src/http/modules/ngx_http_rewrite_module.c
import { isErrno } from '../../linux/errno.ts';
import type { Reply } from '../servers/http.ts';
import type { Step } from './config.ts';
import { Handling } from './handling.ts';
import { regexOf } from './values.ts';
import { expand } from './variables.ts';

/** An answer, or how it goes on. */
type StepResult = Reply | 'last' | 'break' | null;

export abstract class Rewriting extends Handling {
  steps(steps: readonly Step[]): StepResult {
    const before = this.context.uri;
    for (const step of steps) {
      const result = this.step(step);
      if (result !== null) return result;
    }
    return this.context.uri === before ? null : 'last';
  }

  step(step: Step): StepResult {
    const { context } = this;
    switch (step.do) {
      case 'set':
        context.variables[step.name] = expand(step.value, context);
        return null;
      case 'break':
        return 'break';
      case 'return':
        return this.return(step.status, step.text);
      case 'if':
        if (!this.holds(step.test)) return null;
        for (const inner of step.steps) {
          const result = this.step(inner);
          if (result !== null) return result;
        }
        return null;
      case 'rewrite': {
        const match = regexOf(step.pattern).exec(context.uri);
        if (match === null) return null;
        this.catch(match);
        let to = expand(step.to, context);
        const keepsArgs = !to.endsWith('?');
        if (!keepsArgs) to = to.slice(0, -1);
        else if (context.args !== '') to += `${to.includes('?') ? '&' : '?'}${context.args}`;
        const isAbroad = /^(https?:\/\/|\$scheme)/.test(step.to);
        if (isAbroad || step.flag === 'redirect' || step.flag === 'permanent') {
          return this.return(step.flag === 'permanent' ? 301 : 302, to);
        }
        this.setUri(to);
        if (!to.includes('?')) context.args = '';
        return step.flag === '' ? null : step.flag === 'break' ? 'break' : 'last';
      }
    }
  }

  holds(test: readonly string[]): boolean {
    const [left = '', operator, right = ''] = test;
    const { context } = this;
    const file = /^(!?)-([fdex])$/.exec(left);
    if (file !== null) {
      const stat = this.sys.stat(expand(operator ?? '', context));
      const holds = !isErrno(stat) && (file[2] === 'e' || (file[2] === 'd') === (stat.type === 'directory'));
      return holds !== (file[1] === '!');
    }
    const value = expand(left, context);
    if (operator === undefined) return value !== '' && value !== '0';
    if (operator === '=') return value === expand(right, context);
    if (operator === '!=') return value !== expand(right, context);
    const match = regexOf(right, undefined, operator.includes('*')).exec(value);
    if (match !== null) this.catch(match);
    return (match !== null) !== operator.startsWith('!');
  }

  return(status: number, text: string | null): Reply {
    const { context } = this;
    if (text === null) return status < 300 || status === 444 ? this.send(status, [], '') : this.fail(status);
    const value = expand(text, context);
    if ([301, 302, 303, 307, 308].includes(status)) {
      const location = value.startsWith('/') ? this.absolute(value) : value;
      return this.page(status, [['Location', location]]);
    }
    return this.send(status, [['Content-Type', this.type(context.uri)]], value);
  }
}
