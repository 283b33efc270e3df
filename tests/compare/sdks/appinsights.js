// https://learn.microsoft.com/azure/azure-monitor/app/javascript-sdk-configuration: session storage buffer, retries and beacon on.
import { ApplicationInsights } from '@microsoft/applicationinsights-web';

let insights;
export function start(url) {
  insights = new ApplicationInsights({
    config: {
      connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=${url}/`,
      enableSessionStorageBuffer: true,
      maxBatchInterval: 500,
      disableAjaxTracking: true,
      disableFetchTracking: true,
      autoTrackPageVisitTime: false,
      disableExceptionTracking: true,
      featureOptIn: {},
    },
  });
  insights.loadAppInsights();
}
export const send = (text) => insights.trackEvent({ name: 'feedback', properties: { text } });
