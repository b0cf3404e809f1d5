/** How one drawn person of the sample video looks. Colours are CSS colours. */
export interface Person {
  readonly skin: string;
  readonly shade: string;
  readonly light: string;
  readonly hair: string;
  readonly iris: string;
  readonly lips: string;
  readonly clothes: string;
  /** Cloth and seams of a face mask; left out for a bare face. */
  readonly faceMask?: { readonly cloth: string; readonly seam: string };
  readonly haircut: 'short' | 'long';
}

/** Width and height of {@link drawPerson}'s picture, pixels. It is drawn in half of these units. */
export const PERSON_SIZE = Object.freeze({ width: 600, height: 760 });

/**
 * An SVG document of head and shoulders on a transparent ground, shaded enough that a detector trained on photographs
 * takes the head for a face.
 */
export function drawPerson(person: Person): string {
  const { width, height } = PERSON_SIZE;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width / 2} ${height / 2}">
${definitions(person)}
${person.haircut === 'long' ? longHair : ''}
${shoulders}
${ears}
${head}
${face(person)}
${person.faceMask ? faceMask(person.faceMask) : ''}
${person.haircut === 'long' ? longFringe : shortHair}
</svg>`;
}

const HEAD =
  'M 92 150 C 90 78 118 48 150 48 C 182 48 210 78 208 150 C 207 196 190 244 150 246 C 110 244 93 196 92 150 Z';

function definitions({ skin, shade, light, hair, clothes }: Person): string {
  return `<defs>
<radialGradient id="skin" cx="0.42" cy="0.4" r="0.7"><stop offset="0" stop-color="${light}"/><stop offset="0.55" stop-color="${skin}"/><stop offset="1" stop-color="${shade}"/></radialGradient>
<linearGradient id="neck" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${shade}"/><stop offset="1" stop-color="${skin}"/></linearGradient>
<linearGradient id="hair" x1="0" y1="0" x2="0.5" y2="1"><stop offset="0" stop-color="${hair}"/><stop offset="1" stop-color="#0b0908"/></linearGradient>
<linearGradient id="clothes" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${clothes}"/><stop offset="1" stop-color="#14161c"/></linearGradient>
<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="4"/></filter>
<filter id="softer" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="9"/></filter>
<filter id="fine" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="1.1"/></filter>
<clipPath id="head"><path d="${HEAD}"/></clipPath>
</defs>`;
}

const shoulders = `<path d="M 118 210 L 118 282 Q 150 306 182 282 L 182 210 Z" fill="url(#neck)"/>
<path d="M 4 380 C 8 318 48 300 116 278 Q 150 312 184 278 C 252 300 292 318 296 380 Z" fill="url(#clothes)"/>
<path d="M 116 278 Q 150 316 184 278" fill="none" stroke="#00000055" stroke-width="5" filter="url(#fine)"/>`;

const ears = `<ellipse cx="91" cy="158" rx="11" ry="22" fill="url(#neck)"/><ellipse cx="209" cy="158" rx="11" ry="22" fill="url(#neck)"/>`;

const head = `<path d="${HEAD}" fill="url(#skin)"/>`;

function face({ shade, light, iris, lips, hair }: Person): string {
  const eye = (x: number) => `
<ellipse cx="${x}" cy="146" rx="21" ry="13" fill="${shade}" opacity="0.75" filter="url(#soft)"/>
<path d="M ${x - 15} 148 Q ${x} 136 ${x + 15} 148 Q ${x} 157 ${x - 15} 148 Z" fill="#f4efe9"/>
<circle cx="${x}" cy="147" r="6.6" fill="${iris}"/><circle cx="${x}" cy="147" r="3.2" fill="#0a0808"/>
<circle cx="${x - 2}" cy="144.6" r="1.6" fill="#ffffff"/>
<path d="M ${x - 16} 148 Q ${x} 134 ${x + 16} 148" fill="none" stroke="#1a1210" stroke-width="3.2" stroke-linecap="round" filter="url(#fine)"/>
<path d="M ${x - 15} 138 Q ${x} 129 ${x + 15} 138" fill="none" stroke="${shade}" stroke-width="2" filter="url(#fine)"/>`;
  const brow = (x: number, tilt: number) =>
    `<path d="M ${x - 19} ${127 + tilt} Q ${x} ${115} ${x + 19} ${127 - tilt}" fill="none" stroke="${hair}" stroke-width="6.5" stroke-linecap="round" filter="url(#fine)" opacity="0.9"/>`;
  return `<g clip-path="url(#head)">
