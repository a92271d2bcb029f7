import type { IncomingMedia, TakenMedia } from '../../ports/media.js';
import { clientIdOf, type IncomingActivity, parseActivity } from './activity.js';
import { readUpload, type Upload } from './upload.js';

/** Takes one file while it comes; `source` names it the same whenever the form comes again. */
type Take = (bytes: AsyncIterable<Uint8Array>, source: IncomingMedia['source']) => Promise<TakenMedia>;

/**
 * Reads a form with files as an activity: Direct Line's upload, or the plain form's. Its files are known by the form's
 * `clientActivityID`, wherever in the form it stands, or else by `own`.
 * @throws Problem `bad_request`, and what `take` and `body` throw.
 */
export async function readForm(
  contentType: string,
  body: AsyncIterable<Uint8Array> | undefined,
  own: string,
  take: Take,
): Promise<{ readonly activity: IncomingActivity; readonly files: readonly TakenMedia[] }> {
  const { fields, files } = await readUpload(contentType, body ?? nothing(), (bytes, index, before, all) => {
    const named = nameIn(before);
    const source =
      named === undefined ? async () => `${nameIn(await all) ?? own}.${index}` : `${named}.${index}`;
    return take(bytes, source);
  });
  const activity = activityIn(fields);
  const attachments = files.map(({ name, taken }) => ({
    contentType: 'media' in taken ? taken.media.type : 'application/octet-stream',
    name,
  }));
  return { activity: { ...activity, attachments }, files: files.map(({ taken }) => taken) };
}

const nameIn = (fields: Upload['fields']): string | undefined => clientIdOf(activityIn(fields));

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The activity of a form; a plain form has its fields instead. */
function activityIn({ activity, id, text }: Upload['fields']): IncomingActivity {
  if (activity !== undefined) return parseActivity(activity);
  return {
    type: 'message',
    ...(text === undefined ? {} : { text }),
    ...(id === undefined ? {} : { channelData: { clientActivityID: id } }),
  };
}
