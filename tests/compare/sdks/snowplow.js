// https://docs.snowplow.io/docs/sources/trackers/web-trackers/tracker-setup/: POST, keepalive, its queue in localStorage with room for a burst.
import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';

export function start(url) {
  newTracker('sp', url, {
    appId: 'compare',
    eventMethod: 'post',
    bufferSize: 1,
    keepalive: true,
    stateStorageStrategy: 'localStorage',
    maxLocalStorageQueueSize: 10_000,
    encodeBase64: false,
  });
}
export const send = (text) => trackStructEvent({ category: 'feedback', action: text });