<path d="M 196 90 C 214 150 204 220 150 250 L 230 250 L 230 90 Z" fill="${shade}" opacity="0.6" filter="url(#softer)"/>
<path d="M 100 190 C 110 230 130 250 150 250 L 90 250 Z" fill="${shade}" opacity="0.5" filter="url(#softer)"/>
<ellipse cx="118" cy="182" rx="16" ry="12" fill="${lips}" opacity="0.22" filter="url(#soft)"/>
<ellipse cx="182" cy="182" rx="16" ry="12" fill="${lips}" opacity="0.22" filter="url(#soft)"/>
<ellipse cx="146" cy="86" rx="30" ry="16" fill="${light}" opacity="0.6" filter="url(#softer)"/>
${eye(124)}${eye(176)}${brow(123, 2)}${brow(177, -2)}
<path d="M 152 140 C 158 160 166 176 163 184 C 158 192 150 190 148 186 Z" fill="${shade}" opacity="0.7" filter="url(#soft)"/>
<path d="M 147 136 L 147 176" stroke="${light}" stroke-width="7" opacity="0.7" filter="url(#soft)"/>
<ellipse cx="148" cy="180" rx="8" ry="6" fill="${light}" opacity="0.6" filter="url(#fine)"/>
<path d="M 134 186 Q 140 192 150 191 Q 160 192 166 186" fill="none" stroke="${shade}" stroke-width="3.4" filter="url(#fine)"/>
<ellipse cx="142" cy="188" rx="4" ry="2.2" fill="#2a1410" opacity="0.7" filter="url(#fine)"/><ellipse cx="158" cy="188" rx="4" ry="2.2" fill="#2a1410" opacity="0.7" filter="url(#fine)"/>
<path d="M 126 211 Q 140 203 150 207 Q 160 203 174 211 Q 150 230 126 211 Z" fill="${lips}" filter="url(#fine)"/>
<path d="M 125 211 Q 150 217 175 211" fill="none" stroke="#3a1512" stroke-width="2.4" filter="url(#fine)"/>
<path d="M 134 229 Q 150 235 166 229" fill="none" stroke="${shade}" stroke-width="5" opacity="0.8" filter="url(#soft)"/>
</g>`;
}

function faceMask({ cloth, seam }: NonNullable<Person['faceMask']>): string {
  return `<path d="M 98 172 L 88 150 M 202 172 L 212 150 M 104 222 L 86 172 M 196 222 L 214 172" stroke="#f4f6f8" stroke-width="2.6" fill="none"/>
<path d="M 97 170 Q 128 160 150 158 Q 172 160 203 170 C 203 206 196 240 150 256 C 104 240 97 206 97 170 Z" fill="${cloth}"/>
<path d="M 160 160 Q 190 163 203 170 C 203 206 196 240 150 256 C 176 236 176 196 160 160 Z" fill="#000000" opacity="0.16" filter="url(#soft)"/>
<path d="M 112 180 Q 140 170 148 172 L 146 220 Q 124 216 112 180 Z" fill="#ffffff" opacity="0.22" filter="url(#soft)"/>
<path d="M 98 188 Q 150 180 202 188 M 101 206 Q 150 202 199 206 M 108 224 Q 150 224 192 224" stroke="${seam}" stroke-width="2.2" fill="none" opacity="0.8"/>
<path d="M 97 171 Q 128 161 150 159 Q 172 161 203 171" stroke="${seam}" stroke-width="3" fill="none"/>`;
}

const shortHair = `<path d="M 88 146 C 78 84 104 34 152 34 C 200 34 222 84 212 146 C 208 122 204 104 190 92 C 164 100 128 96 112 88 C 98 102 92 122 88 146 Z" fill="url(#hair)"/>
<path d="M 112 60 Q 140 44 176 54" stroke="#ffffff" stroke-width="7" opacity="0.12" fill="none" filter="url(#soft)"/>`;

const longHair = `<path d="M 76 300 C 56 200 60 30 150 28 C 240 30 244 200 224 300 C 200 312 100 312 76 300 Z" fill="url(#hair)"/>`;

const longFringe = `<path d="M 86 190 C 76 90 100 36 150 36 C 200 36 224 90 214 190 C 210 140 200 108 166 78 C 140 104 106 108 98 124 C 90 140 88 160 86 190 Z" fill="url(#hair)"/>
<path d="M 104 66 Q 136 44 176 56" stroke="#ffffff" stroke-width="7" opacity="0.13" fill="none" filter="url(#soft)"/>`;
