import * as z from 'zod/mini';

// An id is made by a page: short, and nothing that could be mistaken for a path.
const ID = /^[\w:-]{1,64}$/;
// Labels end up in XML, in file names and in class lists.
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const LABEL = /^(?!\s)[^\u0000-\u001f\u007f\ufffe\uffff]{1,100}(?<!\s)$/;
const COMMENT = 'expected letters, digits, - _ or :';

export const idSchema = z.string().check(z.regex(ID, COMMENT));
export const labelSchema = z.string().check(z.regex(LABEL, 'expected a label without spaces at its ends'));
const finite = z.number().check(z.gte(-1e6), z.lte(1e6));
const side = z.number().check(z.gt(0), z.lte(1e6));

export const labelBoxSchema = z.readonly(
  z.strictObject({
    /** Of this box in this picture, for as long as it exists; boxes of files are called by their place: `f0`, `f1`, … */
    id: idSchema,
    /** Pixels of the upright picture. */
    box: z.readonly(z.strictObject({ x: finite, y: finite, width: side, height: side })),
    label: labelSchema,
    /** Hard even for a person. */
    difficult: z.optional(z.literal(true)),
    /** The detector's, 0 to 1: a proposal that nobody has decided on. Absent once a person accepted, changed or drew it. */
    score: z.optional(z.number().check(z.gte(0), z.lte(1))),
  }),
);

/** A labelled face of a picture, or a detector's proposal of one. */
export type LabelBox = z.infer<typeof labelBoxSchema>;

/** All that labelling changes of a picture. */
export interface PictureState {
  /** Of scenes; always empty for a picture that is a face crop itself. */
  readonly boxes: readonly LabelBox[];
  /** Of a face crop: the label folder that it belongs to. `null` for scenes. */
  readonly label: string | null;
  /** Whether a person has confirmed the picture; `false`: a machine had the last word; `null`: nothing is said. */
  readonly verified: boolean | null;
}

export const EMPTY_STATE: PictureState = Object.freeze({ boxes: [], label: null, verified: null });

/** What a person did, in the words of the journal and of the page's history. */
export const DECISION_KINDS = Object.freeze([
  'accept',
  'relabel',
  'draw',
  'move',
  'delete',
  'duplicate',
  'copy',
  'verify',
  'difficult',
  'label-crop',
] as const);

export type DecisionKind = (typeof DECISION_KINDS)[number];

/** One box made (`before` is null), changed, or removed (`after` is null). */
export const boxChangeSchema = z.readonly(
  z.strictObject({
    /** Place in the list of boxes, where it is put when it is made and where it comes back when its removal is undone. */
    at: z.int().check(z.gte(0), z.lte(100_000)),
    before: z.nullable(labelBoxSchema),
    after: z.nullable(labelBoxSchema),
  }),
);

export type BoxChange = z.infer<typeof boxChangeSchema>;

const verifiedSchema = z.nullable(z.boolean());

export const changeSchema = z.strictObject({
  boxes: z.optional(z.readonly(z.array(boxChangeSchema).check(z.maxLength(2000)))),
  label: z.optional(z.readonly(z.strictObject({ before: labelSchema, after: labelSchema }))),
  verified: z.optional(z.readonly(z.strictObject({ before: verifiedSchema, after: verifiedSchema }))),
});

/** What becomes of a picture's state, with what was there before, so that it can be undone from itself alone. */
export type PictureChange = Readonly<z.infer<typeof changeSchema>>;
