import { Icon } from './icons.jsx';

const pages = [
  { href: '/', name: 'Chat' },
  { href: '/plain', name: 'Plain page' },
  { href: '/console', name: 'Console' },
];

/** @param {{current: string}} props `current`: the address of this page */
export function SiteHeader({ current }) {
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="site-header">
        <a className="site-brand" href="/">
          <img src="/favicon.svg" alt="Feedspan" />
          <span aria-hidden="true">Feedspan</span>
        </a>
        <nav className="site-nav" aria-label="Pages">
          {pages.map(({ href, name }) => (
            <a key={href} href={href} aria-current={href === current ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <button type="button" className="icon-button" data-theme-toggle aria-label="Switch between light and dark">
          <Icon name="theme" />
        </button>
      </header>
    </>
  );
}
