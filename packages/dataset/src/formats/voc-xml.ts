import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type MaskpredError, messageOf } from '@maskpred/core';
import { annotationError } from './annotation-error.js';
import { cleanText, countLines } from './clean-text.js';
import type { Finding } from './draft.js';
import { formatMebibytes, MAX_PICTURE_FILE_BYTES } from './limits.js';

/** A file of XML with one element around everything. */
export interface XmlFile {
  /** Content of the root element; elements without content are ''. */
  readonly root: unknown;
  readonly findings: readonly Finding[];
  /** Line of the start tag of the index-th `<object>`, counted from 1. */
  readonly lineOfObject: (index: number) => number | undefined;
  /** Line of the first start tag of the name, or of the root element where there is none. */
  readonly lineOfElement: (name: 'filename' | 'size') => number;
}

export interface ReadXmlOptions {
  readonly file: string;
  /** Whether text before and after the root element is cut off instead of refused. */
  readonly cutStrayText: boolean;
}

/**
 * The element `annotation` of a VOC file.
 * @throws {MaskpredError} ANNOTATION_PARSE_FAILED with file and, where known, line: more than
 * {@link MAX_PICTURE_FILE_BYTES}, no XML, a DOCTYPE, another root, or elements nested deeper than 100.
 */
export function readVocXml(content: string, { file, cutStrayText }: ReadXmlOptions): XmlFile {
  const fail = (line: number | undefined, problem: string, cause?: unknown): MaskpredError =>
    annotationError({ file, line }, problem, 'Correct the file, or export it again as Pascal VOC.', {
      cause,
    });
  if (content.length > MAX_PICTURE_FILE_BYTES) {
    const limit = formatMebibytes(MAX_PICTURE_FILE_BYTES);
    throw fail(undefined, `expected at most ${limit} of XML, got ${formatMebibytes(content.length)}`);
  }
  const clean = cleanText(content);
  const findings = [...clean.findings];
  // A DOCTYPE can define entities that grow without bound or name other files; annotations have no use for one.
  const doctype = clean.text.search(/<!DOCTYPE/i);
  if (doctype >= 0) {
    const line = countLines(clean.text, doctype);
    throw fail(line, 'expected no DOCTYPE, got one. Delete it: VOC needs none');
  }
  const { text, line: strayLine } = cutStrayText ? blankOutside(clean.text) : { text: clean.text };
  if (strayLine !== undefined) findings.push(strayText(strayLine));
  const xml = text.trimStart();
  const lineShift = countLines(text, text.length - xml.length) - 1;
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true)
    throw fail(verdict.err.line + lineShift, `expected XML, got: ${firstLine(verdict.err.msg)}`);
  const { annotation, ...others } = parse(xml, (error) =>
    fail(undefined, `expected XML, got: ${messageOf(error)}`, error),
  );
  if (annotation === undefined || Array.isArray(annotation) || Object.keys(others).some(isElement)) {
    throw fail(undefined, 'expected one <annotation> around everything');
  }
  if (hasMixedText(annotation)) findings.push(...findStrayText(text));
  let offsets: readonly number[] | undefined;
  const tags = (names: string) => withoutComments(text).matchAll(new RegExp(`<(?:${names})[\\s>/]`, 'g'));
  return {
    root: annotation,
    findings,
    lineOfObject(index) {
      offsets ??= [...tags('object')].map((match) => match.index);
      const offset = offsets[index];
      return offset === undefined ? undefined : countLines(text, offset);
    },
    lineOfElement(name) {
      const [match] = [...tags(name), ...tags('annotation')];
      return countLines(text, match?.index ?? 0);
    },
  };
}

function parse(xml: string, fail: (error: unknown) => MaskpredError): Record<string, unknown> {
  const parser = new XMLParser({
    parseTagValue: false, // a label "007" stays text; numbers are checked by the schema
    htmlEntities: xml.includes('&'), // also decodes &#39; and the like; costs a third of the time
    ignoreDeclaration: true,
    ignorePiTags: true,
    attributeNamePrefix: '@',
    ignoreAttributes: (name, path) => !(name === 'verified' && String(path) === 'annotation'),
    isArray: (name) => name === 'object', // by name alone: paths are slow to make
  });
  try {
    return parser.parse(xml) as Record<string, unknown>;
  } catch (error) {
    throw fail(error);
  }
}

function isElement(key: string): boolean {
  return key !== '#text' && key !== '?xml';
}

/** The text with everything outside `<annotation>` but the declaration made blank, so that lines stay where they are. */
function blankOutside(text: string): { text: string; line?: number } {
  const start = text.search(/<annotation[\s>/]/);
  const end = text.lastIndexOf('</annotation>') + '</annotation>'.length;
  if (start < 0 || end <= start) return { text };
  const outside = (part: string) => part.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, blank);
  const strayAt = (
    outside(text.slice(0, start)) +
    blank(text.slice(start, end)) +
    outside(text.slice(end))
  ).search(/\S/);
  if (strayAt < 0) return { text };
  return {
    text: blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end)),
    line: countLines(text, strayAt),
  };
}

/** Whether an element has text beside other elements, at the places that are read. */
function hasMixedText(annotation: unknown): boolean {
  const { object = [], size } = annotation as { object?: unknown[]; size?: unknown };
  const elements = Array.isArray(object) ? object : [];
  const boxes = elements.map((element) => (element as { bndbox?: unknown }).bndbox);
  return [annotation, size, ...elements, ...boxes].some(
    (element) => typeof element === 'object' && element !== null && '#text' in element,
  );
}

/** Text that is not the whole content of an element. */
function findStrayText(text: string): Finding[] {
  const findings: Finding[] = [];
  let before: { tag: string; end: number } | undefined;
  for (const match of withoutComments(text).matchAll(/<(\/?[^\s>/]+)[^>]*?(\/?)>/g)) {
    const tag = match[2] ? '' : match[1]!;
    const between = before && text.slice(before.end, match.index);
    if (before && between!.trim() !== '' && tag !== `/${before.tag}`) {
      const at = before.end + between!.search(/\S/);
      findings.push(strayText(countLines(text, at)));
    }
    before = { tag, end: match.index + match[0].length };
  }
  return findings;
}

function strayText(line: number): Finding {
  return { kind: 'stray-text', problem: 'text between the elements', outcome: 'not read', line };
}

function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, blank);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
