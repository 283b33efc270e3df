import { useEffect, useState } from 'react';

const pause = 250;
const nothing = { source: '', text: '', spans: [] };

/**
 * What `text` would be sent as, brought up to date when typing pauses. Marks that lie before the first changed character stay
 * meanwhile, so that they do not flicker with each key.
 *
 * @param {string} text
 * @param {(message: string) => Promise<import('feedspan').Preview>} scan
 */
export function usePreview(text, scan) {
  const [preview, setPreview] = useState(nothing);

  useEffect(() => {
    if (text.trim() === '') {
      setPreview(nothing);
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(async () => {
      const { text: masked, spans } = await scan(text);
      if (!stale) setPreview({ source: text, text: masked, spans });
    }, pause);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
    // `scan` belongs to the client, which lives as long as the page.
  }, [text]);

  let same = 0;
  while (same < text.length && text[same] === preview.source[same]) same++;
  return { text: preview.text, spans: preview.spans.filter((span) => span.end <= same) };
}
