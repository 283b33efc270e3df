// https://grafana.com/docs/grafana-cloud/monitor-applications/frontend-observability/instrument/: batches every 250 ms, buffer for a burst.
import { FetchTransport, initializeFaro } from '@grafana/faro-web-sdk';

let faro;
export function start(url) {
  faro = initializeFaro({
    app: { name: 'compare' },
    instrumentations: [],
    dedupe: false,
    transports: [new FetchTransport({ url: `${url}/collect`, bufferSize: 10_000 })],
  });
}
export const send = (text) => faro.api.pushLog([text]);
