/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | undefined | readonly Piece[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markup(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(markup).join('');
  return String(piece).replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}

/** A piece of a page: what is put in is escaped unless it is Html itself. */
export function html(pieces: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(pieces.map((piece, index) => piece + markup(values[index])).join(''));
}

/** A data block that a script reads; `<` is written so that it cannot end the block. */
export const jsonBlock = (id: string, value: unknown): Html =>
  new Html(
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );
