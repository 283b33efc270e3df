// https://docs.datadoghq.com/logs/log_collection/javascript/: the defaults; its batches leave when the page is hidden, or by size and time.
import { datadogLogs } from '@datadog/browser-logs';

export function start(url) {
  datadogLogs.init({ clientToken: 'pub', proxy: `${url}/intake`, forwardErrorsToLogs: false, sessionSampleRate: 100, telemetrySampleRate: 0 });
}
export const send = (text) => datadogLogs.logger.info(text);
