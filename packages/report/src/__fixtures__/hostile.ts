/** Names that break out of badly built HTML. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>.jpg',
  '"><img src=https://evil.example/x.png onerror=alert(1)>.jpg',
  "' onmouseover='alert(1).jpg",
  '</style></svg></title></main><h1>taken</h1>',
  '&lt;b&gt; &amp; &#x3C;i&#x3E;',
  '<!-- --> ]]> {{x}} ${y}',
  '\u202Egpj.exe',
  'שלום עולם.jpg',
  'a\nb\tc.jpg',
];
