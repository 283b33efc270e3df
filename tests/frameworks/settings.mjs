/** What every server of this folder gives its relay. The keys come from the environment, as they should. */
export const settings = (/** @type {Record<string, string | undefined>} */ env) => ({
  destination: { type: 'axiom', url: env.AXIOM_URL, dataset: 'feedback', token: env.AXIOM_TOKEN },
  linkSecrets: { secret: env.LINK_SECRET },
  origins: [env.PAGE_ORIGIN],
  requireToken: true,
});
