import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  byteLength,
  formatRequest,
  formatResponse,
  header,
  keepsAlive,
  parseRequest,
  parseResponse,
  parseResponseHead,
} from './http.ts';

const open = { ended: false };
const ended = { ended: true };

describe('requests', () => {
  test('what is written is read again', () => {
    const text = formatRequest({ target: '/a?b=1', headers: [['Host', 'web']], method: 'POST', body: 'x=1' });
    expect(text).toBe('POST /a?b=1 HTTP/1.1\r\nHost: web\r\nContent-Length: 3\r\n\r\nx=1');
    const parsed = parseRequest(`${text}GET /`);
    expect(parsed).toMatchObject({
      message: { method: 'POST', target: '/a?b=1', body: 'x=1' },
      rest: 'GET /',
    });
  });

  test.each([
    ['', null],
    ['GET / HT', null],
    ['GET / HTTP/1.1\r\nHost: a\r\n', null],
    ['POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabc', null],
    ['hello\n', { malformed: 'not HTTP' }],
    ['GET  / HTTP/1.1\r\n\r\n', { malformed: 'request line "GET  / HTTP/1.1"' }],
    ['GET / HTTP/1.1\r\nnonsense\r\n\r\n', { malformed: 'header "nonsense"' }],
    ['GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n', { malformed: 'Content-Length "x"' }],
  ])('%j', (text, expected) => {
    expect(parseRequest(text)).toEqual(expected);
  });

  test('lines may end without a carriage return, as typed into nc', () => {
    expect(parseRequest('GET / HTTP/1.0\n\n')).toMatchObject({ message: { version: '1.0' }, rest: '' });
  });
});

describe('responses', () => {
  test('length is counted in bytes', () => {
    const text = formatResponse({ status: 200, body: '你好 😀' });
    expect(text).toBe('HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n你好 😀');
    expect(parseResponse(`${text}HTTP`, open)).toMatchObject({ message: { body: '你好 😀' }, rest: 'HTTP' });
    expect(parseResponse(text.slice(0, -1), open)).toBeNull();
    expect(parseResponse(text.slice(0, -1), ended)).toEqual({ malformed: 'cut off' });
  });

  test('without a length the body lasts until the end', () => {
    const text = 'HTTP/1.0 200 OK\r\n\r\nabc';
    expect(parseResponse(text, open)).toBeNull();
    expect(parseResponse(text, ended)).toMatchObject({ message: { body: 'abc' } });
    expect(parseResponseHead(text)?.status).toBe(200);
  });

  test('chunks, also with an extension', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n';
    expect(parseResponse(`${text}next`, open)).toMatchObject({
      message: { body: 'abc0123456789' },
      rest: 'next',
    });
    expect(parseResponse(text.slice(0, -4), open)).toBeNull();
    const chunked = formatResponse({ status: 200, headers: [['Transfer-Encoding', 'chunked']], body: 'hey' });
    expect(parseResponse(chunked, open)).toMatchObject({ message: { body: 'hey' }, rest: '' });
  });

  test('a HEAD and a 204 have no body', () => {
    const head = formatResponse({ status: 200, body: 'abc' }, 'HEAD');
    expect(head).toBe('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n');
    expect(parseResponse(head, { ended: false, method: 'HEAD' })).toMatchObject({ message: { body: '' } });
    expect(formatResponse({ status: 204, body: 'abc' })).toBe('HTTP/1.1 204 No Content\r\n\r\n');
  });

  test('a connection that closes without a word, and one that speaks something else', () => {
    expect(parseResponse('', ended)).toEqual({ malformed: 'empty reply' });
    expect(parseResponse('-ERR unknown\r\n', open)).toEqual({ malformed: 'not HTTP' });
  });

  test('100 Continue is passed over', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\n${formatResponse({ status: 201 })}`;
    expect(parseResponse(text, open)).toMatchObject({ message: { status: 201 } });
  });
});

test.each([
  ['1.1', [], true],
  ['1.1', [['Connection', 'Close']], false],
  ['1.0', [], false],
  ['1.0', [['connection', 'Keep-Alive']], true],
] as const)('keep-alive: HTTP/%s %j → %s', (version, headers, expected) => {
  expect(keepsAlive({ version, headers })).toBe(expected);
});

test('header names have no case', () => {
  expect(header([['Content-TYPE', 'a']], 'content-type')).toBe('a');
});

test('any body arrives whole, however it is cut on its way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.nat(), (body, isChunked, cut) => {
      const headers = isChunked ? ([['Transfer-Encoding', 'chunked']] as const) : [];
      const text = formatResponse({ status: 200, headers, body });
      const at = cut % text.length;
      expect(parseResponse(text.slice(0, at), open)).toBeNull();
      expect(parseResponse(text, open)).toMatchObject({ message: { body }, rest: '' });
      expect(byteLength(body)).toBe(new TextEncoder().encode(body).length);
    }),
  );
});
