import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, httpUrl, linkOfHtml, sizeOf, textOfHtml } from './values.js';

describe('textOfHtml', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['<span></span>', undefined],
    ['Kim', 'Kim'],
    ['<a href="//a.example/">Kim</a> &amp; <b>Co</b>', 'Kim & Co'],
    ['Kim<span style="display: none;">Kim</span>', 'Kim'],
    ['Kim<style>b{}</style><script>alert(1)</script>', 'Kim'],
    ['one<br/>two\n <p>three</p>', 'one two three'],
    ['a &lt;b&gt; c', 'a <b> c'],
  ])('reads %j', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });
});

describe('cleanText', () => {
  it('leaves one line without control and private-use characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanText(text);
        expect(clean ?? 'x').toMatch(/^[^\p{Cc}\p{Co}\p{Zl}\p{Zp}]+$/u);
        expect(clean).toBe(cleanText(clean));
      }),
    );
    expect(cleanText(' a\u0000b\u2028c\ue000d ')).toBe('a b cd');
    expect(cleanText(null)).toBeUndefined();
  });
});

describe('httpUrl', () => {
  it('gives absolute addresses of http and https only', () => {
    expect(httpUrl('b.jpg', 'https://a.example/dir/')).toBe('https://a.example/dir/b.jpg');
    expect(httpUrl(' HTTP://A.example/ä ')).toBe('http://a.example/%C3%A4');
    for (const text of [undefined, null, '', 'b.jpg', 'file:///x', 'data:x', 'javascript:x', 'https://']) {
      expect(httpUrl(text)).toBeUndefined();
    }
  });
});

describe('linkOfHtml', () => {
  it('gives the first link', () => {
    expect(linkOfHtml('by <a href="/wiki/Kim">Kim</a>', 'https://a.example/x')).toBe(
      'https://a.example/wiki/Kim',
    );
    expect(linkOfHtml('Kim', 'https://a.example/')).toBeUndefined();
    expect(linkOfHtml('<a href="javascript:x">Kim</a>', 'https://a.example/')).toBeUndefined();
  });
});

describe('sizeOf', () => {
  it('gives both sides or none', () => {
    expect(sizeOf('640', 480)).toEqual({ width: 640, height: 480 });
    for (const [width, height] of [
      [640, undefined],
      [0, 480],
      ['', '480'],
      [1.5, 2],
      ['640px', '480'],
      [null, null],
    ]) {
      expect(sizeOf(width, height)).toEqual({});
    }
  });
});
